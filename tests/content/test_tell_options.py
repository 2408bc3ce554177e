"""What each type of question tells statistics: what a guess earns, which options there are, and which were chosen."""

from decimal import Decimal
from typing import Any

import pytest

from content.questions import all_question_types, get_question_type
from content.questions.base import MAX_OPTIONS, NO_ANSWER, OTHER
from tests.factories import choice, item

THREE = [{"text": "All", "credit": 100}, {"text": "Half", "credit": 50}, {"text": "None"}]
PAIRS = [{"prompt": "a", "match": "A"}, {"prompt": "b", "match": "B"}]
CASES: list[tuple[str, dict[str, Any], float | None, list[str], list[str]]] = [
    ("multiple_choice", {"options": THREE}, 0.5, ["0", "1", "2"], ["0"]),
    ("multiple_choice", {"options": THREE, "multiple": True}, None, ["0", "1", "2"], ["0", "1"]),
    ("multiple_choice", {}, None, [], []),
    ("true_false", {"answer": False}, 0.5, ["true", "false"], ["false"]),
    ("true_false", {}, None, ["true", "false"], []),
    ("short_answer", {"answers": [{"text": "Lima"}, {"text": "*", "credit": 20}]}, 0.2, ["0", "1", OTHER], ["0"]),
    ("short_answer", {"answers": [{"text": "Lima"}]}, 0, ["0", OTHER], ["0"]),
    ("numerical", {"answers": [{"value": "42"}, {"value": "4", "credit": 50}]}, 0, ["0", "1", OTHER], ["0"]),
    ("matching", {"pairs": PAIRS, "distractors": ["C", "D"]}, 0.25, ["0", "1"], ["0", "1"]),
    ("matching", {}, None, [], []),
    ("ordering", {"entries": ["1", "2", "3", "4"]}, 0.25, ["0", "1", "2", "3"], ["0", "1", "2", "3"]),
    ("ordering", {"entries": ["1", "2", "3"], "grading": "all"}, 1 / 6, ["0", "1", "2"], ["0", "1", "2"]),
    ("ordering", {}, None, [], []),
    ("cloze", {"stem": "{1:MULTICHOICE:=a~b~%50%c~d}"}, 0.375, ["0", "1", "2", "3"], ["0"]),
    ("cloze", {"stem": "{3:MULTICHOICE:=a~b} {1:SHORTANSWER:=x}"}, 0.375, ["0", "1"], ["0", "1"]),
    ("cloze", {"stem": "{1:MULTIRESPONSE:=a~b} {1:SHORTANSWER:=x}"}, None, ["0", "1"], ["0", "1"]),
    ("cloze", {"stem": "no gap"}, None, [], []),
    ("essay", {}, None, [], []),
    ("description", {}, None, [], []),
]


@pytest.mark.parametrize(("name", "fields", "guess", "names", "keys"), CASES)
def test_guess_and_options(
    name: str, fields: dict[str, Any], guess: float | None, names: list[str], keys: list[str]
) -> None:
    question_type = get_question_type(name)
    data = question_type.parse({"stem": "Which?", **fields})
    told = question_type.guess_score(data)
    assert (told is None) == (guess is None)
    assert told is None or float(told) == pytest.approx(guess)
    options = question_type.options_of(data)
    assert [option.name for option in options] == names
    assert [option.name for option in options if option.is_key] == keys
    assert all(option.label for option in options)


def test_every_type_is_told_of() -> None:
    assert {case[0] for case in CASES} == {question_type.name for question_type in all_question_types()}


@pytest.mark.parametrize(
    ("name", "fields", "answer", "chosen"),
    [
        ("multiple_choice", {"options": THREE}, [2], ["2"]),
        ("multiple_choice", {"options": THREE, "multiple": True}, [0, 2], ["0", "2"]),
        ("multiple_choice", {"options": THREE}, None, [NO_ANSWER]),
        ("true_false", {"answer": False}, True, ["true"]),
        ("true_false", {"answer": False}, None, [NO_ANSWER]),
        ("short_answer", {"answers": [{"text": "Rome"}, {"text": "Li*"}]}, "lima", ["1"]),
        ("short_answer", {"answers": [{"text": "Lima"}]}, "Rome", [OTHER]),
        ("short_answer", {"answers": [{"text": "Lima"}]}, None, [NO_ANSWER]),
        ("numerical", {"answers": [{"value": "1", "credit": 0}, {"value": "42", "tolerance": "1"}]}, "41.5", ["1"]),
        ("numerical", {"answers": [{"value": "1234"}, {"value": "1.234", "credit": 50}]}, "1,234", ["0"]),
        ("numerical", {"answers": [{"value": "42"}]}, "7", [OTHER]),
        ("numerical", {"answers": [{"value": "42"}]}, None, [NO_ANSWER]),
        ("matching", {"pairs": PAIRS}, [0, 0], ["0"]),
        ("matching", {"pairs": PAIRS}, [1, 0], []),
        ("matching", {"pairs": PAIRS}, None, [NO_ANSWER]),
        ("ordering", {"entries": ["1", "2", "3"], "grading": "places"}, [0, 2, 1], ["0"]),
        ("ordering", {"entries": ["1", "2", "3"]}, None, [NO_ANSWER]),
        ("cloze", {"stem": "{1:MULTICHOICE:=a~b}"}, [[1]], ["1"]),
        ("cloze", {"stem": "{1:SHORTANSWER:=a} {1:NUMERICAL:=3}"}, ["x", "3"], ["1"]),
        ("cloze", {"stem": "{1:SHORTANSWER:=a} {1:NUMERICAL:=3}"}, None, [NO_ANSWER]),
        ("essay", {}, "A thought.", []),
        ("essay", {}, None, []),
    ],
)
def test_what_was_chosen(name: str, fields: dict[str, Any], answer: Any, chosen: list[str]) -> None:
    question_type = get_question_type(name)
    data = question_type.parse({"stem": "Which?", **fields})
    assert question_type.chosen(data, answer) == chosen


def test_names_are_few_and_short() -> None:
    many = item("short_answer", stem="?", answers=[{"text": f"word {n}"} for n in range(MAX_OPTIONS + 20)])
    short = get_question_type("short_answer")
    assert len(short.options_of(many.data)) == MAX_OPTIONS + 1
    assert short.chosen(many.data, f"word {MAX_OPTIONS + 5}") == [OTHER]
    assert short.chosen(many.data, f"word {MAX_OPTIONS - 1}") == [str(MAX_OPTIONS - 1)]
    assert all(len(option.name) <= 40 for option in short.options_of(many.data))


def test_labels_are_words() -> None:
    question = choice("Which?", "**Carbon** dioxide", "$O_2$")
    labels = [option.label for option in get_question_type("multiple_choice").options_of(question.data)]
    assert labels[0] == "Carbon dioxide"
    metres = item("numerical", stem="?", answers=[{"value": "4.5", "tolerance": "0.5"}], units=[{"unit": "m"}])
    assert get_question_type("numerical").options_of(metres.data)[0].label == "4.5 ± 0.5 m"
    gaps = item("cloze", stem="{1:SHORTANSWER:=a} and {1:MULTICHOICE:=*one*~two}")
    assert get_question_type("cloze").options_of(gaps.data)[1].label == "Gap 2: one"
    assert get_question_type("multiple_choice").guess_score(question.data) == Decimal("0.5")
