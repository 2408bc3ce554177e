"""What is written as GIFT reads back as the same questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.interchange.base import ParsedItem
from content.interchange.gift import parse_gift, write_gift
from content.kinds.flashcards import CardData
from content.questions import all_question_types, get_question_type
from content.questions.base import QuestionData
from content.text import TextFormat
from tests.content.question_strategies import FINISHED, questions

NAMES = sorted(FINISHED)


def read_back(text: str) -> list[ParsedItem]:
    parsed = parse_gift(text)
    assert parsed.rejected == []
    return [item for content in parsed.contents for item in content.items]


def written(name: str, /, **fields: object) -> tuple[str, list[str]]:
    data = get_question_type(name).parse(fields)
    text, notices = write_gift([ParsedItem(1, name, data, "Q")])
    (item,) = read_back(text)
    assert (item.type, item.data) == (name, data)
    return text, [notice.message for notice in notices]


@st.composite
def parsed_items(draw: st.DrawFn) -> ParsedItem:
    name = draw(st.sampled_from(NAMES))
    label = st.text("abc ]:\\[", min_size=1, max_size=8).map(str.strip).filter(lambda text: text and text[-1] != "\\")
    tags = draw(st.lists(label, max_size=2, unique=True))
    return ParsedItem(1, name, draw(questions(name)), "Q", draw(st.just("") | label), tuple(tags))


@settings(max_examples=100, deadline=None)
@given(st.lists(parsed_items(), max_size=3))
def test_finished_questions_read_back_the_same(items: list[ParsedItem]) -> None:
    text, notices = write_gift(items)
    assert [(item.type, item.data, item.external_id, item.tags) for item in read_back(text)] == [
        (item.type, item.data, item.external_id, item.tags) for item in items
    ]
    lines = text.split("\n")
    for notice in notices:
        assert lines[notice.line - 1].startswith("// ")
    assert write_gift(read_back(text))[0] == text


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_drafts_with_any_text_read_back_the_same(name: str, source: st.DataObject) -> None:
    text = st.text("ab \n\\=~#{}:%[]->/$!T\t", max_size=12)
    data = source.draw(_drafts(name, text))
    (item,) = read_back(write_gift([ParsedItem(1, name, data, "Q")])[0])
    assert (item.type, item.data) == (name, data)


def _drafts(name: str, text: st.SearchStrategy[str]) -> st.SearchStrategy[QuestionData]:
    credit = st.sampled_from([0, 100, "-12.5"])
    own: dict[str, st.SearchStrategy[object]] = {
        "multiple_choice": st.lists(
            st.fixed_dictionaries({"text": text, "credit": credit, "feedback": text}), max_size=3
        ),
        "short_answer": st.lists(st.fixed_dictionaries({"text": text, "credit": credit}), max_size=2),
        "numerical": st.lists(st.fixed_dictionaries({"value": st.none() | st.integers(-9, 9)}), max_size=2),
        "matching": st.lists(st.fixed_dictionaries({"prompt": text, "match": text}), max_size=2),
    }
    field = {"multiple_choice": "options", "matching": "pairs"}.get(name, "answers")
    fields = {"stem": text, "name": text, "explanation": text, "format": st.sampled_from(TextFormat)}
    if name in own:
        fields[field] = own[name]
    return st.fixed_dictionaries(fields).map(get_question_type(name).parse)


@pytest.mark.parametrize("question_type", all_question_types(), ids=lambda question_type: question_type.name)
def test_an_empty_question_reads_back_empty(question_type: object) -> None:
    written(question_type.name)  # type: ignore[attr-defined]


def test_writes_what_a_person_would_write() -> None:
    text, notices = written(
        "multiple_choice",
        name="Capital: Italy",
        stem="Which city?\n\nThink: it has 7 hills.\nChoose.",
        options=[{"text": "Rome", "credit": 100, "feedback": "Yes {1}."}, {"text": "Milan", "credit": -25}],
        explanation="Since 1871.",
    )
    assert text == (
        "::Capital\\: Italy::[markdown]Which city?\\n\\nThink: it has 7 hills.\nChoose.{\n"
        "\t=Rome#Yes \\{1\\}.\n\t~%-25%Milan\n\t####Since 1871.\n}\n"
    )
    assert notices == []


def test_true_false_and_numbers_as_written() -> None:
    fields = {"stem": "S", "format": "moodle"}
    assert written("true_false", answer=False, feedback_false="right", **fields)[0] == "S{FALSE##right}\n"
    assert written("true_false", answer=True, feedback_false="wrong", **fields)[0] == "S{TRUE#wrong}\n"
    number = {"value": "1.50", "tolerance": "0.1"}
    assert written("numerical", answers=[number], **fields)[0] == "S{#\n\t=1.5:0.1\n}\n"
    pair = {"prompt": "a", "match": "b"}
    assert written("matching", pairs=[pair], distractors=["c"], **fields)[0] == "S{\n\t=a -> b\n\t= -> c\n}\n"


def test_what_gift_has_no_place_for_is_kept_in_a_comment_and_said() -> None:
    text, notices = written("short_answer", stem="Q", points="2", case_sensitive=True, answers=[{"text": "a"}])
    assert text.startswith('// [set:points="2"] [set:case_sensitive=true]\n')
    assert notices == [
        "GIFT has no place for: points, case sensitive. A comment keeps it, which only La Factoria reads."
    ]
    text, notices = written("matching", stem="Unfinished")
    assert text.startswith("// [type:matching]\n")


def test_a_card_is_no_question() -> None:
    text, (notice,) = write_gift([ParsedItem(1, "card", CardData(front="a", back="b"), "a")])
    assert text == ""
    assert "questions only" in notice.message
