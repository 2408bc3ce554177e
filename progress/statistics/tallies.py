"""Counts of answers in memory, as the figures are told from them: what an answer earned, beside what all else in its
attempt did.

Marks and rests are whole numbers of the smallest share that is stored, so that every sum over them is exact, however
many they are and in whatever order they come."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

MARK_UNIT, REST_UNIT = 10**7, 10**12  # how many of the smallest shares make a whole (see `MarkTally`)
WHOLE_MARK, WHOLE_REST = Decimal(MARK_UNIT), Decimal(REST_UNIT)


@dataclass
class Tallies:
    """Of one item version, of first answers or of all: how many earned this mark in an attempt with this rest (None:
    nothing else was to be had in it), and how many of those with this rest chose this option."""

    marks: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    options: Counter[tuple[str, int | None]] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return self.marks.total()

    def add(self, other: "Tallies") -> None:
        """Count those of another wording, too."""
        self.marks.update(other.marks)
        self.options.update(other.options)


def mark_units(mark: Decimal) -> int:
    return int(mark * WHOLE_MARK)


def rest_units(rest: Decimal | None) -> int | None:
    return None if rest is None else int(rest * WHOLE_REST)
