"""The digest: one email a day with all that waited, at seven where the person is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actions.digesting import last_morning, send_digests
from accounts.actions.reading import mark_read
from accounts.models import Notice, User
from accounts.tasks import send_notice_digests
from content import events
from tests.accounts.notice_help import ago, choose, let_time_pass, state_of, tell, was_told
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.jobs import JobsInMemory, run_jobs
from tests.mail_server import serving

pytestmark = pytest.mark.django_db


def yesterday(person: User, **given: Any) -> Notice:
    """A notice for her digest, told more than a day ago."""
    return was_told(tell(person, **{"event": events.SUBMITTED, **given}), ago(hours=25))


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        (datetime(2026, 3, 2, 7, 0, tzinfo=UTC), "UTC", datetime(2026, 3, 2, 7, tzinfo=UTC)),
        (datetime(2026, 3, 2, 6, 59, tzinfo=UTC), "UTC", datetime(2026, 3, 1, 7, tzinfo=UTC)),
        (datetime(2026, 3, 2, 1, 31, tzinfo=UTC), "Asia/Kolkata", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), "Asia/Tokyo", datetime(2026, 3, 1, 22, tzinfo=UTC)),
        (datetime(2026, 3, 29, 6, 0, tzinfo=UTC), "Europe/Berlin", datetime(2026, 3, 29, 5, tzinfo=UTC)),
        (datetime(2026, 3, 28, 6, 30, tzinfo=UTC), "Europe/Berlin", datetime(2026, 3, 28, 6, tzinfo=UTC)),
    ],
)
def test_the_morning_is_that_of_the_person(now: datetime, zone: str, morning: datetime) -> None:
    assert last_morning(now, ZoneInfo(zone)) == morning


def test_it_holds_all_that_waited_by_event(cast: Cast, jobs: JobsInMemory) -> None:
    choose(cast.reviewer, events.COMMENTED, "digest")
    said = tell(cast.reviewer, event=events.COMMENTED, key="c", actor=cast.teacher, details={"reason": "I mended it."})
    was_told(said, ago(days=2))
    for number in range(25):
        yesterday(cast.reviewer, key=f"s{number}", subject=f"Piece {number}", actor=cast.teacher)
    tell(cast.colleague, event=events.CLAIMED)
    run_jobs(jobs)
    assert mail.outbox == []
    send_notice_digests(timestamp=0)
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([cast.reviewer.email], "26 things happened at La Factoria")
    assert isinstance(message, EmailMultiAlternatives)
    text, html = str(message.body), str(message.alternatives[0][0])
    for words in ("Somebody submits material for review", "“Piece 0”", "“I mended it.”", "And 5 more"):
        assert words in text
        assert words in html
    assert text.index("Somebody submits") < text.index("Somebody comments")
    assert "http://127.0.0.1:8000/profile/notices/" in text
    send_notice_digests(timestamp=0)
    assert len(mail.outbox) == 1


def test_it_waits_for_the_morning(cast: Cast) -> None:
    notice = tell(cast.reviewer, event=events.SUBMITTED)
    just_after = was_told(notice, last_morning(timezone.now(), ZoneInfo("UTC")) + timedelta(seconds=1))
    send_digests()
    assert state_of(just_after) == ("waiting", 0)
    was_told(notice, ago(days=30))  # as after a long stop
    send_digests()
    assert state_of(notice) == ("sent", 1)


def test_what_she_has_read_is_left_out(cast: Cast) -> None:
    read, unread = yesterday(cast.reviewer, key="a", subject="Tides"), yesterday(cast.reviewer, key="b")
    mark_read(notice=read, by=cast.reviewer)
    send_digests()
    assert [message.subject for message in mail.outbox] == ["For review: Leaves"]
    assert (state_of(read), state_of(unread)) == (("none", 0), ("sent", 1))


def test_one_notice_alone_is_said_in_full(cast: Cast) -> None:
    yesterday(cast.reviewer, actor=cast.teacher, subject="Leaves")
    send_digests()
    assert mail.outbox[0].subject == "For review: Leaves"


def test_a_time_zone_nobody_knows_is_that_of_everybody(cast: Cast) -> None:
    cast.reviewer.profile.time_zone = "Mars/Olympus"
    cast.reviewer.profile.save()
    yesterday(cast.reviewer)
    send_digests()
    assert len(mail.outbox) == 1


def test_it_is_tried_again_when_the_server_was_down(settings: Any, cast: Cast) -> None:
    notice, other = yesterday(cast.reviewer), yesterday(cast.reviewer, key="two")
    with serving(settings) as server:
        server.is_busy = True
        send_digests()
        assert state_of(notice) == state_of(other) == ("waiting", 1)
        server.is_busy = False
        send_digests()
        assert server.messages == []
        let_time_pass(notice, minutes=1)
        let_time_pass(other, minutes=1)
        send_digests()
        assert len(server.messages) == 1
    assert state_of(notice) == state_of(other) == ("sent", 2)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_one(settings: Any) -> None:
    cast = make_cast()
    for number in range(20):
        yesterday(cast.reviewer, key=str(number))
        yesterday(cast.second_reviewer, key=str(number))
    with serving(settings) as server:
        assert at_once(*[send_digests] * 4) == [None] * 4
        assert sorted(str(message["To"]) for message in server.messages) == [
            cast.reviewer.email,
            cast.second_reviewer.email,
        ]
    assert set(Notice.objects.values_list("email_state", "email_attempts")) == {("sent", 1)}


def test_more_notices_cost_no_more(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(2):
        yesterday(cast.reviewer, key=f"few {number}")
    with django_assert_num_queries(8):  # two of them the savepoint's
        send_digests()
    for number in range(60):
        yesterday(cast.reviewer, key=f"many {number}")
    with django_assert_num_queries(8):
        send_digests()
