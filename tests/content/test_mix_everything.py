"""Everybody does everything to the same few pieces at once: nobody waits in a ring, and every rule of review holds."""

from collections import Counter
from itertools import pairwise

import pytest
from django.db.models import Exists, F

from accounts.models import Notice
from content import events
from content.models import (
    Content,
    ItemApproval,
    ReviewDecision,
    ReviewRequest,
    SecondReview,
    Transition,
    VersionItem,
)
from content.review.recipients import authors_of
from tests.content.mix_help import MOVES, Hand, set_stage
from tests.content.review_help import at_once

HANDS, CALLS = 8, 50
FREES = {"release", "approve_step", "approve", "request_changes", "reject", "withdraw"}  # a claim ends with it
State = ReviewRequest.State


@pytest.mark.django_db(transaction=True)
def test_eight_hands_leave_every_rule_whole() -> None:
    stage = set_stage()
    results = at_once(*(lambda seed=seed: Hand(seed, stage).work(CALLS) for seed in range(HANDS)))
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, "nothing breaks, and nobody waits in a ring"
    done = sum(results, Counter[str]())
    assert len(done) > len(MOVES) * 2 / 3, f"most of it was done: {done}"
    for content in Content.objects.all():
        assert_record_tells_all(content)
        assert_shown_is_approved(content)
    for request in ReviewRequest.objects.select_related("content"):
        assert_ended_once(request)
        assert_held_by_one(request)
    assert_four_eyes()


def assert_record_tells_all(content: Content) -> None:
    """Each step begins where the one before ended, the last where the piece is; it waits for review exactly while a
    request is open."""
    steps = list(content.transitions.order_by("at", "id").values_list("verb", "from_status", "to_status"))
    for (_before, _from, reached), (verb, left, _to) in pairwise(steps):
        assert left == reached, f"{verb} in {steps}"
    assert steps[-1][2] == content.status
    assert content.review_requests.open().count() == (content.status == Content.Status.PENDING)


def assert_shown_is_approved(content: Content) -> None:
    unapproved = VersionItem.objects.exclude(Exists(ItemApproval.objects.of("item_version__")))
    assert not unapproved.filter(version=content.published_version).exists()
    if content.published_version:
        assert ReviewDecision.objects.filter(request__version=content.published_version, outcome="approve").exists()


def assert_ended_once(request: ReviewRequest) -> None:
    """What was decided has one decision, one lot, and one notice for each author; nothing else has any."""
    ends = Transition.objects.filter(request=request, verb__in=["approve", "request_changes", "reject"]).count()
    drawn = SecondReview.objects.filter(request=request).count()
    told = Notice.objects.filter(event=events.DECIDED, key=f"decided:{request.pk}").values_list("recipient", flat=True)
    if request.state == State.DECIDED:
        assert (ends, drawn) == (1, 1)
        assert sorted(told) == sorted(authors_of(request.content))
    else:
        assert (ends, drawn, list(told)) == (0, 0, [])
    assert (request.state == State.OPEN) == (request.closed_at is None)
    assert request.step_approvals.count() == request.step - 1


def assert_held_by_one(request: ReviewRequest) -> None:
    """No claim begins before the one before has ended."""
    steps = list(Transition.objects.filter(request=request).order_by("at", "id").values_list("verb", "by"))
    holder = None
    for verb, by in steps:
        if verb == "claim":
            assert holder is None, steps
            holder = by
        elif verb in FREES:
            holder = None
    assert request.claimed_by_id == holder


def assert_four_eyes() -> None:
    """Whoever approves an item decided on its request, in the last step, and is no author; nobody takes both steps."""
    for approval in ItemApproval.objects.select_related("request__decision", "request__content"):
        assert approval.request.step == approval.request.steps
        assert approval.approved_by_id == approval.request.decision.reviewer_id
        assert approval.approved_by_id not in authors_of(approval.request.content)
    for request in ReviewRequest.objects.filter(decision__isnull=False).select_related("decision"):
        assert not request.step_approvals.filter(reviewer=request.decision.reviewer_id).exists()
    same = SecondReview.objects.done().filter(claimed_by=F("request__decision__reviewer"))
    assert not same.exists()
