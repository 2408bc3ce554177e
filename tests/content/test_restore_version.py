"""An author brings an earlier version back, as a new one."""

from dataclasses import replace
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.refusals import StaleEdit, WrongState
from content.actions.drafting import save_draft, save_version
from content.actions.restoring import restore_version
from content.actions.submitting import submit_content
from content.documents import load_document, load_items
from content.models import Content, Draft, ItemVersion
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.content.studio_help import item_versions, newest
from tests.factories import item, make_deck, make_quiz, publish

pytestmark = pytest.mark.django_db


def change(deck: Content, by: User) -> Content:
    """Version 2: the first card reworded and in a pool, the second gone, a new one added, the title another."""
    document = load_document(newest(deck))
    first, _second, third = document.items
    first = replace(first, data=first.data.model_copy(update={"back": "Reworded"}), pool="Some")
    items = (third, first, item("card", front="New", back="x"))
    save_version(content=deck, document=replace(document, title="Other title", items=items), by=by, base_number=1)
    deck.refresh_from_db()
    return deck


@pytest.fixture
def deck(client: Client, cast: Cast) -> Content:
    client.force_login(cast.teacher)
    return change(make_deck(cast.teacher), cast.teacher)


def address(content: Content, number: int = 1) -> str:
    return reverse("content:version-restore", args=[content.pk, number])


def test_the_page_says_what_will_change_and_the_button_does_it(client: Client, deck: Content) -> None:
    page = client.get(address(deck)).content.decode()
    for words in ("Restore version 1", "Reworded", "Front 2 of Small deck", "every student gets it", "Removed"):
        assert words in page
    done = client.post(address(deck), {"base": "2"}, follow=True)
    assert "Version 1 is back, as version 3." in done.content.decode()
    first, restored = deck.versions.get(number=1), newest(deck)
    assert (restored.number, restored.origin, restored.change_summary) == (3, "restore", "Restored version 1")
    assert (restored.title, restored.summary, restored.frame) == (first.title, first.summary, first.frame)
    assert [entry.pk for entry in load_items(restored)] == [entry.pk for entry in load_items(first)]
    assert [entry.pool for entry in load_items(restored)] == ["", "", ""]


def test_no_item_version_is_written_anew(cast: Cast, deck: Content) -> None:
    before = ItemVersion.objects.count()
    restore_version(content=deck, version=deck.versions.get(number=1), by=cast.teacher, base_number=2)
    assert ItemVersion.objects.count() == before


def test_what_was_approved_is_approved_still(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    change(deck, cast.teacher)
    restore_version(content=deck, version=deck.versions.get(number=1), by=cast.teacher, base_number=2)
    deck.published_version = newest(deck)
    deck.save(update_fields=["published_version"])  # the database refuses this where an item is not approved


def test_the_newest_changes_nothing(client: Client, deck: Content) -> None:
    assert "nothing to restore" in client.get(address(deck, 2)).content.decode()
    page = client.post(address(deck, 2), {"base": "2"}, follow=True).content.decode()
    assert "so there is no new one" in page
    assert newest(deck).number == 2


def test_a_stale_page_overwrites_nothing(client: Client, deck: Content) -> None:
    for base in ("1", "", "x"):
        assert client.post(address(deck), {"base": base}).status_code == 409
    assert newest(deck).number == 2


def test_not_while_it_waits_for_review_or_is_archived(client: Client, cast: Cast, deck: Content) -> None:
    submit_content(content=deck, by=cast.teacher)
    assert "Withdraw it first" in client.get(address(deck)).content.decode()
    assert client.post(address(deck), {"base": "2"}).status_code == 409
    Content.objects.filter(pk=deck.pk).update(status=Content.Status.ARCHIVED)
    assert "archived" in client.get(address(deck)).content.decode()
    assert client.post(address(deck), {"base": "2"}).status_code == 409


def test_her_draft_stays(cast: Cast, deck: Content) -> None:
    save_draft(content=deck, by=cast.teacher, fields={"title": ["Half a thought"]})
    restore_version(content=deck, version=deck.versions.get(number=1), by=cast.teacher, base_number=2)
    assert Draft.objects.get(content=deck).fields == {"title": ["Half a thought"]}


def test_versions_that_are_none(client: Client, cast: Cast, deck: Content) -> None:
    assert client.get(address(deck, 99)).status_code == 404
    other = make_quiz(cast.teacher)
    with pytest.raises(WrongState, match="other material"):
        restore_version(content=deck, version=newest(other), by=cast.teacher, base_number=2)


def test_strangers_see_nothing(cast: Cast, deck: Content) -> None:
    client = Client()
    assert client.get(address(deck)).status_code == 302
    client.force_login(cast.colleague)
    assert client.get(address(deck)).status_code == 404
    assert client.post(address(deck), {"base": "2"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_holds() -> None:
    cast = make_cast()
    deck = change(make_deck(cast.teacher), cast.teacher)
    first = deck.versions.get(number=1)
    again = partial(
        restore_version, content=deck, version=first, by=User.objects.get(pk=cast.teacher.pk), base_number=2
    )
    results = at_once(again, again)
    assert sum(isinstance(result, StaleEdit) for result in results) == 1
    assert newest(deck).number == 3
    assert item_versions(deck) == [entry.pk for entry in load_items(first)]
