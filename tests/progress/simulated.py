"""Answers of simulated students, whose abilities are known, to items whose difficulties are known."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from progress.difficulty.estimating import Estimates, estimate


@dataclass(frozen=True)
class World:
    """By item and by student what is true; by answer whose it is, to which item, and whether it was right."""

    difficulty: Any
    ability: Any
    students: Any
    items: Any
    right: Any

    def estimate(self) -> Estimates:
        return estimate(
            self.students,
            self.items,
            self.right,
            student_count=len(self.ability),
            item_count=len(self.difficulty),
        )

    def centred_on(self, estimates: Estimates) -> tuple[Any, Any]:
        """What is true, with zero at the mean of the items that have an estimate."""
        zero = self.difficulty[~np.isnan(estimates.difficulty)].mean()
        return self.difficulty - zero, self.ability - zero


def simulate(seed: int, *, students: int, items: int, spread: float, mean: float = 0, each: int | None = None) -> World:
    """Each student answers `each` items at random, or all of them."""
    chance = np.random.default_rng(seed)
    difficulty, ability = chance.normal(0, 1.2, items), chance.normal(mean, spread, students)
    per = each or items
    asked = np.concatenate([chance.permutation(items)[:per] for _student in range(students)])
    whose = np.repeat(np.arange(students), per)
    right = chance.random(len(whose)) < 1 / (1 + np.exp(difficulty[asked] - ability[whose]))
    return World(difficulty, ability, whose, asked, right)
