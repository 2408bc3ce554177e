"""A dot for each score, by its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from progress.figures.scores import Score

HEIGHT = 110  # from 0% to 100%, in pixels
HEAD = 12  # above 100%
STROKE = 1.5  # half of what marks the pass mark at a dot, in percent of the width
_FIRST, _LAST = 3, 97  # where the oldest and the latest stand, in percent of the width


@dataclass(frozen=True)
class Dot:
    """`x` in percent of the width, `y` and `mark` (what passes) in pixels."""

    x: float
    y: float
    mark: float
    score: Score

    @property
    def left(self) -> float:
        return self.x - STROKE

    @property
    def right(self) -> float:
        return self.x + STROKE


@dataclass(frozen=True)
class Dots:
    """`mark` is the place of the pass mark, where all have the same."""

    dots: list[Dot]
    mark: float | None
    base: int = HEAD + HEIGHT
    height: int = HEAD + HEIGHT + 20

    @property
    def first(self) -> Dot:
        return self.dots[0]

    @property
    def last(self) -> Dot:
        return self.dots[-1]


def draw_scores(scores: Sequence[Score]) -> Dots:
    """The scores, the oldest first; a single one stands at the end."""
    if not scores:
        return Dots([], None)
    begin, end = scores[0].finished_at, scores[-1].finished_at
    dots = [
        Dot(_across(score.finished_at, begin, end), _down(float(score.percent)), _down(score.pass_mark), score)
        for score in scores
    ]
    marks = {dot.mark for dot in dots}
    return Dots(dots, marks.pop() if len(marks) == 1 else None)


def _across(moment: datetime, begin: datetime, end: datetime) -> float:
    share = (moment - begin) / (end - begin) if end > begin else 1
    return round(_FIRST + (_LAST - _FIRST) * share, 2)


def _down(percent: float) -> float:
    return round(HEAD + HEIGHT * (1 - percent / 100), 1)
