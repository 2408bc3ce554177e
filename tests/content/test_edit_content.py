"""An author edits her material with a plain form; whatever she types is kept."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import load_document
from content.models import Draft
from tests.cast import Cast
from tests.content.studio_help import (
    edit_url,
    errors_of,
    fields_of,
    headings,
    item_versions,
    newest,
    open_editor,
    open_fields,
    send,
)
from tests.factories import make_deck, make_guide, make_podcast

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def test_a_changed_card_alone_becomes_a_new_version_of_it(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    before = item_versions(deck)
    fields = open_editor(author, deck)
    page = send(author, deck, fields, **{"item-2-back": "Another back", "change_summary": "Second card"})
    after = item_versions(deck)
    assert "Saved as version 2: 1 card changed, 2 unchanged." in page.content.decode()
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]
    assert deck.latest_version
    assert deck.latest_version.change_summary == "Second card"
    assert deck.latest_version.created_by == cast.teacher


def test_saving_what_was_opened_changes_nothing(author: Client, cast: Cast) -> None:
    for make in (make_deck, make_guide, make_podcast):
        content = make(cast.teacher)
        page = send(author, content, open_editor(author, content))
        content.refresh_from_db()
        assert content.latest_version
        assert content.latest_version.number == 1
        assert "Nothing had changed" in page.content.decode()


def test_blank_rows_become_cards_when_they_are_filled(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=1)
    send(author, deck, open_editor(author, deck), **{"item-3-front": "New", "item-3-back": "One"})
    assert headings(deck) == ["Front 1 of Small deck", "New"]


def test_rows_are_added_moved_and_removed_without_saving(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    fields = open_editor(author, deck)
    fields["item-1-hint"] = ["Typed, not saved"]
    for button in ("down-1", "remove-3", "add", "restore-3", "remove-2"):
        page = send(author, deck, fields, do=button)
        fields = open_fields(page)
        assert fields["item-1-hint"] == ["Typed, not saved"]
    assert deck.versions.count() == 1
    send(author, deck, fields)
    assert headings(deck) == ["Front 1 of Small deck", "Front 3 of Small deck"]
    assert deck.versions.count() == 2


def test_what_cannot_be_saved_is_kept_as_it_was_typed(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    page = send(
        author, deck, open_editor(author, deck), title="", **{"item-1-front": "Typed 😀 <script>alert(1)</script>"}
    )
    assert "Title: This needs a title." in errors_of(page)
    assert "<script>alert" not in page.content.decode()
    reopened = open_editor(author, deck)
    assert reopened["item-1-front"] == ["Typed 😀 <script>alert(1)</script>"]
    assert deck.versions.count() == 1
    send(author, deck, reopened, title="Mended")
    assert headings(deck)[0].startswith("Typed 😀")
    assert not Draft.objects.exists()


def test_a_draft_can_be_discarded(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    send(author, deck, open_editor(author, deck), title="")
    assert author.get(f"/studio/{deck.pk}/edit/discard/").status_code == 405
    author.post(f"/studio/{deck.pk}/edit/discard/")
    assert open_editor(author, deck)["title"] == ["Small deck"]


@pytest.mark.parametrize("text", ["a\x00b", "مرحبا بالعالم", "😀" * 50, "<b onclick=x>bold</b>", "\u202eright to left"])
def test_any_text_is_kept(author: Client, cast: Cast, text: str) -> None:
    guide = make_guide(cast.teacher)
    page = send(author, guide, open_editor(author, guide, "text"), material=f"## Heading\n\n{text}\n")
    assert page.status_code == 200
    assert text.replace("\x00", "") in fields_of(guide)[0]["body"]
    send(author, guide, open_editor(author, guide), **{"item-1-body": f"Again: {text}"})
    assert text.replace("\x00", "") in fields_of(guide)[0]["body"]


def test_two_million_characters_end_in_a_sentence(author: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher)
    text = "word " * 400_000
    page = send(author, guide, open_editor(author, guide, "text"), material=text)
    assert "2,000,000" in errors_of(page) or "2000000" in errors_of(page)
    assert open_editor(author, guide)["material"][0].strip() == text.strip()
    author.post(f"/studio/{guide.pk}/edit/discard/")
    page = send(author, guide, open_editor(author, guide), **{"item-2-body": text})
    assert "Section 2, Text: Ensure this value has at most 200000 characters" in errors_of(page)
    assert open_editor(author, guide)["item-2-body"][0].strip() == text.strip()


def test_somebody_else_saved_meanwhile(author: Client, cast: Cast) -> None:
    """Nothing is overwritten, and what she typed is kept."""
    deck = make_deck(cast.teacher, cards=4)
    fields = open_editor(author, deck)
    document = load_document(newest(deck))
    save_version(content=deck, document=replace(document, title="Theirs"), by=cast.teacher, base_number=1)
    changed = {name: [value] for name, value in {"item-3-back": "Mine 3", "do": "save"}.items()}
    author.post(edit_url(deck), {**fields, **changed})
    assert newest(deck).title == "Theirs"
    assert [card["back"] for card in fields_of(deck)] == [f"Back {number}" for number in (1, 2, 3, 4)]
    assert Draft.objects.get(content=deck).fields["item-3-back"] == ["Mine 3"]


def test_what_waits_for_review_is_kept_as_a_draft(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    fields = open_editor(author, deck)
    submit_content(content=deck, by=cast.teacher)
    page = send(author, deck, fields, **{"item-1-back": "Later"})
    assert page.status_code == 409
    assert "Withdraw" in page.content.decode()
    author.post(f"/studio/{deck.pk}/withdraw/")
    reopened = open_editor(author, deck)
    assert reopened["item-1-back"] == ["Later"]
    send(author, deck, reopened)
    assert fields_of(deck)[0]["back"] == "Later"


def test_items_of_another_piece_cannot_be_claimed(author: Client, cast: Cast) -> None:
    mine, other = make_deck(cast.teacher, title="Mine"), make_deck(cast.colleague, title="Other")
    fields = open_editor(author, mine)
    fields["item-1-id"] = [str(load_document(newest(other)).items[0].item_id)]
    send(author, mine, fields)
    ids = {card.item_id for card in load_document(newest(mine)).items}
    assert not ids & {card.item_id for card in load_document(newest(other)).items}


def test_the_number_of_queries_does_not_grow(author: Client, cast: Cast) -> None:
    counts = []
    for cards in (3, 30):
        deck = make_deck(cast.teacher, cards=cards)
        with CaptureQueriesContext(connection) as queries:
            author.get(edit_url(deck))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_strangers_see_nothing(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    for user, status in ((cast.colleague, 404), (cast.student, 403), (cast.reviewer, 403), (cast.stranger, 403)):
        client.force_login(user)
        assert client.get(edit_url(deck)).status_code == status
        assert client.post(edit_url(deck), {"title": "x"}).status_code == status
    client.logout()
    assert client.get(edit_url(deck)).status_code == 302
