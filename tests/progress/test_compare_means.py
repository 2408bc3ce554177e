"""Welch's interval, against tables and against a calculation by definition."""

from math import gamma, pi, sqrt

import numpy as np
import pytest

from progress.helped.welch import Group, compare_means, mean_interval, student_quantile


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.7062047), (2, 4.30265273), (4, 2.77644511), (10, 2.22813885), (30, 2.04227246), (120, 1.97993041)],
)
def test_quantiles_are_those_of_the_tables(freedom: float, value: float) -> None:
    assert student_quantile(0.95, freedom) == pytest.approx(value, rel=1e-8)


@pytest.mark.parametrize("freedom", [3.7, 8.25, 47.3])
def test_quantiles_between_whole_degrees(freedom: float) -> None:
    """The density over the interval, summed by the trapezium rule, is 0.95."""
    at = np.linspace(-(reach := student_quantile(0.95, freedom)), reach, 200_001)
    density = (1 + at**2 / freedom) ** (-(freedom + 1) / 2)
    density *= gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    assert np.trapezoid(density, at) == pytest.approx(0.95, abs=1e-8)


def test_many_degrees_are_normal() -> None:
    assert student_quantile(0.95, 1e7) == pytest.approx(1.959963985, rel=1e-6)


def test_by_hand() -> None:
    """Two groups of 6 that vary alike have 10 degrees: 12 ± 2.228139 √48."""
    found = compare_means(Group(6, 70, 12, 70), Group(6, 58, 12, 60))
    assert found == pytest.approx((12 - 2.22813885 * sqrt(48), 12 + 2.22813885 * sqrt(48)), rel=1e-8)
    assert mean_interval(Group(11, 50, 10)) == pytest.approx((50 - 22.2813885 / sqrt(11), 50 + 22.2813885 / sqrt(11)))


def test_intervals_hold_what_they_say() -> None:
    """Of groups of different size and spread, 95 of 100 hold the true difference, by four standard errors."""
    chance, held = np.random.default_rng(7), 0
    for _n in range(1000):
        one, other = chance.normal(60, 20, 6), chance.normal(55, 5, 14)
        groups = [Group(len(each), float(each.mean()), float(each.std(ddof=1))) for each in (one, other)]
        low, high = compare_means(*groups) or (0, 0)
        held += low < 5 < high
    assert held / 1000 == pytest.approx(0.95, abs=4 * sqrt(0.95 * 0.05 / 1000))


def test_what_is_not_defined() -> None:
    group = Group(5, 50, 3, 50)
    assert compare_means(group, Group()) is None
    assert compare_means(Group(1, 50, None, 50), group) is None
    assert compare_means(Group(5, 50, 0, 50), Group(5, 60, 0, 60)) is None
    assert compare_means(Group(5, 50, 0, 50), group) is not None
    assert mean_interval(Group()) is None
    assert mean_interval(Group(2, 99, 40, 99)) == (0, 100)
