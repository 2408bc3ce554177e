"""GIFT, read: every part of its syntax, what others expect of it, and what happens when it is broken."""

import contextlib
import json
import re
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.interchange.base import Notice, Parsed, ParsedItem, Refused
from content.interchange.gift import parse_gift, parse_syntax
from content.interchange.gift.syntax import (
    Category,
    Choice,
    Description,
    Matching,
    MultipleChoice,
    NumberChoice,
    Numerical,
    Question,
    ShortAnswer,
    Text,
    TrueFalse,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PEGJS = sorted((DATA / "gift-pegjs").glob("*.gift"))
TSUGI = sorted([*(DATA / "gift-tsugi-dj4e").glob("0*.txt"), *(DATA / "gift-tsugi-dj4e").glob("*.gift")])


def items(text: str) -> list[ParsedItem]:
    parsed = parse_gift(text)
    assert parsed.rejected == []
    return [item for content in parsed.contents for item in content.items]


def item(text: str) -> Any:
    (found,) = items(text)
    return found


def rejections(text: str) -> list[tuple[int, str]]:
    return [(notice.line, notice.message) for notice in parse_gift(text).rejected]


def warnings(text: str) -> list[str]:
    return [notice.message for notice in parse_gift(text).warnings]


# What gift-pegjs expects. We differ on purpose, and the comparison evens it out:
# - It joins the lines of a text with single spaces, except in Markdown. We keep line breaks, as Moodle does.
# - It puts a space after an embedded blank: "from _____ ." Moodle does not, and we do not.
# - It names the feedback of true/false by place: "trueFeedback" is the first. In Moodle the first is for wrong answers.
# - Its lone number is an object, and several are a list; ours is always a list.


def _theirs(found: Question | Category | Notice) -> dict[str, Any]:
    assert not isinstance(found, Notice)
    if isinstance(found, Category):
        return {"type": "Category", "title": found.path}
    answers = found.answers
    common = {
        "id": found.said.id or None,
        "tags": list(found.said.tags) or None,
        "title": found.title or None,
        "stem": _text(found.stem),
        "hasEmbeddedAnswers": found.is_embedded,
    }
    if not isinstance(answers, Description):
        common["globalFeedback"] = _text(found.explanation)
    return common | _their_answers(answers)


def _their_answers(answers: Any) -> dict[str, Any]:
    name = {"TrueFalse": "TF", "MultipleChoice": "MC", "ShortAnswer": "Short"}
    shown: dict[str, Any] = {"type": name.get(type(answers).__name__, type(answers).__name__)}
    match answers:
        case TrueFalse(is_true, wrong, right):
            shown |= {"isTrue": is_true, "trueFeedback": _text(wrong), "falseFeedback": _text(right)}
        case MultipleChoice(choices) | ShortAnswer(choices):
            shown["choices"] = [_choice(choice) for choice in choices]
        case Numerical(choices):
            shown["choices"] = [_number_choice(choice) for choice in choices]
        case Matching(pairs):
            rows = [{"subquestion": _text(pair.prompt), "subanswer": pair.match} for pair in pairs]
            shown["matchPairs"] = rows
    return shown


def _number_choice(choice: NumberChoice) -> dict[str, Any]:
    return {
        "isCorrect": choice.weight != 0,
        "weight": _number(choice.weight),
        "text": {"type": "range", "number": _number(choice.value), "range": _number(choice.tolerance)},
        "feedback": _text(choice.feedback),
    }


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "isCorrect": choice.is_right,
        "weight": _number(choice.weight),
        "text": _text(choice.text),
        "feedback": _text(choice.feedback),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _text(text: Text | None) -> dict[str, str] | None:
    if text is None:
        return None
    shown = text.text if text.format == "markdown" else " ".join(text.text.split())
    return {"format": str(text.format), "text": shown}


def _evened(expected: dict[str, Any]) -> dict[str, Any]:
    if expected["type"] == "Numerical" and isinstance(expected["choices"], dict):
        lone = {"isCorrect": True, "weight": None, "text": expected["choices"], "feedback": None}
        expected = expected | {"choices": [lone]}
    if expected.get("hasEmbeddedAnswers"):
        text = re.sub(r"_____ (?=\W)", "_____", expected["stem"]["text"])
        expected = expected | {"stem": expected["stem"] | {"text": text}}
    return expected


@pytest.mark.skipif(not PEGJS, reason="the shared data is not here")
@pytest.mark.parametrize("path", PEGJS, ids=lambda path: path.stem)
def test_reads_what_gift_pegjs_reads(path: Path) -> None:
    expected = [_evened(entry) for entry in json.loads(path.with_suffix(".json").read_text())]
    assert [_theirs(found) for found in parse_syntax(path.read_text())] == expected


@pytest.mark.skipif(not TSUGI, reason="the shared data is not here")
@pytest.mark.parametrize("path", TSUGI, ids=lambda path: path.stem)
def test_accounts_for_every_question_of_a_real_bank(path: Path) -> None:
    text = path.read_text()
    titles = re.findall(r"^::(\w+)::", text, re.MULTILINE)
    parsed = parse_gift(text)
    found = [item for content in parsed.contents for item in content.items]
    assert [item.label for item in found] == titles
    assert parsed.rejected == []
    assert [item.line for item in found] == [
        number for number, line in enumerate(text.split("\n"), start=1) if line.startswith("::")
    ]
    assert {item.type for item in found} == ({"true_false"} if "true_false" in path.stem else {"multiple_choice"})


@pytest.mark.skipif(not TSUGI, reason="the shared data is not here")
def test_says_what_is_damaged_in_a_real_bank() -> None:
    text = (DATA / "gift-tsugi-dj4e" / "example_multiple_choice.gift").read_text()
    notices = parse_gift(text).warnings
    assert [(notice.item, notice.line) for notice in notices] == [("Q3", 7)] * 4 + [("Q5", 11)]
    colours = [item for content in parse_gift(text).contents for item in content.items][2].data
    assert [option.text for option in colours.options] == ["#ff0000", "#00ff00", "#0000ff", "#ffffff"]  # type: ignore[attr-defined]


def test_empty_files_hold_nothing() -> None:
    for text in ("", "\ufeff", "\n \n", "// only a comment\n"):
        assert parse_gift(text) == Parsed("gift")


def test_multiple_choice_with_weights_and_feedback() -> None:
    data = item("Q {~%-25%a # no \n ~%50%half\n =b#yes\n ####Because.}").data
    assert [(option.text, option.credit, option.feedback) for option in data.options] == [
        ("a", Decimal(-25), "no"),
        ("half", Decimal(50), ""),
        ("b", Decimal(100), "yes"),
    ]
    assert data.explanation == "Because."
    assert not data.multiple


def test_without_an_equals_sign_several_may_be_chosen() -> None:
    data = item("Who is buried here? {~%50%Grant ~%50%his wife ~%-100%no one}").data
    assert data.multiple
    assert [option.credit for option in data.options] == [50, 50, -100]


def test_several_equals_signs_each_earn_all() -> None:
    data = item("Name a season {=spring =summer ~easter}").data
    assert [option.credit for option in data.options] == [100, 100, 0]
    assert not data.multiple


def test_embedded_answers_leave_a_blank() -> None:
    found = item("Grant is {~buried =entombed ~living} in Grant's tomb.")
    assert found.data.stem == "Grant is _____ in Grant's tomb."
    assert item("Two plus two equals {=four =4}.").data.stem == "Two plus two equals _____."
    assert item("{=Asia} is large.").data.stem == "_____ is large."


@pytest.mark.parametrize("answer", ["T", "TRUE", "true", "F", "FALSE"])
def test_true_and_false(answer: str) -> None:
    data = item(f"The sun rises. {{{answer}#wrong#right####so}}").data
    assert data.answer is (answer[0].upper() == "T")
    said_right, said_wrong = data.feedback_true, data.feedback_false
    if not data.answer:
        said_right, said_wrong = said_wrong, said_right
    assert (said_right, said_wrong, data.explanation) == ("right", "wrong", "so")


def test_true_false_with_one_feedback_has_it_for_wrong_answers() -> None:
    data = item("Sky? {T#Look up.}").data
    assert (data.feedback_true, data.feedback_false) == ("", "Look up.")


def test_short_answers_keep_their_patterns_and_credits() -> None:
    data = item("Best animal? {=Frog#Good! =%50%Cat =%0%*#No}").data
    assert [(answer.text, answer.credit) for answer in data.answers] == [("Frog", 100), ("Cat", 50), ("*", 0)]


@pytest.mark.parametrize(
    ("answers", "value", "tolerance"),
    [
        ("#1822", "1822", "0"),
        ("#1822:5", "1822", "5"),
        ("#1..5", "3", "2"),
        ("#3.141..3.142", "3.1415", "0.0005"),
        ("#-5..-1", "-3", "2"),
        ("#1e3:.5", "1000", "0.5"),
        ("# = 2,5 : 0", "2.5", "0"),
    ],
)
def test_numbers_have_tolerances_and_ranges(answers: str, value: str, tolerance: str) -> None:
    (answer,) = item(f"How many? {{{answers}}}").data.answers
    assert (answer.value, answer.tolerance, answer.credit) == (Decimal(value), Decimal(tolerance), 100)


def test_numbers_with_credits_and_feedback_for_all_others() -> None:
    data = item("When? {#\n=1822:0 #Correct!\n=%50%1822:2 #Close.\n~#Neither.}").data
    assert [(answer.credit, answer.feedback) for answer in data.answers] == [(100, "Correct!"), (50, "Close.")]
    assert data.other_feedback == "Neither."


def test_matching_with_answers_that_match_nothing() -> None:
    data = item("Capitals {=Canada -> Ottawa =Italy->Rome = -> Paris ####Geography.}").data
    assert [(pair.prompt, pair.match) for pair in data.pairs] == [("Canada", "Ottawa"), ("Italy", "Rome")]
    assert data.distractors == ("Paris",)
    assert data.explanation == "Geography."


def test_essays_and_descriptions() -> None:
    assert item("Why? {}").type == "essay"
    assert item("Why? {####Look for causes.}").data.explanation == "Look for causes."
    assert item("Read this first.").type == "description"


def test_titles_ids_tags_and_categories() -> None:
    text = (
        "// [id:a\\]1] [tag:easy] [tag:sums]\n::Sum {1}\\: two::2+2? {=4}\n\n"
        "$CATEGORY: top/Arithmetic//Sums\n\n3+3? {=6}"
    )
    first, second = items(text)
    assert (first.data.name, first.external_id, first.tags) == ("Sum {1}: two", "a]1", ("easy", "sums"))  # type: ignore[attr-defined]
    assert (second.external_id, second.tags) == ("", ("Arithmetic/Sums",))
    assert warnings(text) == [
        "The category “top/Arithmetic//Sums” is kept as the tag “Arithmetic/Sums” on the questions after it."
    ]


def test_escapes_are_taken_away() -> None:
    data = item(r"\{x\} \= \~y\: \#1\\2 \nnext \(z\) {=\{a\}\=b \: c#d\~e ~\\n}").data
    assert data.stem == "{x} = ~y: #1\\2 \nnext \\(z\\)"
    assert [(option.text, option.feedback) for option in data.options] == [("{a}=b : c", "d~e"), ("\\n", "")]


def test_formats_of_parts_are_carried_into_the_format_of_the_question() -> None:
    text = "[html]<p>Which?</p>{=[plain]a < b#[markdown]**so** ~<i>c</i>}"
    data = item(text).data
    assert data.format == "html"
    assert [option.text for option in data.options] == ["a &lt; b", "<i>c</i>"]
    assert data.options[0].feedback == "<strong>so</strong>"
    assert item("[markdown]Which?{=[plain]2*3*4 ~b}").data.options[0].text == r"2\*3\*4"
    assert item("[plain]Which?{=[html]<b>x</b> ~b}").data.options[0].text == "x"
    assert item("Which?{=[plain]<x> ~b}").data.options[0].text == "&lt;x&gt;"


def test_an_unknown_format_is_text() -> None:
    assert item("[sic] Which? {=a ~b}").data.stem == "[sic] Which?"


def test_byte_order_mark_line_ends_and_blank_lines_between_braces() -> None:
    first, second = items("\ufeff::A::Which?\r\n{\r\n=a\r\n\r\n// a comment\r\n~b\r\n}\r\n\r\n::B::Then? {T}\r\n")
    assert [option.text for option in first.data.options] == ["a", "b"]  # type: ignore[attr-defined]
    assert (second.line, second.type) == (9, "true_false")


def test_questions_are_told_apart_without_a_blank_line() -> None:
    assert [found.line for found in items("::A::One? {T}\n::B::Two? {F}\nThree? {=3}\nFour? {\n=4\n}")] == [1, 2, 3, 4]
    assert [found.type for found in items("$CATEGORY: x\nOne? {T}\n$CATEGORY: y\nTwo? {}")] == ["true_false", "essay"]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("One? {=a ~b\n\nTwo? {T}", 1, "never closed"),
        ("One?\n=a ~b}\n\nTwo? {T}", 2, "without a {"),
        ("One? {=a\n~{b} ~c}\n\nTwo? {T}", 2, "between the braces"),
        ("One {=a} two {=b} three\n\nTwo? {T}", 1, "more than one pair"),
        ("One {=a -> b =c}\n\nTwo? {T}", 1, "no ->"),
        ("One {#abc}\n\nTwo? {T}", 1, "“abc” is not a number"),
        ("One {#}\n\nTwo? {T}", 1, "no number"),
        ("One {#=*}\n\nTwo? {T}", 1, "no number"),
        ("One {#=1 =%50%*}\n\nTwo? {T}", 1, "any number"),
        ("One {=a ~%101%b}\n\nTwo? {T}", 1, "101%"),
        ("One {" + "~a" * 201 + "}\n\nTwo? {T}", 1, "200 answers"),
        ("One {=" + "a" * 100_001 + "}\n\nTwo? {T}", 1, "100,000"),
    ],
)
def test_a_fault_is_reported_with_its_line_and_the_next_question_is_read(text: str, line: int, word: str) -> None:
    parsed = parse_gift(text)
    assert [found.type for content in parsed.contents for found in content.items] == ["true_false"]
    (rejected,) = parsed.rejected
    assert rejected.line == line
    assert word in rejected.message
    assert rejected.item.startswith("One")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Q {~a =b =b}", "say the same"),
        ("Q {~a ~b}", "No option is marked as right"),
        ("Q {~a}", "at least two options"),
        ("Q {x ~a =b}", "“x” has no ~ or = before it"),
        ("Q {x}", "“x” has no = before it"),
        ("Q {=a%50% ~b}", "“a%50%” ends in a credit"),
        ("Q {=#fff ~b}", "“#fff” was taken as an answer"),
        ("{=a ~b}", "has no text"),
        ('// [set:points="many"]\nQ {=a ~b}', "does not fit"),
        ("// [set:points=many]\nQ {=a ~b}", "cannot be read"),
    ],
)
def test_damage_is_taken_as_it_stands_with_a_warning(text: str, word: str) -> None:
    assert len(items(text)) == 1
    assert any(word in message for message in warnings(text))


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(Refused, match="20,000"):
        parse_gift("a\n\n" * 20_001)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab\n\n :=~#{}\\%[]/-0.>TF*$"), max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    parsed = parse_gift(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= notice.line <= lines for notice in [*parsed.warnings, *parsed.rejected])


@pytest.mark.parametrize(
    "piece",
    ["~~~~{{{{", "{~a", "a\n\n{", "\\", "}", "::", "a::{", "{}\n", "%", "// [id:", "{=a->", "#", "\n//\n{"],
)
def test_time_is_proportional_to_length(piece: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(Refused):
        parse_gift(piece * (500_000 // len(piece)))
    assert time.monotonic() - started < 10
