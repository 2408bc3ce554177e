"""What share of the points students will earn, by what is known of them and of the questions. Pure functions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(21)
_SHARES = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True)
class Outlook:
    """The share of all points, its standard error, and by question how likely a right answer of those who get it is."""

    share: float
    error: float
    chances: Floats


def foretell(
    *,
    ability: Floats,
    ability_error: Floats,
    difficulty: Floats,
    difficulty_error: Floats,
    worth: Floats,
    is_everybody: bool = False,
) -> Outlook:
    """`worth` says by student and question what an answer is of the whole; it is 1 in sum, and 0 for a question that
    the student does not get.

    An answer is right or not by chance, and what is not known of a student goes with all her answers, what is not known
    of a question with all answers to it; so its variance is p(1 - p) for each answer, and for each two of one student
    or to one question that of her ability or its difficulty times how much each of the two answers hangs on it (the
    mean slope of the logistic curve: exact to the first order). `is_everybody`: the abilities stand for so many
    students that chance is none, and their errors for how they differ."""
    middle = ability[:, None] - difficulty
    deviation = np.sqrt(ability_error[:, None] ** 2 + difficulty_error**2)
    chances, slopes = np.zeros_like(middle), np.zeros_like(middle)
    for node, share in zip(_NODES, _SHARES, strict=True):
        chance = _logistic(middle + node * deviation)
        chances += share * chance
        slopes += share * chance * (1 - chance)
    pull = worth * slopes
    own = pull**2
    variance = float(difficulty_error**2 @ (pull.sum(axis=0) ** 2 - (0 if is_everybody else own.sum(axis=0))))
    if not is_everybody:
        variance += float((worth**2 * chances * (1 - chances)).sum())
        variance += float(ability_error**2 @ (pull.sum(axis=1) ** 2 - own.sum(axis=1)))
    asked = worth > 0
    each = (asked * chances).sum(axis=0) / np.maximum(asked.sum(axis=0), 1)
    return Outlook(float((worth * chances).sum()), float(np.sqrt(variance)), each)


def guess_difficulty(*, count: int, right: int, mean: float, spread: float, item_spread: float) -> tuple[float, float]:
    """What can be believed of a question without an estimate, and how surely: it is one of those of its subject, whose
    difficulties are spread around 0, and of `count` students with abilities like all others `right` got it right."""
    difficulty = np.linspace(-6, 6, 241) * item_spread
    chance = np.clip(_logistic(mean + spread * _NODES - difficulty[:, None]) @ _SHARES, 1e-12, 1 - 1e-12)
    likely = right * np.log(chance) + (count - right) * np.log1p(-chance) - (difficulty / item_spread) ** 2 / 2
    belief = np.exp(likely - likely.max())
    belief /= belief.sum()
    middle = float(belief @ difficulty)
    return middle, float(np.sqrt(belief @ (difficulty - middle) ** 2))


def share_right(*, difficulty: float, error: float, mean: float, spread: float) -> float:
    """What share of the students of a subject gets a question right."""
    return float(_logistic(mean - difficulty + np.hypot(spread, error) * _NODES) @ _SHARES)


def _logistic(logits: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-logits))
    return chances
