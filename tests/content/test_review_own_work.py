"""Four eyes: nobody decides on what she owns, wrote or submitted, by any path."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from content.access import can_review
from content.actions.claiming import claim_next_request, claim_request, release_claim
from content.actions.deciding import Verdict, decide_request
from content.models import Content, ContentVersion, ReviewDecision, ReviewRequest
from tests.cast import Cast
from tests.content.review_help import address, also, items_of, sent, waiting

Outcome = ReviewDecision.Outcome


@pytest.fixture
def both(cast: Cast) -> User:
    """A teacher who reviews too."""
    return also(cast.teacher, Role.REVIEWER)


def test_the_page_says_who_has_to(client: Client, both: User) -> None:
    request = waiting(both)
    client.force_login(both)
    page = client.get(address(request)).content.decode()
    assert "This is your own work. Somebody else has to review it" in page
    assert "Claim and review" not in page
    assert "Send your decision" not in page


@pytest.mark.parametrize("page", ["claim", "release", "change"])
def test_posting_is_forbidden(client: Client, both: User, page: str) -> None:
    request = waiting(both)
    client.force_login(both)
    data = sent("approve", others_fine=True) | {"claims_again": "on"}
    response = client.post(address(request, page), data)
    assert response.status_code == 403
    assert "This is your own work. Somebody else has to review it." in response.content.decode()
    assert not ReviewDecision.objects.exists()
    assert Content.objects.get(pk=request.content_id).published_version is None


def test_the_actions_refuse(both: User) -> None:
    request = waiting(both)
    verdicts = {item.pk: Verdict.fine() for item in items_of(request)}
    for call in (
        lambda: claim_request(request=request, by=both),
        lambda: release_claim(request=request, by=both),
        lambda: decide_request(request=request, by=both, outcome=Outcome.APPROVE, verdicts=verdicts),
    ):
        with pytest.raises(PermissionDenied, match="your own work"):
            call()
    assert claim_next_request(by=both) is None


def test_even_an_administrator_of_everything_is_refused(cast: Cast, both: User) -> None:
    User.objects.filter(pk=both.pk).update(is_superuser=True)
    root = User.objects.get(pk=both.pk)
    with pytest.raises(PermissionDenied):
        claim_request(request=waiting(root), by=root)


def test_what_she_wrote_for_another_is_her_own_work(cast: Cast) -> None:
    """A later owner does not make it somebody else's: its writer still is the writer."""
    request = waiting(cast.teacher)
    Content.objects.filter(pk=request.content_id).update(owner=cast.colleague)
    ReviewRequest.objects.filter(pk=request.pk).update(submitted_by=cast.colleague)
    request = ReviewRequest.objects.get(pk=request.pk)
    for author in (also(cast.teacher, Role.REVIEWER), also(cast.colleague, Role.REVIEWER)):
        assert not can_review(author, request)
        assert request not in ReviewRequest.objects.reviewable_by(author)
        assert request in ReviewRequest.objects.authored_by(author)
    assert can_review(cast.reviewer, request)


@pytest.mark.parametrize("role", ["owner", "submitter", "writer"])
def test_the_database_has_the_last_word(cast: Cast, role: str) -> None:
    request = waiting(cast.teacher)
    if role != "owner":
        Content.objects.filter(pk=request.content_id).update(owner=cast.colleague)
    if role == "writer":
        ReviewRequest.objects.filter(pk=request.pk).update(submitted_by=cast.colleague)
    if role == "submitter":
        version = ContentVersion.objects.create(
            content=request.content, number=2, title="By another", text="", created_by=cast.colleague
        )
        ReviewRequest.objects.filter(pk=request.pk).update(version=version)
    with pytest.raises(IntegrityError, match="nobody reviews their own work"), transaction.atomic():
        _insert_decision(request, cast.teacher)
    _insert_decision(request, cast.reviewer)
    assert ReviewDecision.objects.get().reviewer == cast.reviewer


def _insert_decision(request: ReviewRequest, reviewer: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO content_reviewdecision (id, request_id, reviewer_id, outcome, reason, decided_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'approve', '', now())",
            [request.pk, reviewer.pk],
        )
