"""An author shows students what is approved: when she likes, and never anything else."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.refusals import WrongState
from content import events
from content.actions.drafting import save_version
from content.actions.publishing import publish_content, unpublish_content
from content.actions.withdrawing import withdraw_published
from content.documents import load_document
from content.models import Authorship, Content
from tests.cast import Cast, make_cast
from tests.content.publishing_help import (
    address,
    approve,
    approve_and_wait,
    in_days,
    piece,
    revoke,
    set_times,
    told,
    verbs_of,
)
from tests.content.review_help import at_once
from tests.content.studio_help import newest
from tests.factories import QUESTIONS, make_deck, make_quiz, publish

Status = Content.Status


def retitle(content: Content, title: str) -> Content:
    """A newer version, not approved."""
    version = newest(content)
    document = replace(load_document(version), title=title)
    save_version(content=content, document=document, by=content.owner, base_number=version.number)
    content.refresh_from_db()
    return content


@pytest.mark.django_db
def test_what_waits_is_published_with_one_press(client: Client, cast: Cast) -> None:
    deck = approve_and_wait(make_deck(cast.teacher, title="Capitals"), cast.reviewer)
    client.force_login(cast.teacher)
    assert "It is published when you say so." in client.get(address(deck)).content.decode()
    page = client.post(address(deck, "content-publish"), follow=True).content.decode()
    assert "is published: students find it now" in page
    deck.refresh_from_db()
    assert (deck.status, deck.published_version) == (Status.PUBLISHED, deck.approved_version)
    assert verbs_of(deck)[-1] == ("publish", "approved", "published")
    client.force_login(cast.student)
    assert "Capitals" in client.get("/library/").content.decode()


@pytest.mark.django_db
def test_the_author_goes_on_writing_meanwhile(cast: Cast) -> None:
    deck = retitle(approve_and_wait(make_deck(cast.teacher, title="Approved"), cast.reviewer), "Not read by anybody")
    publish_content(content=deck, by=cast.teacher)
    deck.refresh_from_db()
    assert deck.status == Status.DRAFT
    assert deck.published_version is not None
    assert deck.published_version.title == "Approved"


@pytest.mark.django_db
def test_other_authors_are_told_and_who_did_it_is_not(cast: Cast) -> None:
    deck = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    Authorship.objects.create(content=deck, author=cast.colleague, invited_by=cast.teacher, accepted_at=timezone.now())
    publish_content(content=deck, by=cast.teacher)
    assert told(cast.colleague, events.PUBLISHED) == ["published"]
    assert told(cast.teacher, events.PUBLISHED) == []


@pytest.mark.django_db
def test_the_wrong_state_is_refused(client: Client, cast: Cast) -> None:
    draft, seen = make_deck(cast.teacher), publish(make_deck(cast.teacher), cast.reviewer)
    away = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    Content.objects.filter(pk=away.pk).update(status=Status.ARCHIVED)
    client.force_login(cast.teacher)
    for content, sentence in ((draft, "is approved"), (seen, "approved version already"), (away, "Restore it first")):
        refused = client.post(address(content, "content-publish"))
        assert refused.status_code == 409
        assert sentence in refused.content.decode()
        assert client.get(address(content)).status_code == 200
    assert verbs_of(draft) == [("create", "", "draft")]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["content-publish", "content-unpublish", "content-unschedule"])
def test_the_owner_alone_decides(client: Client, cast: Cast, verb: str) -> None:
    deck = approve(make_deck(cast.teacher), cast.reviewer, in_days(3))
    Authorship.objects.create(content=deck, author=cast.colleague, invited_by=cast.teacher, accepted_at=timezone.now())
    client.force_login(cast.colleague)
    page = client.get(address(deck)).content.decode()
    assert "The owner decides when students see it" in page
    assert address(deck, verb) not in page
    assert client.post(address(deck, verb)).status_code == 403
    assert client.post(address(deck), {"publish_at": ""}).status_code == 403
    for person, status in ((cast.student, 403), (cast.reviewer, 403), (cast.staff, 403)):
        client.force_login(person)
        assert client.post(address(deck, verb)).status_code == status
    client.force_login(cast.teacher)
    assert client.get(address(deck, verb)).status_code == 405
    with pytest.raises(PermissionDenied):
        publish_content(content=deck, by=cast.reviewer)


@pytest.mark.django_db
def test_one_item_that_is_not_approved_any_more_is_enough_to_refuse(client: Client, cast: Cast) -> None:
    deck = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    revoke(deck, cast.reviewer)
    client.force_login(cast.teacher)
    page = client.get(address(deck)).content.decode()
    assert "1 item of version 1 is not approved any more" in page
    assert address(deck, "content-publish") not in page
    refused = client.post(address(deck, "content-publish"))
    assert refused.status_code == 409
    assert "not approved yet, so it cannot be published" in refused.content.decode()
    deck.refresh_from_db()
    assert (deck.status, deck.published_version) == (Status.APPROVED, None)


@pytest.mark.django_db
def test_what_was_unpublished_comes_back_with_one_press_unless_revoked(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    unpublish_content(content=deck, by=cast.teacher)
    assert publish_content(content=deck, by=cast.teacher).status == Status.PUBLISHED
    unpublish_content(content=deck, by=cast.teacher)
    revoke(deck, cast.reviewer)
    with pytest.raises(WrongState, match="not approved yet"):
        publish_content(content=deck, by=cast.teacher)


@pytest.mark.django_db
def test_an_end_that_has_passed_does_not_hold_for_what_is_published_now(cast: Cast) -> None:
    deck = set_times(approve_and_wait(make_deck(cast.teacher), cast.reviewer), expire=-2)
    assert publish_content(content=deck, by=cast.teacher).expires_at is None


@pytest.mark.django_db
def test_publishing_ends_a_withdrawal(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    withdraw_published(content=deck, by=cast.reviewer, reason="A mistake.")
    client.force_login(cast.student)
    assert client.get(piece(deck)).status_code == 410
    deck = approve(deck, cast.reviewer)
    assert (deck.status, deck.withdrawn_at, deck.withdrawn_by, deck.withdrawn_reason) == ("published", None, None, "")
    assert client.get(piece(deck)).status_code == 200


@pytest.mark.django_db
def test_the_page_costs_the_same_for_many_items(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    small = approve_and_wait(make_quiz(cast.teacher, items=QUESTIONS[:1]), cast.reviewer)
    large = approve_and_wait(make_deck(cast.teacher, cards=40), cast.reviewer)
    client.force_login(cast.teacher)
    counts = []
    for content in (small, large):
        with django_assert_max_num_queries(15) as queries:
            client.get(address(content))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_published_and_unpublished_at_once() -> None:
    """Each finds the piece as the other left it: never published twice, never half."""
    cast = make_cast()
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    results = at_once(
        lambda: unpublish_content(content=deck, by=cast.teacher),
        lambda: publish_content(content=deck, by=cast.teacher),
    )
    deck.refresh_from_db()
    assert isinstance(results[0], Content)
    if isinstance(results[1], WrongState):  # it came first, and students saw the version already
        assert (deck.status, deck.published_version) == (Status.APPROVED, None)
    else:
        assert (deck.status, deck.published_version) == (Status.PUBLISHED, deck.approved_version)
    assert verbs_of(deck)[-1][2] == deck.status


@pytest.mark.django_db(transaction=True)
def test_published_twice_at_once() -> None:
    cast = make_cast()
    deck = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    results = at_once(*[lambda: publish_content(content=deck, by=cast.teacher)] * 3)
    assert [isinstance(result, WrongState) for result in results].count(True) == 2
    assert [verb for verb, _from, _to in verbs_of(deck)].count("publish") == 1
