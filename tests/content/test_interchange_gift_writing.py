"""What is written as GIFT reads back as the same questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.interchange.annotations import trimmed
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
    label = st.text("abc ]:\\[", min_size=1, max_size=8).map(str.strip).filter(bool)
    tags = draw(st.lists(label, max_size=2, unique=True))
    identity, pool = draw(st.just("") | label), draw(st.just("") | label)
    return ParsedItem(1, name, draw(questions(name)), "Q", identity, tuple(tags), pool)


@settings(max_examples=100, deadline=None)
@given(st.lists(parsed_items(), max_size=3))
def test_finished_questions_read_back_the_same(items: list[ParsedItem]) -> None:
    text, notices = write_gift(items)
    assert [_said(item) for item in read_back(text)] == [_said(item) for item in items]
    lines = text.split("\n")
    for notice in notices:
        assert lines[notice.line - 1].startswith("// ")
    assert write_gift(read_back(text))[0] == text


def _said(item: ParsedItem) -> tuple[object, ...]:
    return item.type, item.data, item.external_id, item.tags, item.pool


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_drafts_with_any_text_read_back_the_same(name: str, source: st.DataObject) -> None:
    pieces = st.sampled_from([*"ab \n\\=~#{}:%[]->/$!T\t", "{1:SA:=a}", "{1:MC:", "//", "\n\n", "[set:", "::"])
    text = st.lists(pieces, max_size=12).map("".join)
    data = source.draw(_drafts(name, text))
    (item,) = read_back(write_gift([ParsedItem(1, name, data, "Q")])[0])
    assert item.type == name
    assert trimmed(item.data.model_dump(mode="json")) == trimmed(data.model_dump(mode="json"))


def _drafts(name: str, text: st.SearchStrategy[str]) -> st.SearchStrategy[QuestionData]:
    credit = st.sampled_from([0, 100, "-12.5"])
    own: dict[str, st.SearchStrategy[object]] = {
        "multiple_choice": st.lists(
            st.fixed_dictionaries({"text": text, "credit": credit, "feedback": text}), max_size=3
        ),
        "short_answer": st.lists(st.fixed_dictionaries({"text": text, "credit": credit}), max_size=2),
        "numerical": st.lists(st.fixed_dictionaries({"value": st.none() | st.integers(-9, 9)}), max_size=2),
        "matching": st.lists(st.fixed_dictionaries({"prompt": text, "match": text}), max_size=2),
        "ordering": st.lists(text, max_size=3),
        "essay": st.lists(
            st.fixed_dictionaries(
                {"name": text, "levels": st.lists(st.fixed_dictionaries({"text": text}), max_size=2)}
            ),
            max_size=2,
        ),
    }
    names = {"multiple_choice": "options", "matching": "pairs", "ordering": "entries", "essay": "criteria"}
    field = names.get(name, "answers")
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
    assert text.startswith("// [set:points=2] [set:case_sensitive=true]\n")
    assert notices == [
        "GIFT has no place for: points, case sensitive. A comment keeps it, which only La Factoria reads."
    ]
    text, notices = written("matching", stem="Unfinished")
    assert text.startswith("// [type:matching]\n")


def test_an_order_is_written_as_moodles_plug_in_reads_it() -> None:
    text, notices = written("ordering", stem="Sort", entries=["a = b", "c"], grading="places", explanation="So.")
    assert text == "[markdown]Sort{>2 ALL VERTICAL ABSOLUTE_POSITION SHOW\n\ta \\= b\n\tc\n\t####So.\n}\n"
    assert notices == []


def test_a_rubric_is_written_so_that_people_can_read_it() -> None:
    levels = [{"points": "0", "text": "none"}, {"points": "2.5", "text": "several: good [ones]"}]
    text, _notices = written("essay", stem="Why?", criteria=[{"name": "Reasons", "levels": levels}])
    assert text == "// [criterion:Reasons | 0: none | 2.5: several: good [ones\\]]\n[markdown]Why?{}\n"
    hard = [{"name": "a | b", "levels": levels}, {"name": "", "levels": []}]
    assert written("essay", stem="Why?", criteria=hard)[0].startswith("// [set:criteria=[{")


def test_a_cloze_keeps_its_own_notation() -> None:
    stem = "Germany: {1:SHORTANSWER:=Berlin~%50%Bonn#No \\} longer} = {:NM:=3:0.1}\n\nEnd {x}."
    text, notices = written("cloze", stem=stem, name="Capitals")
    assert (
        text
        == "::Capitals::[markdown]"
        + stem.replace("} = {", "} \\= {").replace("\n\n", "\\n\\n").replace("{x}", "\\{x\\}")
        + "\n"
    )
    assert notices == []


@pytest.mark.parametrize(
    ("text", "fields", "remark"),
    [
        ('// [set:stem="Old"]\nNew{T}', {"stem": "New"}, "the text counts"),
        ('// [type:multiple_choice] [set:options=[{"text": "a"}]]\nQ{=b ~c}', {"stem": "Q"}, "the text counts"),
        ("// [set:points=many] [set:points=3]\nQ{T}", {"points": 3}, "cannot be read"),
        ("// [set:points=-3]\nQ{T}", {"points": 1}, "does not fit"),
        ("// [set:pionts=3]\nQ{T}", {"points": 1}, "does not fit"),
    ],
)
def test_an_edited_text_counts_more_than_its_comment(text: str, fields: dict[str, object], remark: str) -> None:
    parsed = parse_gift(text)
    ((item,),) = [content.items for content in parsed.contents]
    assert item.data.model_dump(include=set(fields)) == fields
    assert any(remark in notice.message for notice in parsed.warnings), parsed.warnings


@pytest.mark.parametrize("piece", ["[id:", "[set:a=", '[set:a="', "[set:a=[", "[tag:\\]", "[set:points=1]"])
def test_comments_cost_time_in_proportion(piece: str) -> None:
    parse_gift("// " + piece * (300_000 // len(piece)) + "\nQ{T}")


def test_a_card_is_no_question() -> None:
    text, (notice,) = write_gift([ParsedItem(1, "card", CardData(front="a", back="b"), "a")])
    assert text == ""
    assert "questions only" in notice.message
