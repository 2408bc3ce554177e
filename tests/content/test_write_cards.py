"""Cards of every style in the editor: each row has its style, a new one that of the row above, and nothing is lost."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.documents import Document, load_document
from content.forms.cards import CardForm
from content.item_types import get_item_type
from content.kinds import get_kind
from content.kinds.flashcards import CardData, CardStyle
from content.merging import merge_documents
from content.models import Content, ItemVersion
from content.plain_text import read_text
from tests.cast import Cast
from tests.content.studio_help import edit_url, errors_of, fields_of, newest, open_editor, open_fields, send
from tests.factories import item, make_content, make_deck

pytestmark = pytest.mark.django_db
MOST_QUERIES, MOST_BYTES = 15, 60_000
_FILE = re.compile(r'(?:href|src)="/static/([^"#?]+)')
TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=30)
STYLES = tuple(style.value for style in CardStyle)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def all_styles(cast: Cast) -> Content:
    items = [item("card", front=f"{{{{c1::Side}}}} of {style}", back="Back", style=style) for style in STYLES]
    return make_content(cast.teacher, "flashcards", "Every style", tuple(items))


def styles_of(content: Content) -> list[str]:
    return [card["style"] for card in fields_of(content)]


def test_a_style_is_chosen_for_each_card(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    fields = open_editor(author, deck)
    assert fields["item-1-style"] == ["basic"]
    changes = {f"item-{number}-style": style for number, style in enumerate(STYLES[1:], start=1)}
    send(author, deck, fields, **changes, **{"item-3-front": "The {{c1::sun}} shines."})
    assert styles_of(deck) == ["reversed", "typed", "cloze"]
    cards = [[card.name for card in entry.cards.order_by("position")] for entry in held(deck)]
    assert cards == [["", "back"], [""], ["c1"]]


def held(deck: Content) -> list[ItemVersion]:
    return [entry.item_version for entry in newest(deck).entries.order_by("position")]


def test_a_new_row_asks_as_the_one_above_does(author: Client, cast: Cast) -> None:
    deck = all_styles(cast)
    fields = open_editor(author, deck)
    assert [fields[f"item-{key}-style"] for key in fields["item"][4:]] == [["cloze"]] * 3
    fields = open_fields(send(author, deck, fields, do="add-2"))
    added = fields["item"][2]
    assert fields[f"item-{added}-style"] == ["reversed"]
    send(author, deck, fields, **{f"item-{added}-front": "Hund", f"item-{added}-back": "dog"})
    assert styles_of(deck) == ["basic", "reversed", "reversed", "typed", "cloze"]


def test_a_row_with_nothing_but_a_style_is_blank(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    before = newest(deck).pk
    fields = open_editor(author, deck)
    blank = fields["item"][3:]
    page = send(author, deck, fields, **{f"item-{key}-style": "typed" for key in blank})
    assert errors_of(page) == ""
    assert newest(deck).pk == before


def test_a_style_that_there_is_not_is_said_at_the_field(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    page = send(author, deck, open_editor(author, deck), **{"item-2-style": "sideways", "item-1-back": "Kept"})
    assert "Card 2, Style" in errors_of(page)
    assert open_fields(page)["item-1-back"] == ["Kept"]


def test_a_draft_from_before_there_were_styles_keeps_them(author: Client, cast: Cast) -> None:
    deck = all_styles(cast)
    fields = {name: values for name, values in open_editor(author, deck).items() if not name.endswith("-style")}
    send(author, deck, fields, **{"item-2-back": "Changed"})
    assert styles_of(deck) == list(STYLES)
    assert fields_of(deck)[1]["back"] == "Changed"


def test_the_fields_are_named_by_the_style(author: Client, cast: Cast) -> None:
    page = author.get(edit_url(all_styles(cast))).content.decode()
    rows = re.findall(r'<div class="card-row" data-style="(\w+)">(.*?)</textarea>.*?</textarea>', page, re.DOTALL)
    assert [(style, "Text with gaps" in row) for style, row in rows[:4]] == [
        ("basic", False), ("reversed", False), ("typed", False), ("cloze", True),
    ]  # fmt: skip
    assert "More on the back" in page
    for words in ("Makes two cards", "sees letter by letter", "Each gap makes a card"):
        assert words in page


def test_sixty_cards_open_light(author: Client, cast: Cast) -> None:
    items = tuple(
        item("card", front=f"Word {n} {{{{c1::of}}}}", back=f"Wort {n}", hint="A hint", style=STYLES[n % 4])
        for n in range(60)
    )
    deck = make_content(cast.teacher, "flashcards", "Sixty", items)
    author.get(edit_url(deck))  # the first view fills caches
    with CaptureQueriesContext(connection) as queries:
        html = author.get(f"/studio/{deck.pk}/edit/").content
    files = {str(finders.find(name)) for name in _FILE.findall(html.decode())}
    weight = sum(len(gzip.compress(Path(file).read_bytes())) for file in files) + len(gzip.compress(html))
    assert len(queries) <= MOST_QUERIES
    assert weight <= MOST_BYTES


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.builds(CardData, style=st.sampled_from(CardStyle), front=TYPED, back=TYPED, hint=TYPED))
def test_a_card_survives_its_fields(card: CardData) -> None:
    shown = CardForm(None, prefix="item-1", initial=card)
    sent = {shown[name].html_name: shown[name].value() for name in shown.fields}
    form = CardForm(sent, prefix="item-1", initial=card)  # type: ignore[arg-type]
    assert form.is_valid()
    assert form.to_data() == card
    assert not form.has_changed()


def test_a_text_without_a_style_asks_for_its_gaps_and_says_so() -> None:
    read = read_text(get_kind("flashcards"), "The {{c1::sun}} shines.\tAlways\ndog\tHund")
    assert [item.data.style for item in read.items] == ["cloze", "basic"]  # type: ignore[attr-defined]
    assert [(notice.line, "asks for each of them" in notice.message) for notice in read.warnings] == [(1, True)]
    read = read_text(get_kind("flashcards"), "front\tback\tstyle\n{{c1::x}}\ty\tbasic\na\tb\treversed\nc\td\todd")
    assert [item.data.style for item in read.items] == ["basic", "reversed", "basic"]  # type: ignore[attr-defined]
    assert "“odd”" in read.warnings[-1].message


def test_the_style_is_merged_with_the_words(cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=1)
    base = load_document(newest(deck))

    def with_card(**changes: object) -> Document:
        (card,) = base.items
        data = get_item_type("card").parse(card.data.model_dump() | changes)
        return Document(base.title, base.kind, base.summary, base.frame, (type(card)("card", data, card.item_id),))

    merge = merge_documents(base, with_card(style="typed"), with_card(style="reversed"))
    (part,) = merge.conflicts
    assert "style: Typed" in "".join(text for _operation, text in part.my_parts)


def test_more_cards_than_entries_are_counted(author: Client, cast: Cast) -> None:
    items = (
        item("card", front="dog", back="Hund", style="reversed"),
        item("card", front="{{c1::a}} {{c2::b}} {{c3::c}}", style="cloze"),
    )
    deck = make_content(cast.teacher, "flashcards", "Counted", items)
    assert "2 entries, 5 cards" in author.get(f"/studio/{deck.pk}/").content.decode()
    plain = make_deck(cast.teacher)
    assert '<span class="muted figures">3 cards</span>' in author.get(f"/studio/{plain.pk}/").content.decode()
