"""Who chose what: a line for each option across the four quarters of students, those who do worst elsewhere first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from content.questions.base import NO_ANSWER
from progress.statistics.options import ShownOption

HEIGHT = 120  # from nobody to everybody, in pixels
HEAD = 8  # above everybody
LEFT, RIGHT = 2, 56  # where the first and the last quarter stand, in percent of the width
LABELS = 60  # where labels begin
LINE = 15  # pixels from one label to the next
NAMED = 7  # options that have room for a label
SHORT = 24  # characters of a label
SMALL_WIDTH, SMALL_HEIGHT, SMALL_EDGE = 96, 32, 3  # of a chart without words, in pixels


class Segment(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Trace:
    """One option: where its line runs, and where its label stands (`label_y` is None where there is no room). `path`
    is the same line in the small chart."""

    option: ShownOption
    points: list[tuple[float, float]]
    path: str
    label_y: float | None = None

    @property
    def segments(self) -> list[Segment]:
        return [Segment(*first, *second) for first, second in zip(self.points, self.points[1:], strict=False)]

    @property
    def is_dashed(self) -> bool:
        return self.option.name == NO_ANSWER

    @property
    def label(self) -> str:
        title = self.option.title
        return title if len(title) <= SHORT else f"{title[: SHORT - 1].rstrip()}…"


@dataclass(frozen=True)
class Traces:
    """The lines, those of right options last, so that they lie above. `sizes` are the answers of each quarter."""

    traces: list[Trace]
    sizes: Sequence[int]
    base: int = HEAD + HEIGHT
    height: int = HEAD + HEIGHT + 22
    right: int = RIGHT
    labels: int = LABELS
    small_width: int = SMALL_WIDTH
    small_height: int = SMALL_HEIGHT

    @property
    def middle(self) -> float:
        return self.base - HEIGHT / 2


def draw_traces(options: Sequence[ShownOption], sizes: Sequence[int]) -> Traces | None:
    """None where no quarters can be told apart, or nobody chose anything."""
    drawn = [option for option in options if any(share for share in option.shares) or option.is_key]
    if not any(sizes) or not drawn:
        return None
    ends = [(option, _ends(option)) for option in drawn]
    named = sorted(ends, key=lambda pair: (not pair[0].is_key, -pair[0].total))[:NAMED]
    labels = _spread({option.name: end for option, end in named})
    ordered = sorted(drawn, key=lambda option: option.is_key)
    return Traces([Trace(each, _points(each), _path(each), labels.get(each.name)) for each in ordered], sizes)


def _points(option: ShownOption) -> list[tuple[float, float]]:
    """A quarter that nobody is in is passed over."""
    step = (RIGHT - LEFT) / (len(option.shares) - 1)
    return [
        (round(LEFT + step * place, 2), _down(share)) for place, share in enumerate(option.shares) if share is not None
    ]


def _down(share: float) -> float:
    return round(HEAD + HEIGHT * (1 - share), 1)


def _ends(option: ShownOption) -> float:
    return _points(option)[-1][1]


def _spread(ends: dict[str, float]) -> dict[str, float]:
    """Labels beside the ends of their lines, moved apart as far as they have to be, and none below the last line."""
    placed: dict[str, float] = {}
    lowest = HEAD + HEIGHT + 4.0
    at = -1e9
    for name in sorted(ends, key=lambda name: ends[name]):
        at = max(ends[name] + 4, at + LINE)
        placed[name] = at
    for name in reversed(placed):
        placed[name] = min(placed[name], lowest)
        lowest = placed[name] - LINE
    return {name: round(y, 1) for name, y in placed.items()}


def _path(option: ShownOption) -> str:
    width, height = SMALL_WIDTH - 2 * SMALL_EDGE, SMALL_HEIGHT - 2 * SMALL_EDGE
    step = width / (len(option.shares) - 1)
    places = [
        f"{SMALL_EDGE + step * place:g} {SMALL_EDGE + height * (1 - share):.1f}"
        for place, share in enumerate(option.shares)
        if share is not None
    ]
    return f"M{'L'.join(places)}"
