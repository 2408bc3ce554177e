"""What the figures of an item say against it, by rules alone, and in words."""

from typing import Any

import pytest
from django.utils import translation

from content.models import ItemFinding
from content.review.findings import FindingWords, words_of
from progress.statistics.faults import Fault, Figures, Limits, find_faults

LIMITS = Limits(enough_answers=30, least_discrimination=0.1, lowest_facility=0.15, highest_facility=0.98)
SIZES = [8, 8, 8, 8]


def option(name: str, *counts: int, is_key: bool = False) -> dict[str, Any]:
    return {"name": name, "is_key": is_key, "counts": list(counts), "total": sum(counts)}


def faults(
    *options: dict[str, Any],
    count: int = 32,
    facility: float | None = 0.6,
    discrimination: float | None = 0.4,
    sizes: list[int] = SIZES,
    labels: dict[str, str] | None = None,
) -> list[Fault]:
    shown = {"options": list(options), "sizes": sizes} if options else {}
    return find_faults(Figures(count, facility, discrimination, shown, labels or {}, is_lettered=True), LIMITS)


def kinds(*options: dict[str, Any], **given: Any) -> list[str]:
    return [fault.kind for fault in faults(*options, **given)]


def words(fault: Fault) -> FindingWords:
    return words_of(ItemFinding(kind=fault.kind, numbers=fault.numbers))


def test_a_sound_item_has_none() -> None:
    assert kinds(option("0", 2, 4, 6, 8, is_key=True), option("1", 6, 4, 2, 0)) == []


@pytest.mark.parametrize(
    ("figure", "value", "expected"),
    [
        ("discrimination", 0.0999, ["low_discrimination"]),
        ("discrimination", 0.1, []),
        ("discrimination", -0.5, ["low_discrimination"]),
        ("discrimination", None, []),
        ("facility", 0.1499, ["too_hard"]),
        ("facility", 0.15, []),
        ("facility", 0.98, []),
        ("facility", 0.9801, ["too_easy"]),
        ("facility", None, []),
    ],
)
def test_bounds_are_met_exactly(figure: str, value: float | None, expected: list[str]) -> None:
    assert kinds(**{figure: value}) == expected


def test_too_few_answers_say_nothing() -> None:
    assert kinds(count=29, facility=0.0, discrimination=-1.0) == []
    assert kinds(count=30, facility=0.0, discrimination=-1.0) == ["low_discrimination", "too_hard"]


def test_the_best_prefer_a_wrong_option() -> None:
    key, wrong, other = option("0", 5, 5, 4, 2, is_key=True), option("1", 1, 2, 3, 5), option("2", 2, 1, 1, 1)
    (fault,) = faults(key, wrong, other, labels={"0": "Mars", "1": "Venus"})
    assert fault.kind == "distractor"
    assert fault.numbers["option"] == {"name": "1", "letter": "B", "label": "Venus"}
    assert (fault.numbers["chosen"], fault.numbers["right"], fault.numbers["size"]) == (5, 2, 8)
    assert [row["label"] for row in fault.numbers["options"]] == ["Mars", "Venus", "2"]


@pytest.mark.parametrize(
    ("best_of_key", "best_of_wrong", "expected"), [(4, 4, []), (3, 4, ["distractor"]), (4, 3, []), (0, 0, [])]
)
def test_it_has_to_be_more(best_of_key: int, best_of_wrong: int, expected: list[str]) -> None:
    assert kinds(option("0", 1, 1, 1, best_of_key, is_key=True), option("1", 1, 1, 1, best_of_wrong)) == expected


def test_the_best_quarter_that_anybody_is_in_counts() -> None:
    key, wrong = option("0", 4, 0, 0, 0, is_key=True), option("1", 3, 5, 0, 0)
    assert kinds(key, wrong, sizes=[7, 5, 0, 0]) == ["distractor"]
    assert kinds(key, wrong, sizes=[7, 0, 0, 0]) == []
    assert kinds(key, wrong, sizes=[0, 0, 0, 0]) == []


def test_no_answer_and_whatever_else_was_written_are_no_options() -> None:
    key = option("0", 1, 1, 1, 1, is_key=True)
    assert kinds(key, option("other", 7, 7, 7, 7)) == []
    assert kinds(key, option("1", 0, 0, 0, 0), option("", 7, 7, 7, 7)) == []


def test_several_ways_to_write_what_is_right_count_together() -> None:
    keys = option("0", 2, 2, 2, 3, is_key=True), option("1", 2, 2, 2, 2, is_key=True)
    assert kinds(*keys, option("2", 4, 4, 4, 3)) == []
    (fault,) = faults(option("0", 2, 2, 2, 1, is_key=True), keys[1], option("2", 4, 4, 4, 5))
    assert (fault.numbers["right"], fault.numbers["key"]) == (3, None)
    assert "only 3 what counts as right" in words(fault).sentence


def test_of_several_that_are_right_together_each_counts_by_itself() -> None:
    keys = option("0", 8, 8, 8, 8, is_key=True), option("1", 4, 3, 2, 1, is_key=True)
    (fault,) = faults(*keys, option("2", 1, 2, 3, 6))
    assert (fault.numbers["key"]["letter"], fault.numbers["option"]["letter"]) == ("B", "C")


def test_without_a_key_or_a_wrong_option_there_is_nothing_to_compare() -> None:
    assert kinds(option("0", 1, 1, 1, 8)) == []
    assert kinds(option("0", 1, 1, 1, 1, is_key=True), option("1", 1, 1, 1, 1, is_key=True)) == []


def test_each_is_said_in_a_sentence_with_its_numbers() -> None:
    key, wrong = option("0", 6, 5, 4, 2, is_key=True), option("1", 1, 2, 3, 5)
    distractor, hard = faults(key, wrong, facility=0.1, labels={"0": "Mars", "1": "Venus"})
    said = words(distractor)
    assert said.sentence == (
        "Of the 8 students who do best elsewhere, 5 chose option B (“Venus”) and only 2 option A (“Mars”), "
        "which counts as right: look at option B (“Venus”)."
    )
    assert said.facts == [("First answers", "32 students"), ("Mean score", "10 %"), ("Discrimination", "0.40")]
    assert said.table is not None
    assert said.table.rows[0] == ["Mars (right)", "6", "5", "4", "2", "17"]
    assert said.table.rows[-1] == ["All students", "8", "8", "8", "8", "32"]
    assert words(hard).facts[1] == ("Mean score", "10 % (at least 15 % is expected)")


@pytest.mark.parametrize(("value", "expected"), [(-0.2, "wrong more often"), (0.05, "hardly more often")])
def test_a_wrong_way_round_is_told_from_a_weak_one(value: float, expected: str) -> None:
    (fault,) = faults(discrimination=value)
    assert expected in words(fault).sentence
    assert words(fault).facts[-1][1].startswith("−0.20" if value < 0 else "0.05")


def test_numbers_are_written_as_the_reader_does() -> None:
    (fault,) = faults(discrimination=0.05)
    with translation.override("de"):
        assert words(fault).facts[-1][1].startswith("0,05")


def test_numbers_that_nobody_knows_any_more_are_no_mistake() -> None:
    for finding in (ItemFinding(kind="from_long_ago"), ItemFinding(kind="distractor")):
        assert words_of(finding).sentence == "Study says something against this item."
