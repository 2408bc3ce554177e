"""All that is due today, over all decks; a day ends at the student's midnight."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Profile
from content.models import Content
from progress.days import study_day
from progress.models import CardMemory
from progress.models.memory import Rating
from progress.queues import Queue
from tests.cast import Cast
from tests.factories import make_deck, publish
from tests.progress.study import now, rate, shown_card, turn

URL = "/study/review/"


@pytest.fixture
def decks(cast: Cast) -> list[Content]:
    return [publish(make_deck(cast.teacher, title=f"Deck {n}", cards=15), cast.reviewer) for n in (1, 2)]


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def test_nothing_begun(learner: Client, decks: list[Content]) -> None:
    page = learner.get(URL).content.decode()
    assert "No cards to turn yet" in page
    assert "Go to the library" in page


def test_cards_of_all_decks_begun(learner: Client, decks: list[Content], cast: Cast) -> None:
    for deck in decks:
        turn(cast.student, deck, 0, Rating.EASY)
    CardMemory.objects.update(due=now() - timedelta(hours=1))
    page = learner.get(URL).content.decode()
    assert "2 due · 18 new" in page
    assert "Deck 1" in page
    first, second = rate(learner, URL, 4), rate(learner, URL, 4)
    assert first["action"] != second["action"]
    assert learner.post(first["action"], {**first, "rating": 4}).headers["Location"] == URL


def test_new_cards_are_limited_by_the_day(learner: Client, decks: list[Content], cast: Cast) -> None:
    turn(cast.student, decks[0], 0, Rating.EASY)
    assert Queue(cast.student, now()).count().new == 14
    turn(cast.student, decks[1], 0, Rating.EASY)
    assert Queue(cast.student, now()).count().new == 18
    cast.student.preferences = {"cards_per_day": 5}
    cast.student.save()
    assert Queue(cast.student, now()).count().new == 3
    CardMemory.objects.update(first_review=now() - timedelta(days=2))
    assert Queue(cast.student, now()).count().new == 5
    assert Queue(cast.student, now(), decks[0]).count().new == 14


def test_new_cards_follow_the_order_of_their_deck(learner: Client, decks: list[Content], cast: Cast) -> None:
    turn(cast.student, decks[1], 0, Rating.EASY)
    turn(cast.student, decks[0], 0, Rating.EASY)
    assert "Front 2 of Deck 2" in learner.get(URL).content.decode()


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("America/Lima", "2026-03-10T05:00", "2026-03-11T05:00"),
        ("Europe/Madrid", "2026-03-09T23:00", "2026-03-10T23:00"),
        ("Pacific/Auckland", "2026-03-10T11:00", "2026-03-11T11:00"),
        ("Nowhere/Land", "2026-03-10T00:00", "2026-03-11T00:00"),
    ],
)
def test_the_day_ends_at_her_midnight(cast: Cast, zone: str, start: str, end: str) -> None:
    Profile.objects.update_or_create(user=cast.student, defaults={"time_zone": zone})
    student = type(cast.student).objects.get(pk=cast.student.pk)
    utc = ZoneInfo("UTC")
    day = study_day(student, datetime(2026, 3, 10, 12, tzinfo=utc))
    assert day.start == datetime.fromisoformat(start).replace(tzinfo=utc)
    assert day.end == datetime.fromisoformat(end).replace(tzinfo=utc)


def test_a_day_of_23_hours(cast: Cast) -> None:
    Profile.objects.update_or_create(user=cast.student, defaults={"time_zone": "Europe/Madrid"})
    student = type(cast.student).objects.get(pk=cast.student.pk)
    day = study_day(student, datetime(2026, 3, 29, 12, tzinfo=ZoneInfo("UTC")))
    assert day.end - day.start == timedelta(hours=23)


def test_due_tonight_is_due_today_and_tomorrow_is_not(decks: list[Content], cast: Cast) -> None:
    turn(cast.student, decks[0], 0, Rating.EASY)
    end = study_day(cast.student, now()).end
    CardMemory.objects.update(due=end - timedelta(seconds=1))
    count = Queue(cast.student, now()).count()
    assert count.due + count.later == 1
    CardMemory.objects.update(due=end)
    count = Queue(cast.student, now()).count()
    assert count.due + count.later == 0


def test_withdrawn_decks_ask_nothing(learner: Client, decks: list[Content], cast: Cast) -> None:
    turn(cast.student, decks[0], 0, Rating.EASY)
    CardMemory.objects.update(due=now())
    Content.objects.filter(pk=decks[0].pk).update(status=Content.Status.ARCHIVED)
    assert Queue(cast.student, now()).count().total == 0


def test_others_cards_are_theirs(learner: Client, decks: list[Content], cast: Cast) -> None:
    turn(cast.classmate, decks[0], 0, Rating.AGAIN)
    assert Queue(cast.student, now()).count().total == 0


def test_who_may(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(URL).status_code == 403
    client.force_login(cast.student)
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize("cards", [2, 14])
def test_queries(
    learner: Client, decks: list[Content], cast: Cast, cards: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in range(cards):
        turn(cast.student, decks[0], place, Rating.AGAIN)
    shown_card(learner, URL)
    with django_assert_max_num_queries(15):
        learner.get(URL)
