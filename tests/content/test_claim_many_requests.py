"""A long queue and many hands: no request is claimed twice, and none is lost."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from content.actions.claiming import claim_next_request, release_claim
from content.models import ReviewRequest, Transition
from tests.cast import make_cast
from tests.content.queue_help import make_queue
from tests.content.review_help import at_once
from tests.factories import UserFactory

HANDS, REQUESTS = 8, 200


def take_all(by: User) -> list[ReviewRequest]:
    """Claim the next one until none is left, as one reviewer."""
    taken = []
    while request := claim_next_request(by=by):
        taken.append(request)
    return taken


def take_all_but_some(by: User) -> tuple[Counter[str], int, int]:
    """The same, by one who lets every fifth go again and leaves every seventh until her claim expires: each at its
    first time. What was claimed how often, and how many were let go and how many expired."""
    taken: Counter[str] = Counter()
    released = expired = 0
    while request := claim_next_request(by=by):
        taken[str(request.pk)] += 1
        if sum(taken.values()) % 5 == 0 and released < 6:
            release_claim(request=request, by=by)
            released += 1
        elif sum(taken.values()) % 7 == 0 and expired < 4:
            over = timezone.now() - timedelta(seconds=1)
            ReviewRequest.objects.filter(pk=request.pk, claimed_by=by).update(claimed_until=over)
            expired += 1
    return taken, released, expired


@pytest.mark.django_db(transaction=True)
def test_eight_reviewers_empty_a_queue_of_200() -> None:
    requests = make_queue(make_cast().teacher, REQUESTS)
    people = [UserFactory.create(roles=[Role.REVIEWER]) for _number in range(HANDS)]
    results = at_once(*(lambda by=by: take_all(by) for by in people))
    taken = [request.pk for result in results for request in result]
    assert len(taken) == REQUESTS, "none is claimed twice"
    assert set(taken) == {request.pk for request in requests}, "none is lost"
    for person, result in zip(people, results, strict=True):
        assert set(ReviewRequest.objects.held_by(person)) == set(result)


@pytest.mark.django_db(transaction=True)
def test_what_is_let_go_or_expires_meanwhile_is_claimed_again() -> None:
    requests = make_queue(make_cast().teacher, REQUESTS)
    people = [UserFactory.create(roles=[Role.REVIEWER]) for _number in range(HANDS)]
    results = at_once(*(lambda by=by: take_all_but_some(by) for by in people))
    taken = sum((result[0] for result in results), Counter[str]())
    released, expired = (sum(result[place] for result in results) for place in (1, 2))
    assert released > HANDS, "several let go"
    assert expired > HANDS / 2, "several expired"
    assert set(taken) == {str(request.pk) for request in requests}
    assert sum(taken.values()) == REQUESTS + released + expired
    assert ReviewRequest.objects.open().unclaimed().count() == 0
    for request in requests:
        assert_one_after_the_other(request)


def assert_one_after_the_other(request: ReviewRequest) -> None:
    """The record of a request tells of a claim only where the one before was let go or has expired, and ends with the
    claim that holds."""
    told = list(Transition.objects.filter(request=request).order_by("at", "id").values_list("verb", "by"))
    request.refresh_from_db()
    assert told[-1] == ("claim", request.claimed_by_id)
    for (verb, by), (following, then_by) in pairwise(told):
        if following == "release":
            assert (verb, by) == ("claim", then_by)
