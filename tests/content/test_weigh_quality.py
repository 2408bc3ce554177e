"""The arithmetic of quality: bounds that hold, narrow with evidence, and never pretend."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.quality_parts import Fault, ItemEvidence, QualityPart
from content.review.score import (
    NEUTRAL,
    PENALTIES,
    PRIOR,
    UNKNOWN,
    WEIGHTS,
    Estimate,
    combine,
    estimate,
    judge_item,
    mean_of,
)

SHARES = st.floats(0, 1)
SIZES = st.integers(0, 1_000_000)
TOLERANCE = 1e-12


def part(value: float, low: float = 0.0, high: float = 1.0, weight: float = 1.0) -> QualityPart:
    return QualityPart("one", "One", weight, value, low, high, 1, "")


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    low, value, high = sorted(draw(st.tuples(SHARES, SHARES, SHARES)))
    return Estimate(value, low, high)


PARTS = st.lists(
    st.builds(lambda found, weight: part(found.value, found.low, found.high, weight), estimates(), st.floats(0.01, 10)),
    min_size=1,
    max_size=6,
)


def test_nobody_knows_anything_of_what_nobody_spoke_of() -> None:
    for share in (0.0, 0.3, 1.0):
        assert estimate(share, 0) == UNKNOWN == Estimate(0.5, 0.0, 1.0)
    assert combine([]) == mean_of([]) == UNKNOWN


@pytest.mark.parametrize(
    ("share", "size", "value", "low", "high"),
    [  # Wilson's interval with z = 2, by hand
        (1.0, 4, 0.75, 0.5, 1.0),
        (0.0, 4, 0.25, 0.0, 0.5),
        (0.5, 12, 0.5, 0.25, 0.75),
        (1.0, 36, 0.95, 0.9, 1.0),
        (0.75, 96, 0.74, 0.74 - 2 * (96 * 0.1875 + 1) ** 0.5 / 100, 0.74 + 2 * (96 * 0.1875 + 1) ** 0.5 / 100),
    ],
)
def test_an_estimate_is_that_of_wilson(share: float, size: int, value: float, low: float, high: float) -> None:
    found = estimate(share, size)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=1e-12)


@given(SHARES, SIZES)
def test_the_bounds_of_an_estimate_hold_its_value(share: float, size: int) -> None:
    found = estimate(share, size)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert abs(found.value - NEUTRAL) <= abs(share - NEUTRAL) + TOLERANCE  # drawn to the middle, never beyond it


@given(SHARES, SHARES, SIZES)
def test_a_better_share_is_never_worth_less(one: float, other: float, size: int) -> None:
    worse, better = sorted((one, other))
    below, above = estimate(worse, size), estimate(better, size)
    for name in ("value", "low", "high"):
        assert getattr(below, name) <= getattr(above, name) + TOLERANCE


@given(SHARES, SIZES, st.integers(1, 1_000_000))
def test_more_evidence_never_widens(share: float, size: int, more: int) -> None:
    few, many = estimate(share, size), estimate(share, size + more)
    assert many.high - many.low <= few.high - few.low + TOLERANCE
    assert abs(many.value - share) <= abs(few.value - share) + TOLERANCE


def test_as_many_neutral_voices_as_the_prior_weigh_as_much_as_the_evidence() -> None:
    assert estimate(1.0, PRIOR).value == pytest.approx((1.0 + NEUTRAL) / 2)


def test_the_whole_is_the_mean_of_its_parts_by_weight() -> None:
    found = combine([part(1.0, 1.0, 1.0, weight=3), part(0.5, 0.0, 1.0, weight=1)])
    assert found == Estimate(0.875, 0.75, 1.0)


@given(PARTS)
def test_the_bounds_of_the_whole_hold_its_value(parts: list[QualityPart]) -> None:
    found = combine(parts)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert min(each.value for each in parts) - TOLERANCE <= found.value <= max(each.value for each in parts) + TOLERANCE


@given(PARTS, SHARES)
def test_a_better_part_never_makes_the_whole_worse(parts: list[QualityPart], value: float) -> None:
    first, rest = parts[0], parts[1:]
    better = replace(first, value=max(first.value, value), high=max(first.high, value))
    assert combine([better, *rest]).value >= combine(parts).value - TOLERANCE


@given(PARTS)
def test_a_part_with_closer_bounds_never_widens_the_whole(parts: list[QualityPart]) -> None:
    first, rest = parts[0], parts[1:]
    closer = combine([replace(first, low=first.value, high=first.value), *rest])
    found = combine(parts)
    assert closer.high - closer.low <= found.high - found.low + TOLERANCE
    assert closer.value == pytest.approx(found.value)


@given(PARTS)
def test_the_order_of_the_parts_says_nothing(parts: list[QualityPart]) -> None:
    there, back = combine(parts), combine(reversed(parts))
    assert (there.value, there.low, there.high) == pytest.approx((back.value, back.low, back.high))


@given(st.lists(estimates(), min_size=1, max_size=20))
def test_the_mean_of_items_holds_its_value(items: list[Estimate]) -> None:
    found = mean_of(items)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_each_fault_lowers_an_item_and_none_below_zero() -> None:
    fault = Fault("reported", 0.4, "A student reports a mistake in it.")
    sound, once, often = (
        judge_item([ItemEvidence(96, faults)]) for faults in ((), (fault,), (fault, fault, fault, fault))
    )
    assert sound.value > once.value > often.value
    assert (sound.size, once.faults) == (96, (fault,))
    assert often == replace(judge_item([ItemEvidence(96, (replace(fault, penalty=1.0),))]), faults=often.faults)


def test_what_two_sources_say_of_an_item_adds_up() -> None:
    fault, other = Fault("too_hard", 0.3, ""), Fault("reported", 0.4, "")
    found = judge_item([ItemEvidence(30, (fault,)), ItemEvidence(2, (other,))])
    assert (found.size, found.faults) == (32, (fault, other))
    assert found.value == pytest.approx(estimate(0.3, 32).value)


def test_the_weights_are_shares_of_one_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert all(0 < penalty <= 1 for penalty in PENALTIES.values())
