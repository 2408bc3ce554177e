"""Publishing by the clock: at the time its author sets, once, however late the clock is and however many there are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Profile
from accounts.refusals import Refusal, WrongState
from content import events
from content.actions import scheduling
from content.actions.archiving import archive_content, restore_content
from content.actions.drafting import save_version
from content.actions.publishing import publish_version
from content.actions.scheduling import publish_due, schedule_content
from content.actions.withdrawing import withdraw_published
from content.documents import load_document
from content.models import Content
from content.tasks import keep_publishing_times
from tests.cast import Cast, make_cast
from tests.content.publishing_help import (
    address,
    approve,
    approve_and_wait,
    in_days,
    revoke,
    set_times,
    told,
    verbs_of,
)
from tests.content.review_help import at_once
from tests.content.studio_help import errors_of, newest
from tests.factories import make_deck, publish

Status = Content.Status


@pytest.mark.django_db
def test_she_sets_the_time_in_her_own_zone(client: Client, cast: Cast) -> None:
    deck = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    Profile.objects.filter(user=cast.teacher).update(time_zone="Asia/Tokyo")
    client.force_login(cast.teacher)
    page = client.post(address(deck), {"publish_at": "2091-03-01T09:30", "expires_at": ""}, follow=True)
    assert "It is published on 1 March 2091, 09:30 (Asia/Tokyo)." in page.content.decode()
    deck.refresh_from_db()
    assert deck.publish_at == datetime(2091, 3, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo")).astimezone(UTC)
    last = deck.transitions.order_by("at", "id").last()
    assert last is not None
    assert (last.verb, last.by, last.reason) == ("schedule", cast.teacher, "Published: 2091-03-01 00:30 UTC")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("publish_at", "expires_at", "sentence"),
    [
        ("2001-01-01T10:00", "", "This time has passed"),
        ("", "2001-01-01T10:00", "This time has passed"),
        ("2091-01-02T10:00", "2091-01-01T10:00", "It would leave before it is published"),
        ("2091-01-02T10:00", "2091-01-02T10:00", "It would leave before it is published"),
        ("tomorrow", "", "This is no date with a time"),
    ],
)
def test_times_that_cannot_be_are_told_at_the_field(
    client: Client, cast: Cast, publish_at: str, expires_at: str, sentence: str
) -> None:
    deck = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.teacher)
    page = client.post(address(deck), {"publish_at": publish_at, "expires_at": expires_at})
    assert page.status_code == 422
    assert sentence in errors_of(page)
    assert f'value="{publish_at or expires_at}"' in page.content.decode()
    deck.refresh_from_db()
    assert (deck.publish_at, deck.expires_at) == (None, None)


@pytest.mark.django_db
def test_the_action_refuses_the_same(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    for publish_at, expires_at in ((in_days(-1), None), (None, in_days(-1)), (in_days(2), in_days(1))):
        with pytest.raises(Refusal):
            schedule_content(content=deck, by=cast.teacher, publish_at=publish_at, expires_at=expires_at)
    archive_content(content=deck, by=cast.teacher)
    with pytest.raises(WrongState, match="Restore it first"):
        schedule_content(content=deck, by=cast.teacher, publish_at=in_days(1), expires_at=None)


@pytest.mark.django_db
def test_a_time_that_passed_meanwhile_does_not_keep_her_from_setting_the_other(client: Client, cast: Cast) -> None:
    deck = set_times(make_deck(cast.teacher), publish=-1)
    assert deck.publish_at is not None
    client.force_login(cast.teacher)
    sent = {"publish_at": f"{deck.publish_at:%Y-%m-%dT%H:%M}", "expires_at": "2091-01-01T10:00"}
    assert client.post(address(deck), sent).status_code == 302
    before = deck.publish_at
    deck.refresh_from_db()
    assert (deck.publish_at, deck.expires_at is not None) == (before, True)


@pytest.mark.django_db
def test_a_time_is_taken_back(client: Client, cast: Cast) -> None:
    deck = approve(make_deck(cast.teacher), cast.reviewer, in_days(3))
    client.force_login(cast.teacher)
    page = client.post(address(deck, "content-unschedule"), follow=True).content.decode()
    assert "Nothing is published by itself now" in page
    deck.refresh_from_db()
    assert (deck.status, deck.publish_at) == (Status.APPROVED, None)
    assert verbs_of(deck)[-1] == ("unschedule", "approved", "approved")
    client.post(address(deck, "content-unschedule"))
    assert [verb for verb, _from, _to in verbs_of(deck)].count("unschedule") == 1


@pytest.mark.django_db
def test_set_before_review_it_keeps_approval_from_publishing_at_once(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    schedule_content(content=deck, by=cast.teacher, publish_at=in_days(3), expires_at=None)
    deck = approve(deck, cast.reviewer)
    assert (deck.status, deck.published_version) == (Status.APPROVED, None)
    set_times(deck, publish=-0.1)
    assert publish_due() == 1
    deck.refresh_from_db()
    assert (deck.status, deck.publish_at) == (Status.PUBLISHED, None)


@pytest.mark.django_db
def test_a_reviewers_time_comes_before_the_authors_end(cast: Cast) -> None:
    deck = set_times(make_deck(cast.teacher), expire=2)
    with pytest.raises(Refusal, match="out of the library before that time"):
        approve(deck, cast.reviewer, in_days(3))
    deck.refresh_from_db()
    assert (deck.status, deck.approved_version) == (Status.PENDING, None)


@pytest.mark.django_db
def test_a_time_that_passes_during_review_publishes_on_approval(cast: Cast) -> None:
    deck = set_times(make_deck(cast.teacher), publish=-1)
    assert publish_due() == 0
    assert approve(deck, cast.reviewer).status == Status.PUBLISHED


@pytest.mark.django_db
@pytest.mark.parametrize("days_late", [0, 0.5, 9])
def test_however_late_it_is_published_once(cast: Cast, days_late: float) -> None:
    deck = approve(make_deck(cast.teacher), cast.reviewer, in_days(1))
    keep_publishing_times(timestamp=0)
    deck.refresh_from_db()
    assert deck.status == Status.APPROVED
    later = timezone.now() + timedelta(days=1 + days_late)
    with mock.patch("django.utils.timezone.now", return_value=later):
        for _again in range(3):
            keep_publishing_times(timestamp=0)
    deck.refresh_from_db()
    assert (deck.status, deck.published_version, deck.published_at) == (Status.PUBLISHED, deck.approved_version, later)
    published = deck.transitions.filter(verb="publish").get()
    assert (published.by, published.from_status, published.to_status) == (None, "approved", "published")
    assert told(cast.teacher, events.PUBLISHED) == ["published"]


@pytest.mark.django_db
def test_a_newer_version_takes_the_place_of_the_one_before(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    first = deck.published_version
    document = replace(load_document(newest(deck)), title="Second edition")
    save_version(content=deck, document=document, by=cast.teacher, base_number=1)
    deck = approve(deck, cast.reviewer, in_days(1))
    assert (deck.status, deck.published_version) == (Status.APPROVED, first)
    set_times(deck, publish=-1)
    assert publish_due() == 1
    deck.refresh_from_db()
    assert (deck.status, deck.published_version) == (Status.PUBLISHED, deck.latest_version)


@pytest.mark.django_db
def test_a_time_for_the_next_version_leaves_the_one_that_students_see(cast: Cast) -> None:
    deck = set_times(publish(make_deck(cast.teacher), cast.reviewer), publish=-1)
    assert publish_due() == 0
    assert [verb for verb, _from, _to in verbs_of(deck)].count("publish") == 1


@pytest.mark.django_db
def test_what_is_not_approved_any_more_goes_back_to_its_author(cast: Cast) -> None:
    deck = approve(make_deck(cast.teacher), cast.reviewer, in_days(1))
    other = set_times(approve(make_deck(cast.teacher), cast.reviewer, in_days(1)), publish=-1)
    revoke(deck, cast.reviewer)
    set_times(deck, publish=-2)
    assert publish_due() == 2
    deck.refresh_from_db()
    other.refresh_from_db()
    assert (deck.status, deck.published_version, deck.publish_at) == (Status.CHANGES_REQUESTED, None, None)
    assert other.status == Status.PUBLISHED
    last = deck.transitions.order_by("at", "id").last()
    assert last is not None
    assert (last.verb, last.by) == ("refuse_publication", None)
    assert "not approved" in last.reason
    assert sorted(told(cast.teacher, events.PUBLISHED)) == ["published", "refused"]
    assert publish_due() == 0
    assert approve(deck, cast.reviewer).status == Status.PUBLISHED


@pytest.mark.django_db
def test_one_that_fails_keeps_no_other_waiting(cast: Cast) -> None:
    pieces = [
        set_times(approve(make_deck(cast.teacher, title=title), cast.reviewer, in_days(1)), publish=-1)
        for title in ("broken", "whole")
    ]

    def fail(**given: object) -> object:
        if getattr(given["content"], "title", "") == "broken":
            raise RuntimeError("the disk is full")
        return publish_version(**given)  # type: ignore[arg-type]

    with mock.patch.object(scheduling, "publish_version", fail):
        assert publish_due() == 1
    for content in pieces:
        content.refresh_from_db()
    assert [content.status for content in pieces] == [Status.APPROVED, Status.PUBLISHED]
    assert publish_due() == 1


@pytest.mark.django_db
def test_what_is_withdrawn_or_archived_is_not_published_by_the_clock(cast: Cast) -> None:
    gone, away = (approve(make_deck(cast.teacher), cast.reviewer, in_days(1)) for _ in range(2))
    withdraw_published(content=gone, by=cast.reviewer, reason="Wrong.")
    archive_content(content=away, by=cast.teacher)
    with mock.patch("django.utils.timezone.now", return_value=in_days(2)):
        assert publish_due() == 0
    assert restore_content(content=away, by=cast.teacher).publish_at is None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_publish_each_piece_once() -> None:
    cast = make_cast()
    decks = [
        set_times(approve(make_deck(cast.teacher), cast.reviewer, in_days(1)), publish=-days) for days in range(1, 5)
    ]
    results = at_once(*[publish_due] * 4)
    publish_due()  # what one passed over, because another held it, comes next time
    assert not [result for result in results if isinstance(result, Exception)]
    for deck in decks:
        deck.refresh_from_db()
        assert deck.status == Status.PUBLISHED
        assert [verb for verb, _from, _to in verbs_of(deck)].count("publish") == 1
    assert told(cast.teacher, events.PUBLISHED) == ["published"] * 4


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_is_left_for_the_next_time() -> None:
    cast = make_cast()
    deck = set_times(approve(make_deck(cast.teacher), cast.reviewer, in_days(1)), publish=-1)
    with transaction.atomic():
        Content.objects.select_for_update().get(pk=deck.pk)
        assert at_once(publish_due) == [0]
    assert connection.in_atomic_block is False
    assert publish_due() == 1
