"""An answer given to one wording of a question says the same under another, wherever its words stand there."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.questions import NotCarried, get_question_type
from content.questions.base import match_texts
from content.questions.matching import Matching
from content.text import collapse
from tests.content.question_strategies import ANSWERED, questions

TYPES = sorted(ANSWERED)


def parse(name: str, **data: Any) -> Any:
    return get_question_type(name).parse(data)


def options(*rows: tuple[str, int], multiple: bool = False) -> Any:
    return parse(
        "multiple_choice", options=[{"text": text, "credit": credit} for text, credit in rows], multiple=multiple
    )


def shuffled(data: Any, order: list[int], name: str) -> Any:
    rows = getattr(data, name)
    return data.model_copy(update={name: tuple(rows[index] for index in order)})


@st.composite
def answered(draw: st.DrawFn, name: str) -> tuple[Any, Any]:
    """A question and an answer to it, right or not."""
    data, question_type = draw(questions(name)), get_question_type(name)
    right = question_type.read_answer(data, ANSWERED[name](data))
    if name == "multiple_choice":
        places = st.sets(st.integers(0, len(data.options) - 1), min_size=1, max_size=None if data.multiple else 1)
        return data, draw(st.one_of(st.just(right), places.map(sorted)))
    if name == "ordering":
        return data, draw(st.permutations(range(len(data.entries))))
    if name == "matching":
        choices = st.sampled_from([None, *range(question_type.places(data))])
        some = st.lists(choices, min_size=len(data.pairs), max_size=len(data.pairs)).filter(any)
        return data, draw(st.one_of(st.just(right), some))
    return data, right


@pytest.mark.parametrize("name", TYPES)
@settings(max_examples=60, deadline=None)
@given(drawn=st.data())
def test_the_same_wording_changes_nothing(name: str, drawn: st.DataObject) -> None:
    data, answer = drawn.draw(answered(name))
    assert get_question_type(name).carry_answer(data, data, answer) == answer
    assert get_question_type(name).carry_answer(data, data, None) is None


@pytest.mark.parametrize(("name", "rows"), [("multiple_choice", "options"), ("matching", "pairs")])
@settings(max_examples=100, deadline=None)
@given(drawn=st.data())
def test_another_order_is_worth_the_same(name: str, rows: str, drawn: st.DataObject) -> None:
    data, answer = drawn.draw(answered(name))
    question_type = get_question_type(name)
    order = drawn.draw(st.permutations(range(len(getattr(data, rows)))))
    after = shuffled(data, order, rows)
    carried = question_type.carry_answer(data, after, answer)
    assert question_type.grade(after, carried).fraction == question_type.grade(data, answer).fraction
    assert question_type.carry_answer(after, data, carried) == answer


@settings(max_examples=100, deadline=None)
@given(drawn=st.data())
def test_an_order_says_the_same_in_another_right_order(drawn: st.DataObject) -> None:
    """Who had put the entries as the new key wants them, is wholly right."""
    data, _answer = drawn.draw(answered("ordering"))
    ordering = get_question_type("ordering")
    order = drawn.draw(st.permutations(range(len(data.entries))))
    after = shuffled(data, order, "entries")
    places: list[int | None] = [order.index(index) for index in range(len(order))]
    carried = ordering.carry_answer(data, after, places)
    assert ordering.grade(after, carried).fraction == 1
    assert ordering.answer_text(after, carried) == ordering.answer_text(data, places)


@settings(max_examples=100, deadline=None)
@given(before=st.lists(st.text("aAb .", max_size=3), max_size=6), drawn=st.data())
def test_texts_are_matched_one_to_one(before: list[str], drawn: st.DataObject) -> None:
    after = drawn.draw(st.permutations(before))
    found = match_texts(before, after)
    assert sorted(found) == sorted(found.values()) == list(range(len(before)))
    assert all(collapse(before[old]) == collapse(after[new]) for old, new in found.items())


def test_a_choice_is_known_by_its_words() -> None:
    choice = get_question_type("multiple_choice")
    before = options(("Carbon dioxide", 0), ("Oxygen", 100), ("Nitrogen", 0))
    after = options(("Argon", 0), ("oxygen.", 0), ("Carbon dioxide", 100))
    assert choice.carry_answer(before, after, [0]) == [2]
    assert choice.carry_answer(before, after, [1]) == [1]
    with pytest.raises(NotCarried):
        choice.carry_answer(before, after, [2])


def test_letters_that_matter_are_told_apart() -> None:
    choice = get_question_type("multiple_choice")
    assert choice.carry_answer(options(("a", 100), ("A", 0)), options(("A", 100), ("a", 0)), [0]) == [1]


def test_several_choices_are_none_where_one_is_asked() -> None:
    choice = get_question_type("multiple_choice")
    rows = (("2", 50), ("3", 50), ("4", 0))
    with pytest.raises(NotCarried):
        choice.carry_answer(options(*rows, multiple=True), options(*rows), [0, 1])


def test_pairs_are_known_by_their_words() -> None:
    matching = get_question_type("matching")

    def pairs(*rows: tuple[str, str]) -> Any:
        return parse("matching", pairs=[{"prompt": prompt, "match": match} for prompt, match in rows])

    before = pairs(("Peru", "Santiago"), ("Chile", "Lima"))
    assert Matching().choices(before) == ["Lima", "Santiago"]
    after = pairs(("Chile", "Santiago"), ("Peru", "Lima"))
    carried = matching.carry_answer(before, after, [0, 1])
    assert carried == [1, 0]
    assert matching.grade(after, carried).fraction == 1
    with pytest.raises(NotCarried):  # what she chose cannot be chosen any more
        matching.carry_answer(before, pairs(("Peru", "Lima"), ("Chile", "Valdivia")), [0, 1])
    with pytest.raises(NotCarried):  # the third pair was not asked then
        matching.carry_answer(before, pairs(("Peru", "Lima"), ("Chile", "Santiago"), ("Cuba", "Lima")), [0, 1])


def test_other_entries_make_another_order() -> None:
    ordering = get_question_type("ordering")
    with pytest.raises(NotCarried):
        ordering.carry_answer(parse("ordering", entries=[*"abc"]), parse("ordering", entries=[*"abd"]), [0, 1, 2])


def test_gaps_are_known_by_the_words_before_them() -> None:
    cloze = get_question_type("cloze")
    before = parse("cloze", stem="Peru: {1:SA:=Cusco}. Chile: {1:MC:=Lima~Santiago}")
    reworded = parse("cloze", stem="The capital of Peru: {1:SA:=Lima}. Chile: {1:MC:=Santiago~Lima}")
    carried = cloze.carry_answer(before, reworded, ["Lima", [1]])
    assert carried == ["Lima", [0]]
    assert cloze.grade(reworded, carried).fraction == 1
    with pytest.raises(NotCarried):
        cloze.carry_answer(before, parse("cloze", stem="Peru: {1:SA:=Lima}"), ["Lima", [1]])
    with pytest.raises(NotCarried):
        cloze.carry_answer(before, parse("cloze", stem="Peru: {1:NM:=1}. Chile: {1:MC:=Santiago~Lima}"), ["Lima", [1]])
    swapped = parse("cloze", stem="North: {1:SA:=a}; south: {1:SA:=b}")
    assert cloze.carry_answer(swapped, parse("cloze", stem="; south: {1:SA:=b} North: {1:SA:=a}"), ["x", "y"]) == [
        "y",
        "x",
    ]


def test_a_number_with_a_unit_that_is_gone_is_not_carried() -> None:
    numerical = get_question_type("numerical")
    before = parse("numerical", answers=[{"value": "5"}], units=[{"unit": "m"}, {"unit": "cm", "multiplier": "100"}])
    after = parse("numerical", answers=[{"value": "6"}], units=[{"unit": "m"}])
    assert numerical.grade(after, numerical.carry_answer(before, after, "6 m")).fraction == Decimal(1)
    with pytest.raises(NotCarried):
        numerical.carry_answer(before, after, "600 cm")
