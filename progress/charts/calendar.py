"""A year of days as a grid: a column for each week, a row for each day of it, and the more was done the larger the
square; so that it is read without colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from django.utils.formats import date_format

from progress.figures.activity import Day

PITCH = 14  # pixels from one day to the next
HEAD = 18  # above the days, for the names of the months
TAIL = 38  # after them, for the names of the weekdays
STEPS = (1, 10, 25, 50)  # things done, from which on a day is of the level 1, 2, 3, 4
SIDES = (2, 5, 8, 10, 12)  # of the square of each level
_NAMED = 3  # weeks that a month has to have before its name has room


@dataclass(frozen=True)
class Square:
    """One day with study."""

    x: float
    y: float
    level: int
    day: Day

    @property
    def side(self) -> int:
        return SIDES[self.level]


@dataclass(frozen=True)
class Step:
    """A square of the key: drawn for days with at least `least` things done, and fewer than those of the `next` one."""

    level: int
    least: int
    next: int | None

    @property
    def side(self) -> int:
        return SIDES[self.level]

    @property
    def corner(self) -> float:
        return _corner(0, self.side)


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Calendar:
    """`rest` is the path of all days without study, `months` and `weekdays` are written beside the grid."""

    width: int
    height: int
    squares: list[Square]
    rest: str
    months: list[Label]
    weekdays: list[Label]


def draw_calendar(days: Sequence[Day]) -> Calendar:
    """The days, of which the first is a Monday."""
    weeks = (len(days) + 6) // 7
    squares, rest = [], []
    for number, day in enumerate(days):
        level = level_of(day)
        x, y = (_corner(place, SIDES[level]) for place in divmod(number, 7))
        if level:
            squares.append(Square(x, HEAD + y, level, day))
        else:
            rest.append(f"M{x:g} {HEAD + y:g}h2v2h-2z")
    width, names = weeks * PITCH, [day.date for day in days[:7]]
    weekdays = [Label(width + 6, HEAD + PITCH * row + 11, date_format(names[row], "D")) for row in (0, 2, 4)]
    return Calendar(width + TAIL, HEAD + 7 * PITCH, squares, "".join(rest), _months(days), weekdays)


def draw_key() -> list[Step]:
    return [Step(level, least, after) for level, (least, after) in enumerate(zip_longest(STEPS, STEPS[1:]), start=1)]


def level_of(day: Day) -> int:
    """From 0, nothing, to 4. A day with nothing but time is of level 1."""
    if not day.is_studied:
        return 0
    return max(1, sum(day.work.things >= step for step in STEPS))


def _corner(place: int, side: int) -> float:
    """Where a square of that side begins, in the middle of its place."""
    return place * PITCH + (PITCH - side) / 2


def _months(days: Sequence[Day]) -> list[Label]:
    """The name of each month above the first week that begins in it, where there is room until the next."""
    mondays = [day.date for day in days[::7]]
    firsts = [week for week, monday in enumerate(mondays) if week == 0 or _is_another(mondays[week - 1], monday)]
    ends = [*firsts[1:], len(mondays) + 1]
    return [
        Label(PITCH * week, 11, date_format(mondays[week], "M"))
        for week, end in zip(firsts, ends, strict=True)
        if end - week >= _NAMED
    ]


def _is_another(before: date, monday: date) -> bool:
    return before.month != monday.month and monday - before == timedelta(days=7)
