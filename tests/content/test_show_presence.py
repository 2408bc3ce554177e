"""Who else has a piece open, and what was saved meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app

from content.actions.drafting import save_version
from content.actions.presence import STAYS, forget_absent, note_presence
from content.documents import load_document
from content.models import Content, Presence
from content.tasks import forget_who_left
from tests.cast import Cast
from tests.content.review_help import at_once
from tests.content.studio_help import newest
from tests.factories import make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    deck = make_deck(cast.teacher)
    deck.authorships.create(author=cast.colleague, invited_by=cast.teacher, accepted_at=deck.created_at)
    return deck


def beat(client: Client, deck: Content, base: int = 1) -> str:
    page = client.post(f"/studio/{deck.pk}/edit/presence/", {"base": base})
    assert page.status_code == 200
    html: str = page.content.decode()
    return html


def test_both_see_the_other_and_not_themselves(client: Client, cast: Cast, deck: Content) -> None:
    client.force_login(cast.teacher)
    assert "is editing" not in beat(client, deck)
    client.force_login(cast.colleague)
    html = beat(client, deck)
    assert "Tamara Example" in html
    assert "Carlos Example" not in html
    assert "Tamara Example" in client.get(f"/studio/{deck.pk}/edit/").content.decode()


def test_who_gives_no_sign_of_life_is_gone(client: Client, cast: Cast, deck: Content) -> None:
    note_presence(content=deck, by=cast.colleague)
    Presence.objects.update(seen_at=timezone.now() - STAYS - timedelta(seconds=1), since=timezone.now() - STAYS * 9)
    client.force_login(cast.teacher)
    assert "is editing" not in beat(client, deck)
    note_presence(content=deck, by=cast.colleague)
    assert Presence.objects.get(person=cast.colleague).since > timezone.now() - STAYS  # she came anew


def test_a_sign_of_life_keeps_the_time_of_coming(cast: Cast, deck: Content) -> None:
    note_presence(content=deck, by=cast.teacher)
    came = Presence.objects.get().since
    note_presence(content=deck, by=cast.teacher)
    again = Presence.objects.get()
    assert again.since == came
    assert again.seen_at > came


def test_what_was_saved_meanwhile_is_told(client: Client, cast: Cast, deck: Content) -> None:
    document = load_document(newest(deck)).__class__(title="New", kind="flashcards")
    save_version(content=deck, document=document, by=cast.colleague, base_number=1)
    client.force_login(cast.teacher)
    html = beat(client, deck)
    assert "Carlos Example" in html
    assert "saved version 2" in html
    assert f"/studio/{deck.pk}/merge/?base=1" in html
    assert "saved version" not in beat(client, deck, base=2)


def test_get_and_strangers(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    path = f"/studio/{deck.pk}/edit/presence/"
    for user, status in ((cast.colleague, 404), (cast.student, 403)):
        client.force_login(user)
        assert client.get(path).status_code == 405
        assert client.post(path).status_code == status
    assert not Presence.objects.exists()


def test_what_nobody_asks_for_is_removed(cast: Cast, deck: Content) -> None:
    note_presence(content=deck, by=cast.teacher)
    note_presence(content=deck, by=cast.colleague)
    Presence.objects.filter(person=cast.teacher).update(seen_at=timezone.now() - timedelta(days=2))
    forget_who_left.func(timestamp=0)
    assert [presence.person for presence in Presence.objects.select_related("person")] == [cast.colleague]
    assert forget_absent() == 0


def test_it_is_removed_by_the_clock() -> None:
    assert "content.forget_who_left" in {task.task.name for task in jobs_app.periodic_registry.periodic_tasks.values()}


def test_it_costs_the_editor_one_query_more_at_most(client: Client, cast: Cast, deck: Content) -> None:
    client.force_login(cast.teacher)
    counts = []
    for _time in range(2):
        client.get(f"/studio/{deck.pk}/edit/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/studio/{deck.pk}/edit/")
        counts.append(len(queries))
        note_presence(content=deck, by=cast.colleague)
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_are_one_person(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    outcomes = at_once(*(lambda: note_presence(content=deck, by=cast.teacher) for _window in range(4)))
    assert outcomes == [None] * 4
    assert Presence.objects.count() == 1
