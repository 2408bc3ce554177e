"""An author reads the history of a piece, and what changed between two of its versions."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.actions.drafting import save_version
from content.documents import load_document
from content.models import Content
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import item, make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(client: Client, cast: Cast) -> Content:
    """Version 2 of it rewords the first card, moves the last to the front, drops the second and adds one."""
    deck = make_deck(cast.teacher, cards=4)
    document = load_document(newest(deck))
    first, _second, third, last = document.items
    first = replace(first, data=first.data.model_copy(update={"back": "Reworded back 1"}))
    items = (last, first, third, item("card", front="Added", back="x"))
    document = replace(document, title="Better title", items=items)
    save_version(content=deck, document=document, by=cast.teacher, base_number=1, change_summary="Better")
    client.force_login(cast.teacher)
    return deck


def test_the_history_says_who_when_and_why(client: Client, deck: Content) -> None:
    page = client.get(f"/studio/{deck.pk}/history/").content.decode()
    assert page.index("Version 2") < page.index("Version 1")
    for words in ("Better", "Tamara Example", "Written", "Newest"):
        assert words in page


def test_every_change_is_named(client: Client, deck: Content) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/?from=1&to=2")
    html = page.content.decode()
    found = {(row.change.value, row.item.heading) for row in page.context["rows"]}
    assert found == {
        ("changed", "Front 1 of Small deck"),
        ("removed", "Front 2 of Small deck"),
        ("moved", "Front 4 of Small deck"),
        ("added", "Added"),
    }
    assert page.context["same"] == 1
    assert "Reworded" in html
    assert "From place 4 to place 1." in html
    assert "Better" in html


def test_a_version_compared_with_itself_is_the_same(client: Client, deck: Content) -> None:
    assert "say the same" in client.get(f"/studio/{deck.pk}/compare/?from=2&to=2").content.decode()


@pytest.mark.parametrize("query", ["?from=9&to=1", "?from=0", "?to=3"])
def test_versions_that_are_none_lead_to_the_history(client: Client, deck: Content, query: str) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/{query}", follow=True)
    assert page.redirect_chain == [(f"/studio/{deck.pk}/history/", 302)]
    assert "There is no such version" in page.content.decode()


@pytest.mark.parametrize("query", ["", "?from=x&to=y", "?to=99999999999"])
def test_without_numbers_the_newest_two_are_compared(client: Client, deck: Content, query: str) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/{query}")
    assert (page.context["old"].number, page.context["new"].number) == (1, 2)


def test_the_number_of_queries_does_not_grow(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    counts = []
    for cards in (3, 30):
        deck = make_deck(cast.teacher, cards=cards)
        for number in range(1, cards):
            document = replace(load_document(newest(deck)), title=f"Title {number}")
            save_version(content=deck, document=document, by=cast.teacher, base_number=number)
        for path in ("history/", "compare/", "preview/", ""):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/studio/{deck.pk}/{path}").status_code == 200
            counts.append((path, len(queries)))
    assert counts[:4] == counts[4:]
    assert all(count <= 15 for _path, count in counts)
