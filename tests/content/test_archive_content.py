"""An author puts a piece away and takes it out again: it has the state it had, and students find it as before."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import WrongState
from content.actions.archiving import archive_content, restore_content
from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import load_document
from content.models import Authorship, Content, ReviewDecision
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.content.studio_help import newest
from tests.factories import decide, make_deck, publish

Status = Content.Status


def address(content: Content, verb: str = "archive") -> str:
    return reverse(f"content:content-{verb}", args=[content.pk])


@pytest.mark.django_db
def test_what_is_published_leaves_the_library_and_comes_back(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher, title="Capitals"), cast.reviewer)
    client.force_login(cast.teacher)
    page = client.post(address(deck), follow=True).content.decode()
    assert "has left the library" in page
    assert "It is in the archive" in page
    assert address(deck, "restore") in page
    assert reverse("content:content-edit", args=[deck.pk]) not in page
    client.force_login(cast.student)
    assert "Capitals" not in client.get("/library/").content.decode()
    client.force_login(cast.teacher)
    assert (
        "students find it in the library again" in client.post(address(deck, "restore"), follow=True).content.decode()
    )
    client.force_login(cast.student)
    assert "Capitals" in client.get("/library/").content.decode()
    verbs = list(deck.transitions.order_by("at", "id").values_list("verb", "from_status", "to_status"))
    assert verbs[-2:] == [("archive", "published", "archived"), ("unarchive", "archived", "published")]


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", [ReviewDecision.Outcome.REQUEST_CHANGES, ReviewDecision.Outcome.REJECT])
def test_the_state_before_comes_back(cast: Cast, outcome: str) -> None:
    deck = decide(make_deck(cast.teacher), cast.reviewer, outcome, reason="Not yet.")
    before = deck.status
    for _twice in range(2):
        archive_content(content=deck, by=cast.teacher)
        assert restore_content(content=deck, by=cast.teacher).status == before


@pytest.mark.django_db
def test_a_draft_of_what_is_published_stays_a_draft(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    document = replace(load_document(newest(deck)), title="New")
    save_version(content=deck, document=document, by=cast.teacher, base_number=1)
    archive_content(content=deck, by=cast.teacher)
    assert deck not in Content.objects.studiable_by(cast.student)
    assert restore_content(content=deck, by=cast.teacher).status == Status.DRAFT
    assert deck in Content.objects.studiable_by(cast.student)


@pytest.mark.django_db
def test_what_was_archived_without_a_record_follows_from_what_students_saw(cast: Cast) -> None:
    draft, published = make_deck(cast.teacher), publish(make_deck(cast.teacher), cast.reviewer)
    Content.objects.update(status=Status.ARCHIVED)
    assert restore_content(content=draft, by=cast.teacher).status == Status.DRAFT
    assert restore_content(content=published, by=cast.teacher).status == Status.PUBLISHED


@pytest.mark.django_db
def test_the_wrong_state_is_refused(client: Client, cast: Cast) -> None:
    waiting, deck = make_deck(cast.teacher), make_deck(cast.teacher)
    submit_content(content=waiting, by=cast.teacher)
    client.force_login(cast.teacher)
    refused = client.post(address(waiting))
    assert refused.status_code == 409
    assert "Withdraw it first, then archive it." in refused.content.decode()
    assert client.post(address(deck, "restore")).status_code == 409
    client.post(address(deck))
    assert client.post(address(deck)).status_code == 409
    waiting.refresh_from_db()
    assert waiting.status == Status.PENDING
    with pytest.raises(WrongState, match="archived"):
        save_version(content=deck, document=load_document(newest(deck)), by=cast.teacher, base_number=1)


@pytest.mark.django_db
def test_the_owner_alone_archives(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    for person, status in ((cast.colleague, 404), (cast.student, 403), (cast.reviewer, 403)):
        client.force_login(person)
        assert client.post(address(deck)).status_code == status
    Authorship.objects.create(content=deck, author=cast.colleague, invited_by=cast.teacher, accepted_at=timezone.now())
    client.force_login(cast.colleague)
    assert client.post(address(deck)).status_code == 403
    assert address(deck) not in client.get(reverse("content:content-detail", args=[deck.pk])).content.decode()
    with pytest.raises(PermissionDenied):
        restore_content(content=deck, by=cast.colleague)
    client.force_login(cast.teacher)
    for verb in ("archive", "restore"):
        assert client.get(address(deck, verb)).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_archived_and_submitted_at_once() -> None:
    """Whoever comes first: what waits for review is not archived, what is archived does not wait."""
    cast = make_cast()
    deck = make_deck(cast.teacher)
    results = at_once(
        lambda: archive_content(content=deck, by=cast.teacher),
        lambda: submit_content(content=deck, by=cast.teacher),
    )
    assert [isinstance(result, WrongState) for result in results].count(True) == 1
    deck.refresh_from_db()
    assert (deck.status == Status.PENDING) == deck.review_requests.open().exists()
