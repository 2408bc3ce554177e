"""A piece leaves the library by itself when its time is over."""

import pytest
from django.test import Client

from content import events
from content.actions.archiving import archive_content, restore_content
from content.actions.publishing import publish_content
from content.actions.scheduling import expire_due, publish_due
from content.models import Content
from content.tasks import keep_publishing_times
from tests.cast import Cast, make_cast
from tests.content.publishing_help import address, approve, in_days, piece, set_times, told, verbs_of
from tests.content.review_help import at_once
from tests.factories import make_deck, publish

Status = Content.Status


@pytest.mark.django_db
@pytest.mark.parametrize("days_late", [0, 12])
def test_its_time_is_over(client: Client, cast: Cast, days_late: int) -> None:
    deck = set_times(publish(make_deck(cast.teacher), cast.reviewer), expire=1)
    keep_publishing_times(timestamp=0)
    client.force_login(cast.student)
    assert client.get(piece(deck)).status_code == 200
    set_times(deck, expire=-days_late)
    for _again in range(3):
        keep_publishing_times(timestamp=0)
    assert client.get(piece(deck)).status_code == 404
    deck.refresh_from_db()
    assert (deck.status, deck.published_version, deck.expires_at) == (Status.APPROVED, None, None)
    expired = deck.transitions.get(verb="expire")
    assert (expired.by, expired.from_status, expired.to_status) == (None, "published", "approved")
    assert told(cast.teacher, events.PUBLISHED) == ["expired"]
    assert publish_content(content=deck, by=cast.teacher).status == Status.PUBLISHED


@pytest.mark.django_db
def test_it_is_set_on_the_page(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.teacher)
    page = client.post(address(deck), {"publish_at": "", "expires_at": "2091-06-30T12:00"}, follow=True)
    assert "30 June 2091, 12:00" in page.content.decode()
    assert verbs_of(deck)[-1] == ("schedule", "published", "published")


@pytest.mark.django_db
def test_what_should_have_come_and_gone_meanwhile_never_comes(cast: Cast) -> None:
    deck = set_times(approve(make_deck(cast.teacher), cast.reviewer, in_days(1)), publish=-9, expire=-2)
    assert publish_due() == 0
    keep_publishing_times(timestamp=0)
    deck.refresh_from_db()
    assert (deck.status, deck.publish_at, deck.expires_at) == (Status.APPROVED, None, None)
    assert [verb for verb, _from, _to in verbs_of(deck)][-1] == "expire"


@pytest.mark.django_db
def test_a_draft_of_it_stays_a_draft_and_one_that_nobody_sees_is_left_alone(cast: Cast) -> None:
    seen, unseen = publish(make_deck(cast.teacher), cast.reviewer), make_deck(cast.teacher)
    Content.objects.filter(pk=seen.pk).update(status=Status.DRAFT)
    set_times(seen, expire=-1)
    set_times(unseen, expire=-1)
    assert expire_due() == 1
    seen.refresh_from_db()
    assert (seen.status, seen.published_version) == (Status.DRAFT, None)
    assert verbs_of(unseen) == [("create", "", "draft")]


@pytest.mark.django_db
def test_in_the_archive_too(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    archive_content(content=deck, by=cast.teacher)
    set_times(deck, expire=-1)
    assert restore_content(content=deck, by=cast.teacher).status == Status.APPROVED
    deck.refresh_from_db()
    assert deck.published_version is None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_it_down_once() -> None:
    cast = make_cast()
    deck = set_times(publish(make_deck(cast.teacher), cast.reviewer), expire=-1)
    results = at_once(*[expire_due] * 4)
    assert sorted(results) == [0, 0, 0, 1]
    assert [verb for verb, _from, _to in verbs_of(deck)].count("expire") == 1
    assert told(cast.teacher, events.PUBLISHED) == ["expired"]


@pytest.mark.django_db
def test_what_is_approved_after_its_time_is_not_shown_until_its_author_says_so(client: Client, cast: Cast) -> None:
    deck = set_times(make_deck(cast.teacher), publish=-9, expire=-2)
    approve(deck, cast.reviewer)
    keep_publishing_times(timestamp=0)
    deck.refresh_from_db()
    assert (deck.status, deck.published_version, deck.publish_at) == (Status.APPROVED, None, None)
    assert verbs_of(deck)[-1] == ("approve", "pending", "approved")
    assert told(cast.teacher, events.DECIDED) == ["approve_over"]
    assert publish_content(content=deck, by=cast.teacher).published_version == deck.latest_version
