"""Two people decide on the same piece in the same moment, each on a connection of their own."""

import pytest

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.submitting import withdraw_submission
from content.models import Content, ItemApproval, ItemVersion, ReviewDecision, ReviewRequest, StepApproval, Transition
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once, items_of, let_claim_expire, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def approve(request: ReviewRequest, items: list[ItemVersion], by: User) -> ReviewDecision | StepApproval:
    verdicts = {item.pk: Verdict.fine() for item in items}
    return decide_request(request=request, by=by, outcome=ReviewDecision.Outcome.APPROVE, verdicts=verdicts)


def make_request() -> tuple[Cast, ReviewRequest, list[ItemVersion]]:
    cast = make_cast()
    request = waiting(cast.teacher)
    return cast, request, items_of(request)


def published_once(request: ReviewRequest) -> bool:
    content = Content.objects.get(pk=request.content_id)
    record = Transition.objects.filter(content=content, verb="publish").count()
    return (content.status, content.published_version_id, record) == ("published", request.version_id, 1)


def test_two_reviewers_approve_at_once() -> None:
    """Each claims what she believes is free, then approves: one has done it, the other is told."""
    cast, request, items = make_request()

    def claim_and_approve(by: User) -> ReviewDecision | StepApproval:
        claim_request(request=request, by=by)
        return approve(request, items, by)

    people = (cast.reviewer, cast.second_reviewer)
    results = at_once(*(lambda by=by: claim_and_approve(by) for by in people))
    decisions = [result for result in results if isinstance(result, ReviewDecision)]
    (loser,) = [result for result in results if isinstance(result, WrongState)]
    assert len(decisions) == ReviewDecision.objects.count() == 1
    assert "is reviewing this" in loser.message or "closed already" in loser.message
    assert published_once(request)
    assert ItemApproval.objects.count() == len(items)


def test_the_same_decision_sent_twice_at_once() -> None:
    cast, request, items = make_request()
    claim_request(request=request, by=cast.reviewer)
    results = at_once(*[lambda: approve(request, items, cast.reviewer)] * 2)
    (loser,) = [result for result in results if not isinstance(result, ReviewDecision)]
    assert isinstance(loser, WrongState)
    assert "closed already" in loser.message
    assert published_once(request)


def test_an_expired_claim_against_the_one_who_took_over() -> None:
    cast, request, items = make_request()
    claim_request(request=request, by=cast.reviewer)
    let_claim_expire(request)
    claim_request(request=request, by=cast.second_reviewer)
    results = at_once(
        lambda: approve(request, items, cast.reviewer), lambda: approve(request, items, cast.second_reviewer)
    )
    assert isinstance(results[0], WrongState)
    assert isinstance(results[1], ReviewDecision)
    assert published_once(request)


@pytest.mark.parametrize("attempt", range(3))
def test_approving_while_the_author_withdraws(attempt: int) -> None:
    """Whoever comes first wins, and the other gets a sentence: never both, never neither."""
    cast, request, items = make_request()
    claim_request(request=request, by=cast.reviewer)
    content = request.content
    decided, withdrawn = at_once(
        lambda: approve(request, items, cast.reviewer),
        lambda: withdraw_submission(content=content, by=cast.teacher),
    )
    request.refresh_from_db()
    if isinstance(decided, ReviewDecision):
        assert isinstance(withdrawn, WrongState)
        assert request.state == ReviewRequest.State.DECIDED
        assert published_once(request)
    else:
        assert isinstance(decided, WrongState)
        assert isinstance(withdrawn, Content)
        assert request.state == ReviewRequest.State.WITHDRAWN
        assert Content.objects.get(pk=content.pk).published_version is None
        assert not ReviewDecision.objects.exists()


def test_two_pieces_are_approved_at_once_without_waiting_for_each_other() -> None:
    cast, request, items = make_request()
    other = waiting(cast.colleague, title="Another quiz")
    other_items = items_of(other)
    claim_request(request=request, by=cast.reviewer)
    claim_request(request=other, by=cast.second_reviewer)
    results = at_once(
        lambda: approve(request, items, cast.reviewer), lambda: approve(other, other_items, cast.second_reviewer)
    )
    assert all(isinstance(result, ReviewDecision) for result in results)
    assert published_once(request)
    assert published_once(other)
