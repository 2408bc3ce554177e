"""The questions of a quiz and the students who took it, on one scale: a map of items and persons (Wright's)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEP = 0.5  # logits in one row
ROW = 22  # pixels
HEAD = 24
MIDDLE = 44.0  # percent of the width, where the scale stands
_WIDEST = 30.0  # of the longest bar, in percent of the width
_MOST = 12  # rows on either side of 0, in which whatever lies further out stands too
_FIT = 5  # questions that are named in a row


@dataclass(frozen=True)
class MapRow:
    """Half a logit from `low` on: `students` as a bar of that `width` in percent, and the numbers of the questions; all
    of them, and as many as fit. `y` is its middle, in pixels."""

    low: float
    students: int
    width: float
    numbers: Sequence[int]
    y: int

    @property
    def high(self) -> float:
        return self.low + STEP

    @property
    def x(self) -> float:
        return round(MIDDLE - 1 - self.width, 2)

    @property
    def label_x(self) -> float:
        return round(self.x - 1, 2)

    @property
    def top(self) -> int:
        return self.y - 8

    @property
    def mark(self) -> str:
        """The scale beside it, at whole logits."""
        if self.low != int(self.low):
            return ""
        return f"−{abs(int(self.low))}" if self.low < 0 else f"+{int(self.low)}" if self.low else "0"

    @property
    def shown(self) -> Sequence[int]:
        return self.numbers if len(self.numbers) <= _FIT + 1 else self.numbers[:_FIT]

    @property
    def more(self) -> int:
        return len(self.numbers) - len(self.shown)


@dataclass(frozen=True)
class WrightMap:
    """The rows from the hardest to the easiest."""

    rows: Sequence[MapRow]
    height: int

    @property
    def students(self) -> int:
        return sum(row.students for row in self.rows)


def draw_map(difficulties: Mapping[int, float], students: Mapping[int, int]) -> WrightMap | None:
    """`difficulties` in logits by the number of the question, `students` how many there are by the number of half
    logits that their ability is above 0. None where no question has a place."""
    if not difficulties:
        return None
    questions: dict[int, list[int]] = {}
    for number, difficulty in sorted(difficulties.items()):
        questions.setdefault(_held(int(difficulty // STEP)), []).append(number)
    people: dict[int, int] = {}
    for place, count in students.items():
        people[_held(place)] = people.get(_held(place), 0) + count
    places = [*questions, *people, 0]
    order = range(max(places), min(places) - 1, -1)
    most = max(people.values(), default=1)
    rows = [
        MapRow(
            low=place * STEP,
            students=people.get(place, 0),
            width=round(_WIDEST * people.get(place, 0) / most, 2),
            numbers=questions.get(place, []),
            y=HEAD + ROW * index + ROW // 2,
        )
        for index, place in enumerate(order)
    ]
    return WrightMap(rows, HEAD + ROW * len(rows))


def _held(place: int) -> int:
    return max(-_MOST, min(_MOST - 1, place))
