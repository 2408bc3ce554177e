"""Every question type keeps the same promises, whatever its data."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.item_types import answer_fingerprint, fingerprint, get_item_type
from content.questions import all_question_types, get_question_type
from tests.content.question_strategies import ANSWERED, FINISHED, SHUFFLED, questions

some = settings(max_examples=30, deadline=None)
UNFINISHED = [question_type.name for question_type in all_question_types()]


@pytest.mark.parametrize("name", UNFINISHED)
def test_empty_question_is_allowed_and_says_what_it_lacks(name: str) -> None:
    question_type = get_question_type(name)
    data = question_type.parse({})
    assert question_type.heading(data) == "A question without a text"
    assert "stem" in {finding.field for finding in question_type.check(data)}
    assert question_type.read_answer(data, {}) is None
    json.dumps([question_type.html(data), question_type.key(data), question_type.seen(data)])
    assert get_item_type(name) is question_type


@pytest.mark.parametrize("name", sorted(FINISHED))
@some
@given(source=st.data())
def test_finished_question_has_nothing_to_mend_and_survives_json(name: str, source: st.DataObject) -> None:
    question_type = get_question_type(name)
    data = source.draw(questions(name))
    assert question_type.check(data) == []
    assert question_type.parse(json.loads(data.model_dump_json())) == data
    assert question_type.parse(data.model_dump(mode="json", exclude_defaults=True)) == data
    assert 0 < len(question_type.heading(data)) <= 120


@pytest.mark.parametrize("name", sorted(SHUFFLED))
@some
@given(source=st.data())
def test_order_of_options_does_not_change_the_key(name: str, source: st.DataObject) -> None:
    question_type, field = get_question_type(name), SHUFFLED[name]
    data = source.draw(questions(name))
    other = data.model_copy(update={field: tuple(source.draw(st.permutations(getattr(data, field))))})
    assert question_type.key(other) == question_type.key(data)
    assert answer_fingerprint(question_type, other) == answer_fingerprint(question_type, data)


@pytest.mark.parametrize("name", sorted(ANSWERED))
@some
@given(source=st.data())
def test_the_right_answer_is_worth_exactly_one(name: str, source: st.DataObject) -> None:
    question_type = get_question_type(name)
    data = source.draw(questions(name))
    answer = question_type.read_answer(data, ANSWERED[name](data))
    grade = question_type.grade(data, answer)
    assert grade.fraction == Decimal(1)
    assert question_type.correct_text(data)
    assert question_type.answer_text(data, answer)


@pytest.mark.parametrize("name", sorted(ANSWERED))
@some
@given(source=st.data())
def test_any_answer_is_worth_between_minus_one_and_one(name: str, source: st.DataObject) -> None:
    question_type = get_question_type(name)
    data = source.draw(questions(name))
    answer = source.draw(_answers(name, data))
    fraction = question_type.grade(data, answer).fraction
    assert fraction is not None
    assert -1 <= fraction <= 1
    assert question_type.grade(data, None).fraction == 0
    assert question_type.grade(data, json.loads(json.dumps(answer))).fraction == fraction


def _answers(name: str, data: Any) -> st.SearchStrategy[Any]:
    match name:
        case "multiple_choice":
            most = len(data.options) if data.multiple else 1
            return st.lists(st.sampled_from(range(len(data.options))), min_size=1, max_size=most, unique=True)
        case "true_false":
            return st.booleans()
        case "short_answer":
            return st.text(min_size=1)
        case "numerical":
            return st.decimals(min_value=-10000, max_value=10000, places=3).map(str)
        case "cloze":
            return st.tuples(*(st.none() | _answers(gap.type.name, gap.data) for gap in data.gaps)).map(list)
        case _:
            return _placings(name, data)


def _placings(name: str, data: Any) -> st.SearchStrategy[list[int | None]]:
    """Answers that place each entry, or give each pair a choice."""
    count = get_question_type(name).places(data)
    if name == "ordering":
        return st.permutations([*range(count), *[None] * count]).map(lambda places: places[:count])
    return st.lists(st.none() | st.sampled_from(range(count)), min_size=len(data.pairs), max_size=len(data.pairs))


def test_a_changed_word_changes_what_is_seen_and_not_what_is_right() -> None:
    question_type = get_question_type("true_false")
    data = question_type.parse({"stem": "The sun  is a star.", "answer": True})
    spaced = question_type.parse({"stem": "The sun is a star. ", "answer": True})
    reworded = question_type.parse({"stem": "Is the sun a star?", "answer": True})
    assert fingerprint(question_type, data) == fingerprint(question_type, spaced)
    assert fingerprint(question_type, data) != fingerprint(question_type, reworded)
    assert answer_fingerprint(question_type, data) == answer_fingerprint(question_type, reworded)


def test_what_students_never_see_needs_no_approval() -> None:
    essay = get_question_type("essay")
    bare, told = (
        essay.parse({"stem": "Why?"}),
        essay.parse({"stem": "Why?", "grader_info": "Look for causes."}),
    )
    assert fingerprint(essay, bare) == fingerprint(essay, told)
