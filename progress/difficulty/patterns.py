"""Students who answered the same items and got as many right are alike to Rasch's model: each such pattern is worked
out once, however many they are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
AT_ONCE = 4_000_000  # numbers in one step, so that memory stays modest


@dataclass(frozen=True)
class Patterns:
    """`items` holds the items of one pattern after another, each of them from its place in `starts` on; `owner` says
    whose they are. `score` is how many are right, `weight` how many students have the pattern, and patterns of the same
    items have the same `group`. `students` are those who have one (ascending), `of_student` the pattern of each."""

    items: Ints
    owner: Ints
    starts: Ints
    score: Floats
    weight: Floats
    group: Ints
    students: Ints
    of_student: Ints

    @property
    def lengths(self) -> Ints:
        return np.diff(np.append(self.starts, len(self.items)))

    def chunks(self, width: int) -> Iterator[tuple[slice, slice]]:
        """Patterns, and their places in `items`, by the few, of which each place takes `width` numbers."""
        ends = self.starts + self.lengths
        first = 0
        while first < len(self.starts):
            most = self.starts[first] + max(1, AT_ONCE // width)
            last = max(first + 1, int(np.searchsorted(ends, most, side="right")))
            yield slice(first, last), slice(int(self.starts[first]), int(ends[last - 1]))
            first = last


def find_patterns(students: Ints, items: Ints, right: NDArray[np.bool_]) -> Patterns:
    """The patterns in answers, of which each says whose it is, to which item (both numbered from 0), and whether it was
    right. Nobody answers an item twice. Sets of items are told apart by two sums of 64 random bits an item."""
    order = np.lexsort((items, students))
    students, items, right = students[order], items[order], right[order]
    starts = np.flatnonzero(np.append(True, students[1:] != students[:-1]))
    bits = np.random.default_rng(0).integers(0, 2**64, size=(int(items.max()) + 1, 2), dtype=np.uint64)
    marks = np.add.reduceat(bits[items], starts)
    score = np.add.reduceat(right.astype(np.int64), starts)
    _sets, group = np.unique(marks, axis=0, return_inverse=True)
    table = np.column_stack((group.reshape(-1), score))
    found, first, of_student, weight = np.unique(
        table, axis=0, return_index=True, return_inverse=True, return_counts=True
    )
    lengths = np.diff(np.append(starts, len(items)))[first]
    new_starts = np.cumsum(lengths) - lengths
    owner = np.repeat(np.arange(len(first)), lengths)
    places = np.arange(int(lengths.sum())) - new_starts[owner] + starts[first][owner]
    return Patterns(
        items=items[places],
        owner=owner,
        starts=new_starts,
        score=found[:, 1].astype(float),
        weight=weight.astype(float),
        group=found[:, 0],
        students=students[starts],
        of_student=of_student.reshape(-1),
    )
