"""Two means compared, by Welch's interval for groups whose variances differ (Biometrika 34, 1947)."""

from dataclasses import dataclass
from math import atan, exp, lgamma, pi, sqrt

import numpy as np

CERTAINTY = 0.95
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


@dataclass(frozen=True)
class Group:
    """How many scores there are, with their mean, standard deviation (of a sample; None of a single one) and median,
    all in percent."""

    count: int = 0
    mean: float | None = None
    deviation: float | None = None
    median: float | None = None


def compare_means(one: Group, other: Group) -> tuple[float, float] | None:
    """Between what the mean of `one` is larger than that of the `other`, in 95 of 100 such comparisons. None where it
    is not defined: a group of less than two, or nothing that varies."""
    if one.mean is None or other.mean is None or one.deviation is None or other.deviation is None:
        return None
    first, second = one.deviation**2 / one.count, other.deviation**2 / other.count
    if first + second == 0:
        return None
    freedom = (first + second) ** 2 / (first**2 / (one.count - 1) + second**2 / (other.count - 1))
    reach = student_quantile(CERTAINTY, freedom) * sqrt(first + second)
    return one.mean - other.mean - reach, one.mean - other.mean + reach


def mean_interval(group: Group) -> tuple[float, float] | None:
    """Between what the mean of all such students lies, with the same certainty; within 0 and 100. None of less than
    two."""
    if group.mean is None or group.deviation is None:
        return None
    reach = student_quantile(CERTAINTY, group.count - 1) * group.deviation / sqrt(group.count)
    return max(0.0, group.mean - reach), min(100.0, group.mean + reach)


def student_quantile(within: float, freedom: float) -> float:
    """What a variable of Student's distribution with so many degrees of freedom, 1 or more, is within, to either side,
    with that probability."""
    low, high = 0.0, 1000.0
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < within else (low, middle)
    return high


def _within(reach: float, freedom: float) -> float:
    """The probability: with t = √ν tan φ the integral of cos^(ν-1) φ, over that from 0 to π/2."""
    end = atan(reach / sqrt(freedom))
    end = min(end, 40 / sqrt(freedom))  # what lies beyond is nothing
    angles = end * (_NODES + 1) / 2
    part = end / 2 * float(_WEIGHTS @ np.cos(angles) ** (freedom - 1))
    whole = sqrt(pi) / 2 * exp(lgamma(freedom / 2) - lgamma((freedom + 1) / 2))
    return part / whole
