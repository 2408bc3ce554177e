"""The author reads what was said of her material, item by item, and how far she is with her answers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from content.actions.discussing import open_thread, reply_to_thread, resolve_thread
from content.actions.drafting import save_version
from content.documents import load_document
from content.models import Content
from tests.cast import Cast
from tests.content.thread_help import board_url, item_ids, sent_back, thread_of
from tests.factories import make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    return sent_back(cast)


def headings(page: str) -> list[str]:
    """Those of the groups, on one line each."""
    found = re.findall(r'<h2 class="thread-group__title"[^>]*>(.*?)</h2>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", heading).strip() for heading in found]


def test_they_stand_by_item_with_the_way_to_it(client: Client, cast: Cast, deck: Content) -> None:
    client.force_login(cast.teacher)
    page = client.get(board_url(deck)).content.decode()
    assert headings(page) == ["The whole", "Card 2 Front 2 of Small deck", "Card 3 Front 3 of Small deck"]
    second = item_ids(deck)[1]
    assert f'href="/studio/{deck.pk}/edit/?open={second}#item-{second}"' in page
    assert f'id="thread-{thread_of(deck, "Turned round.").pk}"' in page
    for words in ("Changes requested", "Nearly there.", "0 of 3", "Reviewer"):
        assert words in page


def test_the_states_are_told_apart(client: Client, cast: Cast, deck: Content) -> None:
    reply_to_thread(thread=thread_of(deck, "Turned round."), by=cast.teacher, text="Mended.")
    resolve_thread(thread=thread_of(deck, "Could be shorter."), by=cast.reviewer)
    client.force_login(cast.teacher)
    shown = {}
    for state in ("open", "answered", "resolved", "nonsense"):
        page = client.get(board_url(deck), {"state": state}).content.decode()
        shown[state] = [text for text in ("Which book", "Turned round.", "Could be shorter.") if text in page]
        assert "1 of 2" in page
    assert shown == {
        "open": ["Which book"],
        "answered": ["Turned round."],
        "resolved": ["Could be shorter."],
        "nonsense": ["Which book"],
    }


def test_an_item_that_left_keeps_its_thread(client: Client, cast: Cast, deck: Content) -> None:
    assert deck.latest_version is not None
    document = load_document(deck.latest_version)
    shorter = type(document)(document.title, document.kind, document.summary, document.frame, document.items[:2])
    save_version(content=deck, document=shorter, by=cast.teacher, base_number=1)
    client.force_login(cast.teacher)
    page = client.get(board_url(deck)).content.decode()
    assert headings(page)[-1] == "Front 3 of Small deck"
    assert "It is not in the material any more" in page
    assert "An item that is not in the material any more" in client.get(f"/studio/{deck.pk}/").content.decode()


def test_the_page_of_the_piece_shows_what_is_asked(client: Client, cast: Cast, deck: Content) -> None:
    reply_to_thread(thread=thread_of(deck, "Turned round."), by=cast.teacher, text="Mended.")
    client.force_login(cast.teacher)
    page = client.get(f"/studio/{deck.pk}/").content.decode()
    for words in ("3 comments for you", "1 of 3 answered", "Turned round.", "Card 2: Front 2 of Small deck"):
        assert words in page
    assert f'href="{board_url(deck)}"' in page


def test_more_than_a_page_is_turned_by_key(client: Client, cast: Cast, deck: Content) -> None:
    for number in range(25):
        open_thread(content=deck, by=cast.reviewer, text=f"Remark {number}.", item_id=item_ids(deck)[0])
    client.force_login(cast.teacher)
    page = client.get(board_url(deck))
    assert "Remark 5." in page.content.decode()
    assert "Remark 24." not in page.content.decode()
    rest = client.get(board_url(deck) + page.context["links"]["next_url"]).content.decode()
    assert "Remark 24." in rest


def test_it_costs_the_same_for_many(
    client: Client, cast: Cast, deck: Content, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for item_id in item_ids(deck):
        for number in range(12):
            thread = open_thread(content=deck, by=cast.reviewer, text=f"Remark {number}.", item_id=item_id)
            reply_to_thread(thread=thread, by=cast.teacher, text="So it is.")
    client.force_login(cast.teacher)
    for address in (board_url(deck), board_url(deck) + "?state=answered", f"/studio/{deck.pk}/"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(15):
        assert "What you were asked" in client.get(f"/studio/{deck.pk}/submit/").content.decode()


def test_only_its_authors_see_it(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    for person, status in ((cast.colleague, 404), (cast.student, 403), (cast.reviewer, 403), (cast.stranger, 403)):
        client.force_login(person)
        assert client.get(board_url(deck)).status_code == status
    client.force_login(cast.teacher)
    assert client.post(board_url(deck)).status_code == 405
