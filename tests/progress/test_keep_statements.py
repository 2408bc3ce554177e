"""The statements behind the queue are composed once, and say the same for everybody as if they were composed anew."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from accounts.models import User
from content.models import Content
from progress import statements
from progress.days import study_day
from progress.models import CardMemory
from progress.models.memory import Rating
from progress.queues import Counts, Queue
from tests.cast import Cast
from tests.factories import make_deck, publish
from tests.progress.study import now, turn


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    statements._kept.clear()


@pytest.fixture
def decks(cast: Cast) -> list[Content]:
    """One student learns two cards of the first, another one three of the second; one of each is under review."""
    made = [publish(make_deck(cast.teacher, title=title, cards=5), cast.reviewer) for title in ("One", "Two")]
    for student, deck, places in ((cast.student, made[0], 2), (cast.classmate, made[1], 3)):
        for place in range(places):
            turn(student, deck, place, Rating.AGAIN)
        turn(student, deck, 4, Rating.EASY)
    CardMemory.objects.update(due=now() - timedelta(hours=1))
    return made


def found(student: User, content: Content | None) -> tuple[Counts, str | None]:
    queue = Queue(User.objects.get(pk=student.pk), now(), content)
    counts = queue.count()
    card = queue.next(counts)
    return counts, card.version.heading if card else None


def test_what_is_kept_says_what_is_composed_anew(cast: Cast, decks: list[Content]) -> None:
    people = (cast.student, cast.classmate, cast.teacher)
    for likes in ({}, {"bury_siblings": False}, {"cards_per_day": 3}):
        User.objects.update(preferences=likes)
        places = [(student, content) for student in people for content in (None, *decks)]
        kept = [found(*place) for place in places]
        kept = [found(*place) for place in places]
        for place, said in zip(places, kept, strict=True):
            statements._kept.clear()
            assert found(*place) == said
    assert len({counts for counts, _card in kept}) > 3


def test_it_is_composed_once(cast: Cast, decks: list[Content]) -> None:
    with mock.patch.object(Queue, "_counts", autospec=True, side_effect=Queue._counts) as composed:
        for student in (cast.student, cast.classmate) * 3:
            Queue(student, now()).count()
    assert composed.call_count == 1


def test_two_moments_that_are_one_are_not_taken_for_each_other(cast: Cast, decks: list[Content]) -> None:
    midnight = study_day(cast.student, timezone.now()).end
    counts = Queue(cast.student, midnight).count()
    assert (counts.learning, counts.reviews) == (2, 1)
    assert statements._kept == {}
    assert Queue(cast.student, midnight + timedelta(seconds=1)).count() == counts


def test_only_so_many_are_kept(cast: Cast, decks: list[Content], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", 2)
    for deck in (*decks, None) * 2:
        found(cast.student, deck)
    assert len(statements._kept) <= 2
