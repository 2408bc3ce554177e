"""Cohen's kappa: against tables computed by hand, and what holds for all tables."""

from collections import Counter
from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.review.agreement import agreement_of, measure_agreement

Pairs = list[tuple[str, str]]
PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=60)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # 35 of 50 alike: 0.7. By chance (25 · 30 + 25 · 20) / 2500 = 0.5. (0.7 - 0.5) / 0.5.
        ({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}, 0.4),
        # Alike as often, but most things are "yes": (60 · 70 + 40 · 30) / 10000 = 0.54; (0.6 - 0.54) / 0.46.
        ({("y", "y"): 45, ("y", "n"): 15, ("n", "y"): 25, ("n", "n"): 15}, 0.06 / 0.46),
        # Three categories: p_o = 29 / 40, p_e = (14 · 13 + 15 · 16 + 11 · 11) / 1600.
        (
            {("a", "a"): 10, ("a", "b"): 4, ("b", "b"): 10, ("b", "a"): 3, ("b", "c"): 2, ("c", "c"): 9, ("c", "b"): 2},
            (29 / 40 - 543 / 1600) / (1 - 543 / 1600),
        ),
        ({("a", "b"): 1, ("b", "a"): 1}, -1.0),
        ({("a", "a"): 1, ("b", "b"): 1}, 1.0),
        ({("a", "a"): 1, ("a", "b"): 1, ("b", "a"): 1, ("b", "b"): 1}, 0.0),
    ],
)
def test_tables_computed_by_hand(table: dict[tuple[Hashable, Hashable], int], kappa: float) -> None:
    found = agreement_of(table)
    assert found.kappa == pytest.approx(kappa)
    assert found.n == sum(table.values())
    assert found.alike == sum(count for (one, other), count in table.items() if one == other)


def test_nothing_has_no_kappa() -> None:
    found = measure_agreement([])
    assert (found.n, found.observed, found.kappa, found.is_of_one_category) == (0, None, None, False)


def test_one_category_has_no_kappa() -> None:
    found = measure_agreement([("fine", "fine")] * 7)
    assert (found.n, found.observed, found.kappa, found.is_of_one_category) == (7, 1.0, None, True)


@given(PAIRS)
def test_who_is_first_does_not_matter(pairs: Pairs) -> None:
    assert measure_agreement(pairs).kappa == measure_agreement([(other, one) for one, other in pairs]).kappa


@given(PAIRS)
def test_it_lies_between_minus_one_and_one(pairs: Pairs) -> None:
    kappa = measure_agreement(pairs).kappa
    assert kappa is None or -1 <= kappa <= 1


@given(st.lists(st.sampled_from("abcd"), min_size=1))
def test_identical_answers_come_to_one(answers: list[str]) -> None:
    kappa = measure_agreement(zip(answers, answers, strict=True)).kappa
    assert kappa == (None if len(set(answers)) == 1 else 1.0)


@given(PAIRS, st.integers(2, 9))
def test_it_hangs_on_shares_alone(pairs: Pairs, times: int) -> None:
    once, often = measure_agreement(pairs), agreement_of({pair: n * times for pair, n in Counter(pairs).items()})
    assert (often.kappa, often.n) == (once.kappa, once.n * times)


@given(PAIRS)
def test_names_of_categories_do_not_matter(pairs: Pairs) -> None:
    other_names = dict(zip("abcd", (1, 2, 3, 4), strict=True))
    renamed = measure_agreement((other_names[one], other_names[other]) for one, other in pairs)
    assert renamed == measure_agreement(pairs)
