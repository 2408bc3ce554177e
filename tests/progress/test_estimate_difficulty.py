"""Rasch's model finds the parameters of simulated answers again, and its errors are as large as it says; what it finds
is the maximum of the likelihood, by a calculation that shares nothing with it."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from progress.difficulty import estimating
from progress.difficulty.estimating import Estimates, estimate
from progress.difficulty.patterns import find_patterns
from tests.progress.simulated import World, simulate

DESIGNS: list[dict[str, Any]] = [
    {"students": 200, "items": 10, "spread": 1.0},
    {"students": 200, "items": 60, "spread": 2.0},
    {"students": 500, "items": 20, "spread": 1.0, "mean": 1.0},
    {"students": 2000, "items": 40, "spread": 0.3},
    {"students": 2000, "items": 60, "spread": 1.6, "mean": -0.5, "each": 25},
    {"students": 1000, "items": 60, "spread": 1.0, "mean": 0.5, "each": 6},
    {"students": 300, "items": 30, "spread": 0.5, "mean": 0.7, "each": 15},
]


def within_errors(standardised: Any, *, allowance: float = 0) -> None:
    """Errors over their standard errors are as a standard normal variable: none on average, one in the mean square,
    and 95 of 100 within 1.96; each by four standard errors of its own, and the allowance."""
    count = len(standardised)
    assert count >= 600
    assert abs(standardised.mean()) < 4 / np.sqrt(count) + allowance
    assert abs(np.sqrt((standardised**2).mean()) - 1) < 4 / np.sqrt(2 * count) + allowance
    assert abs((np.abs(standardised) < 1.96).mean() - 0.95) < 4 * np.sqrt(0.95 * 0.05 / count) + allowance


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: "-".join(map(str, design.values())))
def test_simulated_parameters_are_found_within_their_errors(design: dict[str, Any]) -> None:
    """Those of abilities take the difficulties as known, and so are a little small: 2% are allowed for that."""
    items, abilities, spreads = [], [], []
    for seed in range(640 // design["items"] + 1):
        world = simulate(seed, **design)
        found = world.estimate()
        difficulty, ability = world.centred_on(found)
        assert found.has_converged
        assert found.spread is not None
        items.append((found.difficulty - difficulty) / found.difficulty_error)
        abilities.append((found.ability - ability) / found.ability_error)
        spreads.append(found.spread)
    for errors, allowance in ((items, 0), (abilities, 0.02)):
        whole = np.concatenate(errors)
        within_errors(whole[~np.isnan(whole)], allowance=allowance)
    off = np.mean(spreads) - design["spread"]
    assert abs(off) < max(4 * np.std(spreads) / np.sqrt(len(spreads)), 0.05 * design["spread"])


def test_errors_shrink_with_the_root_of_the_students() -> None:
    few, many = (simulate(3, students=count, items=20, spread=1).estimate() for count in (400, 1600))
    ratio = np.nanmean(few.difficulty_error) / np.nanmean(many.difficulty_error)
    assert ratio == pytest.approx(2, rel=0.1)


def log_likelihood(world: World, known: Any, difficulty: Any, spread: float) -> float:
    """Of the answers to the `known` items, abilities integrated out: student by student, by a Gauss-Hermite rule."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    total = 0.0
    for student in range(len(world.ability)):
        likely = weights / weights.sum()
        for item, right in zip(
            world.items[world.students == student], world.right[world.students == student], strict=True
        ):
            if item in known:
                chance = 1 / (1 + np.exp(difficulty[known.index(item)] - spread * nodes))
                likely = likely * (chance if right else 1 - chance)
        total += np.log(likely.sum())
    return total


@pytest.mark.parametrize("each", [None, 4])
def test_it_is_the_maximum_and_the_errors_are_its_curvature(each: int | None) -> None:
    """Numerically, from the likelihood alone: its slope is nothing, and the inverse of its curvature, for centred
    difficulties, are the squares of the errors."""
    world = simulate(5, students=60, items=6, spread=1.2, mean=0.4, each=each)
    found = world.estimate()
    known = [item for item in range(6) if not np.isnan(found.difficulty[item])]
    assert found.mean is not None
    assert found.spread is not None
    at = np.append(found.difficulty[known] - found.mean, found.spread)
    count, step = len(at), 1e-3

    def value(*moves: tuple[int, float]) -> float:
        moved = at.copy()
        for place, by in moves:
            moved[place] += by
        return log_likelihood(world, known, moved[:-1], moved[-1])

    slopes = [(value((place, step)) - value((place, -step))) / (2 * step) for place in range(count)]
    assert slopes == pytest.approx([0] * count, abs=2e-4)
    curvature = np.empty((count, count))
    for one, other in product(range(count), repeat=2):
        corners = [a * b * value((one, a * step), (other, b * step)) for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
        curvature[one, other] = -sum(corners) / (4 * step**2)
    covariance = np.linalg.inv(curvature)[:-1, :-1]
    centre = np.eye(count - 1) - 1 / (count - 1)
    errors = np.sqrt(np.diag(centre @ covariance @ centre))
    assert found.difficulty_error[known] == pytest.approx(errors, rel=1e-3)


def test_an_ability_is_the_mean_of_what_can_be_believed() -> None:
    world = simulate(8, students=150, items=8, spread=1.4)
    found = world.estimate()
    assert found.mean is not None
    assert found.spread is not None
    ability = np.linspace(-12, 12, 20001)
    for student in range(0, 150, 10):
        belief = np.exp(-((ability - found.mean) ** 2) / (2 * found.spread**2))
        own = world.students == student
        for item, right in zip(world.items[own], world.right[own], strict=True):
            chance = 1 / (1 + np.exp(found.difficulty[item] - ability))
            belief = belief * (chance if right else 1 - chance)
        belief /= belief.sum()
        mean = (belief * ability).sum()
        assert found.ability[student] == pytest.approx(mean, abs=1e-6)
        assert found.ability_error[student] ** 2 == pytest.approx((belief * (ability - mean) ** 2).sum(), rel=1e-5)


def answers(*patterns: tuple[int, str]) -> Estimates:
    """So many students with those marks each: "10-" is right, wrong, not asked."""
    rows = [
        (student, item, mark == "1")
        for student, marks in enumerate(marks for count, marks in patterns for _n in range(count))
        for item, mark in enumerate(marks)
        if mark != "-"
    ]
    students, items, right = (np.array(column) for column in zip(*rows, strict=True))
    return estimate(
        students, items, right, student_count=sum(count for count, _marks in patterns), item_count=len(patterns[0][1])
    )


def test_two_items_by_hand() -> None:
    """Of two items only who got one of them right tells them apart: 30 the first alone and 10 the second alone make
    a distance of ln 3, with the error of a logarithm of two counts; half of each is on either side of zero."""
    found = answers((40, "11"), (40, "00"), (30, "10"), (10, "01"))
    assert found.difficulty == pytest.approx([-np.log(3) / 2, np.log(3) / 2], abs=1e-5)
    assert found.difficulty_error == pytest.approx([np.sqrt(1 / 30 + 1 / 10) / 2] * 2, rel=1e-4)
    assert found.mean == pytest.approx(0, abs=1e-5)
    assert found.ability[0] == pytest.approx(-found.ability[40], abs=1e-5)


def test_equal_items_are_equally_hard() -> None:
    found = answers((5, "110"), (5, "011"), (5, "101"), (5, "001"), (5, "010"), (5, "100"))
    assert found.difficulty == pytest.approx([0, 0, 0], abs=1e-6)


def test_what_all_or_none_got_right_is_left_out() -> None:
    with_them = answers((40, "1110"), (40, "0010"), (30, "1010"), (10, "0110"))
    without = answers((40, "11"), (40, "00"), (30, "10"), (10, "01"))
    assert with_them.difficulty[:2] == pytest.approx(without.difficulty)
    assert np.isnan(with_them.difficulty[2:]).all()
    assert np.isnan(with_them.difficulty_error[2:]).all()


def test_who_answered_nothing_that_tells_has_no_ability() -> None:
    found = answers((40, "11-"), (40, "00-"), (30, "10-"), (10, "01-"), (7, "--1"))
    assert np.isnan(found.ability[-7:]).all()
    assert not np.isnan(found.ability[:-7]).any()


@pytest.mark.parametrize("patterns", [[(5, "1"), (5, "0")], [(5, "11"), (5, "10")], [(9, "111")]])
def test_fewer_than_two_items_make_no_scale(patterns: list[tuple[int, str]]) -> None:
    found = answers(*patterns)
    assert np.isnan(found.difficulty).all()
    assert np.isnan(found.ability).all()
    assert (found.mean, found.spread, found.rounds, found.has_converged) == (None, None, 0, False)


def test_nothing_is_nothing() -> None:
    none = np.array([], dtype=np.int64)
    found = estimate(none, none, none.astype(bool), student_count=0, item_count=0)
    assert len(found.difficulty) == len(found.ability) == 0


def test_one_answer_each_identifies_no_spread() -> None:
    """Then the spread is taken as 1: items of the same share are equally hard, and one of more is easier."""
    found = answers((30, "1--"), (10, "0--"), (10, "-1-"), (30, "-0-"), (20, "--1"), (20, "--0"))
    assert found.spread is None
    assert found.has_converged
    assert found.difficulty == pytest.approx([-found.difficulty[1], found.difficulty[1], 0], abs=1e-5)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    share = (weights / (1 + np.exp(found.difficulty[0] - (found.mean or 0) - nodes))).sum() / weights.sum()
    assert share == pytest.approx(0.75, abs=1e-5)


def test_students_who_do_not_differ_have_no_spread() -> None:
    """Less alike than by chance: the spread goes to its least, and the items still have their errors."""
    found = answers((50, "10"), (50, "01"))
    assert found.spread == pytest.approx(estimating.LEAST_SPREAD, abs=0.01)
    assert found.difficulty == pytest.approx([0, 0], abs=1e-6)
    assert not np.isnan(found.difficulty_error).any()


def test_neither_numbers_nor_their_order_matter() -> None:
    world = simulate(2, students=120, items=15, spread=1, each=9)
    found, order = world.estimate(), np.random.default_rng(1).permutation(len(world.right))
    names = np.random.default_rng(2).permutation(15)
    again = estimate(
        world.students[order], names[world.items[order]], world.right[order], student_count=120, item_count=15
    )
    assert again.difficulty[names] == pytest.approx(found.difficulty, abs=1e-5, nan_ok=True)
    assert again.ability == pytest.approx(found.ability, abs=1e-5)


def test_of_many_items_the_diagonal_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    world = simulate(4, students=600, items=40, spread=1, each=20)
    whole = world.estimate().difficulty_error
    monkeypatch.setattr(estimating, "TOGETHER", 10)
    assert world.estimate().difficulty_error == pytest.approx(whole, rel=0.05)


def test_steps_by_the_few_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    world = simulate(6, students=300, items=20, spread=1, each=11)
    whole = world.estimate()
    monkeypatch.setattr("progress.difficulty.patterns.AT_ONCE", 500)
    assert world.estimate().difficulty == pytest.approx(whole.difficulty, abs=1e-12)


def test_alike_students_are_one_pattern() -> None:
    world = simulate(1, students=500, items=10, spread=1)
    patterns = find_patterns(world.students, world.items, world.right)
    assert len(patterns.starts) == len(set(np.bincount(world.students, weights=world.right))) <= 11
    assert patterns.weight.sum() == 500
    scores = patterns.score[patterns.of_student]
    assert (scores == np.bincount(world.students, weights=world.right)).all()
