"""Telling people: once each, never whoever did it, and as they want to be told."""

from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from accounts.actions.notifying import call_off, notify
from accounts.models import Notice
from accounts.notices import find_event
from content import events
from tests.accounts.notice_help import choose, state_of, tell
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.factories import UserFactory
from tests.jobs import JobsInMemory

pytestmark = pytest.mark.django_db


def test_everybody_but_whoever_did_it(cast: Cast, jobs: JobsInMemory) -> None:
    tell(cast.teacher, cast.colleague, cast.reviewer, actor=cast.reviewer)
    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"tamara", "carlos"}
    (job,) = jobs.jobs.values()
    assert set(job["args"]["notice_ids"]) == {str(key) for key in Notice.objects.values_list("pk", flat=True)}


def test_nobody_is_told_the_same_twice(cast: Cast) -> None:
    tell(cast.teacher)
    tell(cast.colleague, cast.teacher, subject="Another title")
    assert Notice.objects.filter(recipient=cast.teacher).values_list("subject", flat=True).get() == "Leaves"
    assert Notice.objects.filter(recipient=cast.colleague).count() == 1


def test_as_each_of_them_chose(cast: Cast, jobs: JobsInMemory) -> None:
    choose(cast.teacher, events.DECIDED, "app")
    choose(cast.colleague, events.DECIDED, "digest")
    choose(cast.student, events.CLAIMED, "app")
    tell(cast.teacher, cast.colleague, cast.student)
    ways = dict(Notice.objects.values_list("recipient__username", "delivery"))
    assert ways == {"tamara": "app", "carlos": "digest", "sami": "now"}
    states = dict(Notice.objects.values_list("recipient__username", "email_state"))
    assert states == {"tamara": "none", "carlos": "waiting", "sami": "waiting"}
    (job,) = jobs.jobs.values()
    assert job["args"]["notice_ids"] == [str(Notice.objects.get(recipient=cast.student).pk)]


def test_many_people_cost_no_more(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = [person.pk for person in UserFactory.create_batch(40)]
    for number, some in enumerate((people[:2], people)):
        with django_assert_num_queries(2):  # and one more for the job, which is in memory here
            notify(event=events.DECIDED, to=some, subject="Leaves", url="/", key=str(number))
    assert Notice.objects.count() == 42


def test_a_title_is_as_long_as_there_is_room_for(cast: Cast) -> None:
    assert len(tell(cast.teacher, subject="n" * 500).subject) == 200


def test_an_event_nobody_knows_is_an_error_of_ours(cast: Cast) -> None:
    with pytest.raises(KeyError):
        tell(cast.teacher, event="full moon")


def test_what_is_called_off_is_gone_unless_it_is_on_its_way(cast: Cast) -> None:
    tell(cast.teacher, cast.colleague)
    call_off(to=cast.teacher.pk, key="one")
    assert not Notice.objects.filter(recipient=cast.teacher).exists()
    Notice.objects.update(email_state="sending")
    call_off(to=cast.colleague.pk, key="one")
    assert Notice.objects.filter(recipient=cast.colleague).exists()


@pytest.mark.parametrize(
    ("event", "what", "sentence"),
    [
        (events.SUBMITTED, "", "Rina Example submitted “100% Leaves” for review."),
        (events.SUBMITTED, "second_step", "Rina Example approved the first step of “100% Leaves”."),
        (events.DECIDED, "approve", "Rina Example approved “100% Leaves”. It is published"),
        (events.DECIDED, "approve_later", "It is published at the time that is set for it."),
        (events.DECIDED, "reject", "Rina Example rejected “100% Leaves”."),
        (events.DECIDED, "a new outcome", "Rina Example has reviewed “100% Leaves”."),
        (events.PUBLISHED, "expired", "“100% Leaves” has expired"),
        (events.WITHDRAWN, "", "Rina Example withdrew “100% Leaves”"),
        ("gone", "", "100% Leaves"),
    ],
)
def test_the_words_say_what_happened(cast: Cast, event: str, what: str, sentence: str) -> None:
    notice = Notice(event=event, subject="100% Leaves", actor=cast.reviewer, details={"what": what})
    assert sentence in find_event(event).sentence(notice)


@pytest.mark.parametrize("event", [event.name for event in events.EVENTS])
def test_every_wording_can_be_filled_in(cast: Cast, event: str) -> None:
    found = find_event(event)
    for what in found.wordings:
        notice = Notice(event=event, subject="Leaves\nand stems", details={"what": what})
        assert "Leaves" in found.headline(notice)
        assert "\n" not in found.headline(notice)
        assert "%(" not in found.sentence(notice)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_once() -> None:
    cast = make_cast()

    def tell_all() -> None:
        with transaction.atomic():
            tell(cast.teacher, cast.colleague, cast.student)

    results: list[Any] = at_once(*[tell_all] * 4)
    assert results == [None] * 4
    assert Notice.objects.count() == 3
    assert state_of(Notice.objects.get(recipient=cast.student)) == ("waiting", 0)
