"""The means of groups with their intervals, one below the other, from 0% to 100%."""

from collections.abc import Sequence
from dataclasses import dataclass

from progress.helped.welch import Group, mean_interval

ROW = 46  # pixels
HEAD = 16  # above a line, for its label
FOOT = 20


@dataclass(frozen=True)
class MeanRow:
    """`low` and `high` in percent of the width, None where the interval is not defined; `y` in pixels."""

    label: str
    group: Group
    low: float | None
    high: float | None
    y: int

    @property
    def label_y(self) -> int:
        return self.y - 12


@dataclass(frozen=True)
class Means:
    rows: Sequence[MeanRow]

    @property
    def base(self) -> int:
        return ROW * len(self.rows)

    @property
    def height(self) -> int:
        return self.base + FOOT


def draw_means(groups: Sequence[tuple[str, Group]]) -> Means:
    rows = []
    for index, (label, group) in enumerate(groups):
        low, high = mean_interval(group) or (None, None)
        rows.append(MeanRow(label, group, low, high, ROW * index + HEAD + 14))
    return Means(rows)
