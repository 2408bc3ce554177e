"""Claiming: who holds a request, for how long, and that two never do."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.refusals import WrongState
from accounts.roles import Role
from content.actions.claiming import claim_next_request, claim_request, release_claim
from content.actions.submitting import withdraw_submission
from content.models import ReviewRequest, Topic
from tests.cast import Cast, make_cast
from tests.content.review_help import QUEUE, address, also, at_once, let_claim_expire, waiting
from tests.factories import UserFactory, make_guide

NEXT = "admin:content_reviewrequest_next"


def holder(request: ReviewRequest) -> User | None:
    request.refresh_from_db()
    return request.claimed_by if request.is_claimed else None


def test_a_reviewer_claims_it_for_a_while(client: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    client.force_login(cast.reviewer)
    assert "Claim and review" in client.get(address(request)).content.decode()
    page = client.post(address(request, "claim"), follow=True)
    assert page.redirect_chain == [(address(request), 302)]
    assert holder(request) == cast.reviewer
    assert request.claimed_until is not None
    assert timedelta(0) <= timezone.now() + timedelta(hours=4) - request.claimed_until < timedelta(minutes=1)
    assert "you hold this, and nobody else can decide on it" in page.content.decode()
    assert "Send your decision" in page.content.decode()


def test_what_another_holds_can_be_read_only(client: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    claim_request(request=request, by=cast.second_reviewer)
    client.force_login(cast.reviewer)
    page = client.get(address(request)).content.decode()
    assert "Rolf Example is reviewing this" in page
    assert "Claim and review" not in page
    assert "Send your decision" not in page
    refused = client.post(address(request, "claim"), follow=True).content.decode()
    assert "Rolf Example is reviewing this. Take another from the queue." in refused
    assert holder(request) == cast.second_reviewer


def test_an_expired_claim_is_free_again(cast: Cast) -> None:
    request = waiting(cast.teacher)
    claim_request(request=request, by=cast.second_reviewer)
    let_claim_expire(request)
    claim_request(request=request, by=cast.reviewer)
    assert holder(request) == cast.reviewer


def test_letting_go(client: Client, cast: Cast) -> None:
    request = waiting(cast.teacher, title="Let me go")
    claim_request(request=request, by=cast.reviewer)
    client.force_login(cast.reviewer)
    page = client.post(address(request, "release"), follow=True)
    assert page.redirect_chain == [(reverse(QUEUE), 302)]
    assert "waits for another reviewer" in page.content.decode()
    assert holder(request) is None
    again = client.post(address(request, "release"), follow=True).content.decode()
    assert "You do not hold this request" in again


def test_nobody_lets_go_of_anothers(cast: Cast) -> None:
    request = waiting(cast.teacher)
    claim_request(request=request, by=cast.reviewer)
    with pytest.raises(WrongState):
        release_claim(request=request, by=cast.second_reviewer)
    assert holder(request) == cast.reviewer


def test_a_closed_request_cannot_be_claimed(cast: Cast) -> None:
    request = waiting(cast.teacher)
    withdraw_submission(content=request.content, by=cast.teacher)
    with pytest.raises(WrongState, match="closed already"):
        claim_request(request=request, by=cast.reviewer)


def test_the_next_one_is_the_oldest_that_is_free(client: Client, cast: Cast) -> None:
    held, first, second = (waiting(cast.teacher, title=title) for title in ("Held", "First", "Second"))
    claim_request(request=held, by=cast.second_reviewer)
    client.force_login(cast.reviewer)
    assert client.post(reverse(NEXT)).headers["Location"] == address(first)
    assert client.post(reverse(NEXT)).headers["Location"] == address(second)
    assert {holder(first), holder(second)} == {cast.reviewer}
    page = client.post(reverse(NEXT), follow=True)
    assert page.redirect_chain == [(reverse(QUEUE), 302)]
    assert "Nothing waits for you now" in page.content.decode()


def test_the_next_one_is_the_most_urgent(cast: Cast) -> None:
    now = timezone.now()
    usual, urgent, high = (waiting(cast.teacher, title=title) for title in ("Usual", "Urgent", "High"))
    ReviewRequest.objects.filter(pk=urgent.pk).update(priority=4, due_at=None)
    ReviewRequest.objects.filter(pk=high.pk).update(priority=3, due_at=now - timedelta(days=1))
    assert [claim_next_request(by=cast.reviewer) for _time in range(4)] == [urgent, high, usual, None]


def test_the_next_one_honours_the_filters(client: Client, cast: Cast) -> None:
    quiz = waiting(cast.teacher, title="Quiz")
    topic = Topic.objects.at_path("Science / Botany")
    guide = waiting(cast.teacher, content=make_guide(cast.teacher, topic=topic))
    client.force_login(cast.reviewer)
    below = f"{reverse(NEXT)}?topic={topic.parent_id}&state=overdue"
    assert client.post(below).headers["Location"] == address(guide)
    page = client.post(below, follow=True)
    assert page.redirect_chain == [(f"{reverse(QUEUE)}?state=overdue&topic={topic.parent_id}", 302)]
    assert "Nothing that fits your filters waits for you now." in page.content.decode()
    assert holder(quiz) is None


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("q=small+Tamara&kind=quiz&level=high_school&submitted=day&priority=2&quality=none", True),
        ("quality=high", False),
        ("quality=middle", False),
        ("priority=4", False),
        ("submitted=older", False),
        ("topic=none&kind=no-kind&priority=x", True),
        ("topic=%00&q=%00small", True),
    ],
)
def test_every_filter_can_stand_before_the_next_one(client: Client, cast: Cast, asked: str, is_there: bool) -> None:
    request = waiting(cast.teacher)
    client.force_login(cast.reviewer)
    response = client.post(f"{reverse(NEXT)}?{asked}")
    assert response.status_code == 302
    assert (holder(request) is not None) == is_there


def test_the_next_one_is_never_own_work(cast: Cast) -> None:
    waiting(cast.teacher)
    assert claim_next_request(by=also(cast.teacher, Role.REVIEWER)) is None


@pytest.mark.parametrize("page", ["claim", "release", "next"])
def test_only_posts_change_anything(client: Client, cast: Cast, page: str) -> None:
    request = waiting(cast.teacher)
    client.force_login(cast.reviewer)
    url = reverse(NEXT) if page == "next" else address(request, page)
    assert client.get(url).status_code == 405
    assert holder(request) is None


@pytest.mark.parametrize("person", ["student", "teacher", "stranger", "staff", "operator"])
@pytest.mark.parametrize("page", ["claim", "release", "next", "change"])
def test_the_role_is_needed(client: Client, cast: Cast, page: str, person: str) -> None:
    request = waiting(cast.teacher)
    client.force_login(getattr(cast, person))
    url = reverse(NEXT) if page == "next" else address(request, page)
    response = client.post(url)
    assert response.status_code == 403
    assert "Ask an administrator" in response.content.decode()
    assert holder(request) is None


def test_the_action_needs_the_role(cast: Cast) -> None:
    request = waiting(cast.teacher)
    for call in (lambda: claim_request(request=request, by=cast.staff), lambda: claim_next_request(by=cast.staff)):
        with pytest.raises(PermissionDenied):
            call()


def test_what_is_not_there_is_not_found(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    for page in ("change", "claim", "release"):
        url = reverse(f"admin:content_reviewrequest_{page}", args=[cast.reviewer.pk])
        assert client.post(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_claim_one_request_at_once() -> None:
    cast = make_cast()
    request = waiting(cast.teacher)
    people = [UserFactory(roles=[Role.REVIEWER]) for _number in range(8)]
    results = at_once(*(lambda by=by: claim_request(request=request, by=by) for by in people))
    winners = [result for result in results if isinstance(result, ReviewRequest)]
    losers = [result for result in results if isinstance(result, WrongState)]
    assert (len(winners), len(losers)) == (1, 7)
    assert holder(request) == winners[0].claimed_by
    assert all(f"{winners[0].claimed_by} is reviewing this" in loser.message for loser in losers)


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_take_the_next_one_at_once() -> None:
    cast = make_cast()
    requests = [waiting(cast.teacher, title=f"Quiz {number}") for number in range(5)]
    people = [UserFactory(roles=[Role.REVIEWER]) for _number in range(8)]
    results = at_once(*(lambda by=by: claim_next_request(by=by) for by in people))
    taken = [result.pk for result in results if isinstance(result, ReviewRequest)]
    assert sorted(taken) == sorted(request.pk for request in requests)
    assert results.count(None) == 3
