"""A question as a student sees it: to answer, with its result, and with what is right revealed."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string

from content.presentation import PresentedItem
from content.questions import all_question_types, get_question_type

RAW: dict[str, dict[str, Any]] = {
    "multiple_choice": {
        "stem": "Which **city**?",
        "options": [
            {"text": "Rome", "credit": 100, "feedback": "Well *done*."},
            {"text": "Milan", "feedback": "It was Rome."},
            {"text": "Ostia", "credit": 50},
        ],
        "explanation": "Since 1871.",
    },
    "true_false": {"stem": "Hot?", "answer": True, "feedback_false": "Feel it."},
    "short_answer": {
        "stem": "Who?",
        "answers": [{"text": "Ana"}, {"text": "Anna", "credit": 50, "feedback": "One n."}],
    },
    "numerical": {"stem": "How far?", "answers": [{"value": 5}], "units": [{"unit": "m"}, {"unit": "<km>"}]},
    "matching": {"stem": "Match.", "pairs": [{"prompt": "*a*", "match": "1 < 2"}, {"prompt": "b", "match": "2"}]},
    "ordering": {"stem": "Order.", "entries": ["*one*", "two", "3 < 4"]},
    "cloze": {
        "stem": "| a | b |\n|---|---|\n| $x^2$ {1:SA:=Ana#One n.} | **{2:MCS:=Rome~Milan#It was Rome~<b>x</b>}** |\n\n"
        "{1:NM:=5:1}, {:MCVS:=yes~no}",
        "explanation": "Since 1871.",
    },
    "essay": {
        "stem": "Why?",
        "min_words": 5,
        "grader_info": "SECRET",
        "criteria": [{"name": "Reasons", "levels": [{"points": 0, "text": "none"}, {"points": 2, "text": "<two>"}]}],
    },
    "description": {"stem": "Read this.", "explanation": "Later."},
}


def shown(name: str, answer: Any = None, *, graded: bool = False, **fields: Any) -> str:
    question_type = get_question_type(name)
    data = question_type.parse(RAW[name])
    item = PresentedItem(
        id=UUID(int=1),
        type=name,
        prefix="q-1",
        heading=question_type.heading(data),
        html=question_type.html(data),
        data=data,
        answer=answer,
        result=question_type.grade(data, answer) if graded else None,
        correct=question_type.correct_text(data) if graded or fields.get("reveals") else "",
        **fields,
    )
    html = render_to_string(item.template, {"item": item})
    assert "style=" not in html
    assert "<script" not in html
    return re.sub(r"\s+", " ", html)


@pytest.mark.parametrize("question_type", all_question_types(), ids=lambda question_type: question_type.name)
def test_nothing_is_given_away_before_answering(question_type: Any) -> None:
    html = shown(question_type.name)
    for word in ("Right answer", "Correct", "Since 1871", "It was Rome", "Feel it", "One n.", "Later", "SECRET"):
        assert word not in html
    assert 'id="q-1-stem"' in html


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("multiple_choice", {"q-1-choice"}),
        ("true_false", {"q-1-choice"}),
        ("short_answer", {"q-1-text"}),
        ("numerical", {"q-1-text"}),
        ("matching", {"q-1-match-0", "q-1-match-1"}),
        ("ordering", {"q-1-place-0", "q-1-place-1", "q-1-place-2"}),
        ("cloze", {"q-1-gap-0", "q-1-pick-1", "q-1-gap-2", "q-1-pick-3"}),
        ("essay", {"q-1-text"}),
        ("description", set()),
    ],
)
def test_fields_are_named_as_answers_are_read(name: str, names: set[str]) -> None:
    assert set(re.findall(r' name="([^"]*)"', shown(name))) == names


def _choices(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'value="(\d)"( checked)?> <span class="option__text">(\w+)', html)


def test_options_stand_in_the_order_of_the_student_whose_places_they_are_named_by() -> None:
    html = shown("multiple_choice", [1], order=[2, 0, 1])
    assert _choices(html) == [("0", "", "Ostia"), ("1", "", "Rome"), ("2", " checked", "Milan")]
    question_type = get_question_type("multiple_choice")
    submitted = question_type.restore_order({"choice": ["2"]}, [2, 0, 1])
    assert question_type.read_answer(question_type.parse(RAW["multiple_choice"]), submitted) == [1]


def test_an_order_of_other_options_is_not_used() -> None:
    html = shown("multiple_choice", order=[5, 0, 1])
    assert [text for _value, _checked, text in _choices(html)] == ["Rome", "Milan", "Ostia"]


def test_a_wrong_choice_is_said_in_words_with_its_feedback_and_the_right_one() -> None:
    html = shown("multiple_choice", [1], graded=True)
    assert html.count("Not right") == 2
    assert "It was Rome." in html
    assert "Well" not in html
    assert "Right answer" in html
    assert "Since 1871." in html
    assert html.count(" disabled") == 3


def test_a_partly_right_choice_says_what_it_earns() -> None:
    html = shown("multiple_choice", [2], graded=True)
    assert "Earns 50%." in html
    assert "Partly right" in html


def test_a_right_choice_needs_no_other_answer() -> None:
    html = shown("multiple_choice", [0], graded=True)
    assert "Well <em>done</em>." in html
    assert "Right answer:" not in html


def test_what_was_typed_stays_and_is_graded() -> None:
    html = shown("short_answer", "Anna", graded=True)
    assert 'value="Anna"' in html
    assert "One n." in html
    assert "Right answer:</span> Ana" in html
    assert 'value="&lt;b&gt;"' in shown("short_answer", "<b>", graded=True)


def test_matching_marks_each_pair() -> None:
    html = shown("matching", [0, None], graded=True)
    assert "<em>a</em>" in html
    assert '<option value="0" selected>1 &lt; 2</option>' in html
    assert html.count("badge--good") == 1
    assert html.count("badge--bad") == 1


def test_units_are_offered_as_text() -> None:
    assert "m, &lt;km&gt;" in shown("numerical")


def test_an_essay_waits_for_a_person_and_hides_what_is_for_the_grader() -> None:
    html = shown("essay", "two words", graded=True)
    assert "A person grades this" in html
    assert "At least 5 were asked for" in html
    assert "SECRET" not in html
    assert "SECRET" not in shown("essay", reveals=True)


def test_the_rubric_is_shown_before_and_after() -> None:
    for html in (shown("essay"), shown("essay", "Because.", graded=True)):
        assert "<strong>2 points</strong>" in html
        assert "&lt;two&gt;" in html


def _entries(html: str) -> list[str]:
    return re.findall(r'class="ordering__entry"[^>]*>([^<]*|<em>one</em>)</(?:label|span)>', html)


def test_entries_never_stand_in_their_right_order_before_they_are_answered() -> None:
    right = ["<em>one</em>", "two", "3 &lt; 4"]
    assert sorted(_entries(shown("ordering"))) == sorted(right)
    assert all(_entries(shown("ordering", order=order)) != right for order in ([], [0, 1, 2], [2, 0, 1]))
    assert _entries(shown("ordering", order=[2, 0, 1])) == ["3 &lt; 4", "<em>one</em>", "two"]
    assert _entries(shown("ordering", reveals=True)) == right


def test_the_page_of_an_order_tells_places_alone() -> None:
    html = shown("ordering", [0, None, 1], order=[2, 0, 1])
    chosen = re.findall(r'name="q-1-place-(\d)".*?</select>', html)
    assert chosen == ["0", "1", "2"]
    assert re.findall(r'value="(\d)" selected', html) == ["2", "1"]
    question_type = get_question_type("ordering")
    sent = question_type.restore_order({"place-0": ["2"], "place-1": ["1"], "place-2": [""]}, [2, 0, 1])
    assert question_type.read_answer(question_type.parse(RAW["ordering"]), sent) == [0, None, 1]


def test_an_order_is_marked_as_it_was_given() -> None:
    html = shown("ordering", [1, 0, 2], graded=True)
    assert _entries(html) == ["two", "<em>one</em>", "3 &lt; 4"]
    assert "<select" not in html
    assert "Right answer:" in html


def test_gaps_stand_inside_tables_and_beside_formulas() -> None:
    html = shown("cloze", ["Ana", [1], "9", None], graded=True)
    assert re.search(r"<td>.*<math.*</math>.* <span class=\"gap gap--right\"><input [^>]*value=\"Ana\"", html)
    assert re.search(r'<strong><span class="gap gap--wrong"><select [^>]*aria-label="Gap 2: not right" disabled>', html)
    assert 'aria-label="Gap 4: not answered"' in html
    assert "<strong>Gap 2</strong> It was Rome</p>" in html
    assert "Right answer:" in html


def test_options_of_gaps_are_named_by_their_places_and_shuffled_where_that_was_asked_for() -> None:
    order = [4, 1, 0, 2, 3]
    html = shown("cloze", order=order)
    assert re.findall(r'<option value="(\d)">([^<]*)</option>', html) == [("1", "Milan"), ("2", "Rome"), ("3", "x")]
    assert re.findall(r'type="radio" name="q-1-pick-3" value="(\d)"><span>(\w+)', html) == [("0", "no"), ("4", "yes")]
    question_type = get_question_type("cloze")
    sent = {"gap-0": ["Ana"], "pick-1": ["2"], "gap-2": [" 5 "], "pick-3": ["4"]}
    data = question_type.parse(RAW["cloze"])
    answer = question_type.read_answer(data, question_type.restore_order(sent, order))
    assert answer == ["Ana", [0], "5", [0]]
    assert question_type.grade(data, answer).fraction == 1


@pytest.mark.parametrize(
    "place", ["$x = {1:SA:=2}$", "[to {1:SA:=2}](https://example.org)", "![{1:SA:=2}](/media/x.png)"]
)
def test_a_gap_that_cannot_stand_where_it_was_written_stands_below(place: str) -> None:
    question_type = get_question_type("cloze")
    data = question_type.parse({"stem": place})
    html = question_type.html(data)
    assert html["adrift"] == [0]
    assert "\U000f0000" not in str(html)
    assert any("formula or a link" in str(finding.message) for finding in question_type.check(data))


def test_private_characters_of_an_author_are_no_gaps() -> None:
    question_type = get_question_type("cloze")
    html = question_type.html(question_type.parse({"stem": "\U000f0000\U000f0001{1:SA:=2}"}))
    assert html["pieces"] == ["<p>", 0, "</p>\n"]


def test_unanswered_questions_say_so() -> None:
    assert "Not answered" in shown("true_false", graded=True)


def test_reviewers_see_what_is_right_without_an_answer() -> None:
    html = shown("multiple_choice", reveals=True)
    assert "Right answer" in html
    assert "It was Rome." in html
    assert "Since 1871." in html
    assert "Right answer:" in shown("numerical", reveals=True)
