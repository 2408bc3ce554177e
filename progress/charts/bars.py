"""A bar for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT = 96  # of the longest bar, in pixels
HEAD = 18  # above it, for its label
_GAP = 0.25  # between two bars, as a share of their distance
_EDGE = 14  # percent of the width, within which a label is held by the side


@dataclass(frozen=True)
class Bar:
    """`x`, `width` and `step` (with the gap) in percent of the width, `y` and `height` in pixels."""

    x: float
    width: float
    step: float
    y: float
    height: float
    day: date
    value: int

    @property
    def place(self) -> float:
        """Where the whole of its step begins."""
        return round(self.x - (self.step - self.width) / 2, 2)

    @property
    def label_y(self) -> float:
        return self.y - 5

    @property
    def anchor(self) -> str:
        """Where its label is held, so that it does not leave the chart."""
        middle = self.x + self.width / 2
        return "start" if middle < _EDGE else "end" if middle > 100 - _EDGE else "middle"

    @property
    def label_x(self) -> float:
        held = {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]
        return round(self.x + held, 2)


@dataclass(frozen=True)
class Bars:
    """`longest` is the latest of those, None where all is nothing."""

    bars: list[Bar]
    longest: Bar | None
    total: int
    base: int = HEAD + HEIGHT
    height: int = HEAD + HEIGHT + 20

    @property
    def first(self) -> Bar:
        return self.bars[0]

    @property
    def last(self) -> Bar:
        return self.bars[-1]


def draw_bars(days: Sequence[tuple[date, int]]) -> Bars:
    """The value of each day, from 0 on; a day with any has at least a line."""
    most, step = max(value for _day, value in days), 100 / len(days)
    bars = [_bar(number * step, step, day, value, most) for number, (day, value) in enumerate(days)]
    longest = next((bar for bar in reversed(bars) if most and bar.value == most), None)
    return Bars(bars, longest, sum(value for _day, value in days))


def _bar(left: float, step: float, day: date, value: int, most: int) -> Bar:
    height = max(2.0, round(HEIGHT * value / most, 1)) if value else 0.0
    x, width = round(left + step * _GAP / 2, 2), round(step * (1 - _GAP), 2)
    return Bar(x, width, round(step, 2), HEAD + HEIGHT - height, height, day, value)
