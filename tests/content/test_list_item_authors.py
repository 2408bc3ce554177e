"""An author reads who wrote which item of a piece, and every wording an item had in it."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from content.actions.authorship import accept_invitation, invite_author
from content.actions.drafting import save_version
from content.documents import load_document, load_items
from content.models import Content, Item
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import make_deck

pytestmark = pytest.mark.django_db


def reword(deck: Content, by: User, back: str) -> None:
    document = load_document(newest(deck))
    first = replace(document.items[0], data=document.items[0].data.model_copy(update={"back": back}))
    items = (first, *document.items[1:])
    number = newest(deck).number
    save_version(
        content=deck, document=replace(document, items=items), by=by, base_number=number, change_summary=f"Now {back}"
    )


@pytest.fixture
def deck(client: Client, cast: Cast) -> Content:
    """Two people wrote it: its first card has three wordings, the last by the colleague."""
    deck = make_deck(cast.teacher)
    accept_invitation(
        authorship=invite_author(content=deck, who=cast.colleague.username, by=cast.teacher), by=cast.colleague
    )
    reword(deck, cast.teacher, "second")
    reword(deck, cast.colleague, "third")
    client.force_login(cast.teacher)
    return deck


def test_first_and_last_author_of_each_item(client: Client, deck: Content) -> None:
    page = client.get(reverse("content:version-authors", args=[deck.pk]))
    rows = [
        (row.place, str(row.first.created_by), str(row.last.created_by), row.since, row.wordings, row.is_borrowed)
        for row in page.context["items"]
    ]
    assert rows == [
        (1, "Tamara Example", "Carlos Example", 3, 3, False),
        (2, "Tamara Example", "Tamara Example", 1, 1, False),
        (3, "Tamara Example", "Tamara Example", 1, 1, False),
    ]
    assert page.content.decode().count("Never changed") == 2


def test_an_item_from_elsewhere_says_so(client: Client, cast: Cast, deck: Content) -> None:
    other = make_deck(cast.teacher, title="Other", cards=1)
    document, lent = load_document(newest(other)), load_document(newest(deck)).items[0]
    assert lent.item_id
    items = (*document.items, lent)
    save_version(
        content=other, document=replace(document, items=items), by=cast.teacher, base_number=1, lent=[lent.item_id]
    )
    rows = client.get(reverse("content:version-authors", args=[other.pk])).context["items"]
    assert [(row.is_borrowed, row.since, row.wordings) for row in rows] == [(False, 1, 1), (True, 2, 1)]


def test_the_wordings_of_one_item(client: Client, deck: Content) -> None:
    item = Item.objects.get(versions=load_items(newest(deck))[0])
    page = client.get(reverse("content:item-history", args=[deck.pk, item.pk]))
    assert [(found.since.number, found.before is None) for found in page.context["wordings"]] == [
        (3, False),
        (2, False),
        (1, True),
    ]
    html = page.content.decode()
    for words in ("Now third", "<ins>", "<del>", "Back 1", "Carlos Example"):
        assert words in html


def test_an_item_it_never_held_is_not_there(client: Client, cast: Cast, deck: Content) -> None:
    other = make_deck(cast.teacher)
    item = other.items.all()[0]
    assert client.get(reverse("content:item-history", args=[deck.pk, item.pk])).status_code == 404


def test_strangers_see_nothing(cast: Cast, deck: Content) -> None:
    client = Client()
    address = reverse("content:version-authors", args=[deck.pk])
    assert client.get(address).status_code == 302
    client.force_login(cast.student)
    assert client.get(address).status_code == 403
    client.force_login(cast.teacher)
    assert client.post(address).status_code == 405


def test_the_number_of_queries_does_not_grow(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    counts = []
    for cards in (3, 120):
        deck = make_deck(cast.teacher, cards=cards)
        for number in range(cards // 30 + 1):
            reword(deck, cast.teacher, f"wording {number}")
        item = load_document(newest(deck)).items[0]
        for path in (
            reverse("content:version-authors", args=[deck.pk]),
            reverse("content:item-history", args=[deck.pk, item.item_id]),
        ):
            with CaptureQueriesContext(connection) as queries:
                page = client.get(path)
            assert page.status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15


def test_long_lists_have_pages(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    deck = make_deck(cast.teacher, cards=60)
    address = reverse("content:version-authors", args=[deck.pk])
    page = client.get(address)
    assert len(page.context["items"]) == 50
    rest = client.get(address + page.context["links"]["next_url"])
    assert [row.place for row in rest.context["items"]] == list(range(51, 61))
