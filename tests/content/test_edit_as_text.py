"""Any piece can be edited as one text, and back: nothing is lost on the way, whatever it holds."""

import time
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.documents import DocumentItem, match_items
from content.interchange.annotations import trimmed
from content.item_types import get_item_type
from content.kinds import KINDS, get_kind
from content.kinds.flashcards import CardStyle
from content.plain_text import MAX_TEXT, place_notices, read_text, write_text
from content.text import TextFormat
from tests.cast import Cast
from tests.content.question_strategies import FINISHED, questions
from tests.content.studio_help import errors_of, fields_of, newest, open_editor, open_fields, send
from tests.factories import item, make_deck, make_guide, make_podcast, make_quiz

_ANY = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r") | st.sampled_from("\n\t #:{}[]~=\\/<>`-|\"'"),
    max_size=24,
)
_HARD = _ANY | st.sampled_from(
    [
        "// [set:a=1]",
        "\n\n",
        "{1:SA:=a}",
        "$\\frac{1$",
        "\u202eעברית",
        "😀",
        "<script>alert(1)</script>",
        "## x",
        "a\tb",
        "\ufeff",
    ]
)
_FORMATS = st.sampled_from(TextFormat)
_STYLES = st.sampled_from(CardStyle)
_GAPS = st.lists(_ANY | st.sampled_from(["{{c1::", "{{c2::", "}}", "::", "{", "word"]), max_size=8).map("".join)


def _unfinished(name: str) -> st.SearchStrategy[Any]:
    parse = get_item_type(name).parse
    return st.fixed_dictionaries(
        {
            "stem": _HARD,
            "name": _HARD,
            "explanation": _HARD,
            "format": _FORMATS,
            "points": st.sampled_from(["1", "0.25"]),
        }
    ).map(parse)


def _question(name: str) -> st.SearchStrategy[tuple[str, Any]]:
    return st.tuples(st.just(name), questions(name) | _unfinished(name))


_QUESTIONS = st.sampled_from(sorted(FINISHED)).flatmap(_question)
_CHECK = st.none() | _QUESTIONS.map(
    lambda pair: {"type": pair[0], "data": pair[1].model_dump(mode="json", exclude_defaults=True)}
)
_DATA: dict[str, st.SearchStrategy[tuple[str, Any]]] = {
    "quiz": _QUESTIONS,
    "flashcards": st.fixed_dictionaries(
        {"style": _STYLES, "front": _HARD | _GAPS, "back": _HARD, "hint": _HARD, "format": _FORMATS}
    ).map(lambda raw: ("card", get_item_type("card").parse(raw))),
    "study_guide": st.fixed_dictionaries({"heading": _HARD, "body": _HARD, "question": _CHECK, "format": _FORMATS}).map(
        lambda raw: ("section", get_item_type("section").parse(raw))
    ),
    "podcast": st.fixed_dictionaries({"speaker": _HARD, "text": _HARD, "chapter": _HARD, "format": _FORMATS}).map(
        lambda raw: ("segment", get_item_type("segment").parse(raw))
    ),
}
_NAMES = st.sampled_from(["", "", "Energy", "a ]\\", "x"])


@st.composite
def documents(draw: st.DrawFn, kind: str) -> list[DocumentItem]:
    drawn = draw(st.lists(st.tuples(_DATA[kind], _NAMES, _NAMES), min_size=1, max_size=4))
    return [
        DocumentItem(item_type, data, UUID(int=number), external_id, pool)
        for number, ((item_type, data), external_id, pool) in enumerate(drawn, start=1)
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(source=st.data())
def test_a_text_that_nobody_touched_is_the_same_piece(kind: str, source: st.DataObject) -> None:
    items = source.draw(documents(kind))
    written = write_text(get_kind(kind), items)
    assert written.losses == []
    read = read_text(get_kind(kind), written.text, items)
    assert read.rejected == []
    assert list(read.items) == items
    assert match_items(items, [replace(item, item_id=None) for item in read.items]) == items


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(source=st.data())
def test_a_text_alone_holds_all_of_a_piece(kind: str, source: st.DataObject) -> None:
    items = source.draw(documents(kind))
    read = read_text(get_kind(kind), write_text(get_kind(kind), items).text)
    assert [_said(item) for item in read.items] == [_said(item) for item in items]


def _said(item: DocumentItem) -> tuple[Any, ...]:
    return item.type, trimmed(item.data.model_dump(mode="json")), item.external_id, item.pool


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


EVERYTHING = (
    item(
        "multiple_choice",
        stem="Which?",
        options=[{"text": "a", "credit": 100}, {"text": "b"}],
        shuffle=False,
        points="3",
    ),
    item(
        "numerical", stem="How far?", answers=[{"value": 5}], units=[{"unit": "m"}, {"unit": "cm", "multiplier": 100}]
    ),
    item("ordering", stem="Sort", entries=["one", "two", "three"], grading="places"),
    item("cloze", stem="The capital is {1:SHORTANSWER:=Berlin~%50%Bonn#Not any more}.", points="2"),
    item(
        "essay",
        stem="Why so?",
        min_words=50,
        grader_info="Look for causes.",
        criteria=[
            {"name": "Reasons", "levels": [{"points": 0, "text": "none"}, {"points": 4, "text": "two [good] ones"}]}
        ],
    ),
    item("description", stem="Read on.", explanation="Later."),
)


@pytest.mark.django_db
def test_every_field_survives_a_word_changed_in_the_text(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=EVERYTHING)
    before = fields_of(quiz)
    fields = open_editor(author, quiz, "text")
    text = fields["material"][0].replace("Which", "What").replace("How far", "How long").replace("Sort", "Order")
    text = text.replace("capital", "city").replace("Why so", "Why not").replace("Read on", "Go on")
    send(author, quiz, fields, material=text)
    stems = ["What?", "How long?", "Order", before[3]["stem"].replace("capital", "city"), "Why not?", "Go on."]
    assert fields_of(quiz) == [data | {"stem": stem} for data, stem in zip(before, stems, strict=True)]


@pytest.mark.django_db
def test_the_form_shows_what_the_text_said_and_the_reverse(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=EVERYTHING[:5])
    as_text = open_editor(author, quiz, "text")
    page = send(author, quiz, as_text, do="as-form")
    assert newest(quiz).number == 1
    assert "Look for causes." in page.content.decode()
    assert "4: two [good] ones" in page.content.decode()
    assert "Nothing had changed" in send(author, quiz, open_fields(page)).content.decode()
    assert newest(quiz).number == 1


@pytest.mark.django_db
def test_pools_travel_in_the_text(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=EVERYTHING)
    fields = open_editor(author, quiz, "text")
    send(author, quiz, fields, material="// [pool:Energy]\n" + fields["material"][0].replace("// [set", "[set", 0))
    assert [entry.pool for entry in newest(quiz).entries.order_by("position")] == ["Energy", "", "", "", "", ""]
    assert "[pool:Energy]" in open_editor(author, quiz, "text")["material"][0]


@pytest.mark.django_db
def test_unfinished_cards_are_cards(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    send(author, deck, open_editor(author, deck, "text"), material="Peru\tLima\nChile\n\tOslo\tfjords\n")
    assert [(card["front"], card["back"], card["hint"]) for card in fields_of(deck)] == [
        ("Peru", "Lima", ""),
        ("Chile", "", ""),
        ("", "Oslo", "fjords"),
    ]


@pytest.mark.django_db
def test_each_fault_stands_at_its_line(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=EVERYTHING)
    text = "Fine{T}\n\nBroken <b>{=a\n~b\n\nAlso fine{F}\n\nNumber{#ten}\n"
    page = send(author, quiz, open_editor(author, quiz, "text"), material=text)
    html = page.content.decode()
    assert "Line 3: A { is opened here" in errors_of(page)
    assert 'href="#line-3"' in html
    assert 'id="line-3"' in html
    assert 'data-goto-line="8"' in html
    assert "<mark>Broken &lt;b&gt;{=a</mark>" in html
    assert "<mark>Number{#ten}</mark>" in html
    assert open_editor(author, quiz, "text")["material"][0].replace("\r\n", "\n").strip() == text.strip()
    assert newest(quiz).number == 1


@pytest.mark.django_db
def test_doubts_are_said_at_their_lines_before_saving(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=EVERYTHING)
    text = "Broken{=a\n\nWhich?{=a =b ~c %50%}\n"
    html = send(author, quiz, open_editor(author, quiz, "text"), material=text).content.decode()
    assert "What to look at" in html
    assert 'data-goto-line="3"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_quiz, make_guide, make_deck, make_podcast])
def test_a_paste_of_two_million_characters_ends_in_a_sentence_and_stays(author: Client, cast: Cast, make: Any) -> None:
    piece = make(cast.teacher)
    text = "Speaker: word\tword\n" * 106_000
    page = send(author, piece, open_editor(author, piece, "text"), material=text)
    assert "at most 1000000 fit" in errors_of(page).replace(",", "")
    assert open_editor(author, piece, "text")["material"][0].replace("\r\n", "\n").strip() == text.strip()


def test_a_long_line_is_cut_in_its_excerpt() -> None:
    read = read_text(get_kind("quiz"), "Q{" + "x" * 5000)
    (placed,) = place_notices("Q{" + "x" * 5000, read.rejected)
    assert [len(line.text) for line in placed.lines] == [160]
    assert place_notices("a", []) == []


def test_five_hundred_questions_are_written_and_read_in_seconds() -> None:
    items = [replace(found, item_id=UUID(int=number)) for number in range(100) for found in EVERYTHING[:5]]
    started = time.monotonic()
    written = write_text(get_kind("quiz"), items)
    read = read_text(get_kind("quiz"), written.text, items)
    assert [found.fingerprint for found in read.items] == [found.fingerprint for found in items]
    assert time.monotonic() - started < 30


BAD = [
    "<script>alert(1)</script>",
    "a\x00b",
    "\u202eעברית 😀",
    "$\\frac{1$ }{ {1:SA:=",
    "{{{}}} }",
    "=~#:%50%",
    "x" * 19_000,
]


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD)
def test_bad_input_in_every_field_of_the_new_types_ends_in_a_page_and_is_kept(
    author: Client, cast: Cast, bad: str
) -> None:
    assert len(bad) < MAX_TEXT
    quiz = make_quiz(cast.teacher, items=(EVERYTHING[2], EVERYTHING[3], EVERYTHING[4]))
    fields = open_editor(author, quiz)
    written = [name for name in fields if name.endswith(("stem", "explanation", "-text", "-name", "grader_info"))]
    page = send(author, quiz, fields, **dict.fromkeys(written, bad))
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    clean = bad.replace("\x00", "")
    assert [data["stem"] for data in fields_of(quiz)] == [clean, clean, clean]
    assert fields_of(quiz)[2]["criteria"][0]["name"] == clean
    assert author.get(f"/studio/{quiz.pk}/preview/").status_code == 200
    text = open_editor(author, quiz, "text")
    send(author, quiz, text)
    assert newest(quiz).number == 2
