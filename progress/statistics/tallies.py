"""What figures are told from: counts of answers in memory, by what they earned and what all else in their attempt did.

Marks and rests are whole numbers of the smallest share that is stored, so that every sum over them is exact, however
many they are and in whatever order they come."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

MARK_UNIT, REST_UNIT = 10**7, 10**12  # how many of the smallest shares make a whole (see `MarkTally`)
WHOLE_MARK, WHOLE_REST = Decimal(MARK_UNIT), Decimal(REST_UNIT)

Choices = Mapping[str, Sequence[int]]  # by option how many chose it in each quarter, and last outside of any


@dataclass
class Tallies:
    """Of one item version or of several, of first answers or of all: how many earned each mark (`marks`); and of those
    that have a rest how many earned each mark (`beside`), how many have each rest (`rests`), and the sum of mark times
    rest over them all (`product`)."""

    marks: Counter[int] = field(default_factory=Counter)
    beside: Counter[int] = field(default_factory=Counter)
    rests: Counter[int] = field(default_factory=Counter)
    product: int = 0

    @property
    def count(self) -> int:
        return self.marks.total()

    def add(self, other: "Tallies") -> None:
        """Count those of another wording, too."""
        self.marks.update(other.marks)
        self.beside.update(other.beside)
        self.rests.update(other.rests)
        self.product += other.product


def mark_units(mark: Decimal) -> int:
    return int(mark * WHOLE_MARK)


def rest_units(rest: Decimal | None) -> int | None:
    return None if rest is None else int(rest * WHOLE_REST)
