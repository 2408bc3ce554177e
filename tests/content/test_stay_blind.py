"""Whoever may yet read a review a second time sees nothing of how it went, on no page, in no list and in no file."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.roles import Role
from content import events
from content.access import can_repeat, can_review
from content.actions.claiming import claim_next_request, claim_request, release_claim
from content.actions.deciding import Outcome, Verdict
from content.actions.repeating import claim_second_review, finish_second_review, release_second_review
from content.actions.submitting import submit_content
from content.models import ItemApproval, ReviewRequest, SecondReview
from content.review.second import SecondSheet
from tests.cast import Cast
from tests.content.publishing_help import revoke
from tests.content.review_help import QUEUE, also, waiting
from tests.content.review_help import address as page_of
from tests.content.second_help import decided, draw_all, drawn, items_of, reviewed, verdicts_for
from tests.factories import make_quiz

pytestmark = pytest.mark.django_db
SAID = "The second option is right, too."
WRONG = Verdict.problem(SAID)


def finish(review: SecondReview, by: User) -> None:
    claim_second_review(review=review, by=by)
    finish_second_review(review=review, by=by, outcome=Outcome.APPROVE, verdicts=verdicts_for(review))


def test_before_anybody_has_claimed_it(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    record = reverse("content:record", args=[review.request.content_id])
    told = [page_of(review.request), record, reverse("content:record-export", args=[review.request.content_id])]
    client.force_login(cast.second_reviewer)
    for url in told:
        refused = client.get(url)
        assert refused.status_code == 403, url
        assert SAID not in refused.content.decode()
        assert "blind" in refused.content.decode()
    for part in ("decided", "author"):
        listed = client.get(reverse(QUEUE), {"state": part})
        assert "Small quiz" not in listed.content.decode(), part
        assert not listed.context["counts"]["author"]
    told_of = Notice.objects.filter(recipient=cast.second_reviewer).values_list("event", flat=True)
    assert set(told_of) == {events.SUBMITTED}
    finish(review, cast.second_reviewer)
    for url in told:
        assert client.get(url).status_code == 200, url
    assert "Small quiz" in client.get(reverse(QUEUE), {"state": "decided"}).content.decode()


def test_letting_go_and_looking_does_not_help(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    claim_second_review(review=review, by=cast.second_reviewer)
    release_second_review(review=review, by=cast.second_reviewer)
    client.force_login(cast.second_reviewer)
    assert client.get(page_of(review.request)).status_code == 403
    claim_second_review(review=review, by=cast.second_reviewer)
    SecondReview.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert client.get(page_of(review.request)).status_code == 403


def test_those_who_had_a_part_see_it_as_ever(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    client.force_login(cast.reviewer)
    assert SAID in client.get(page_of(review.request)).content.decode()
    assert "Small quiz" in client.get(reverse(QUEUE), {"state": "author"}).content.decode()
    record = reverse("content:record", args=[review.request.content_id])
    for person in (cast.reviewer, cast.teacher, cast.staff):
        client.force_login(person)
        assert client.get(record).status_code == 200


def test_whoever_held_the_first_review_does_not_repeat_it(cast: Cast) -> None:
    draw_all()
    request = waiting(cast.teacher)
    release_claim(request=claim_request(request=request, by=cast.second_reviewer), by=cast.second_reviewer)
    decided(request, cast.reviewer)
    assert not can_repeat(cast.second_reviewer, SecondReview.objects.get())


def test_the_next_version_is_read_by_whoever_claims_it(client: Client, cast: Cast) -> None:
    """Its page tells what was said of the one before: to claim it is to leave that to somebody else."""
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    request = submit_content(content=review.request.content, by=cast.teacher)
    client.force_login(cast.second_reviewer)
    assert "Small quiz" in client.get(reverse(QUEUE)).content.decode()
    refused = client.get(page_of(request))
    assert refused.status_code == 403
    assert SAID not in refused.content.decode()
    assert page_of(request, "claim") in refused.content.decode()
    shown = client.post(page_of(request, "claim"), follow=True)
    assert SAID in shown.content.decode()
    assert not can_repeat(cast.second_reviewer, review)


def test_while_she_repeats_one_she_is_not_given_the_next(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    claim_second_review(review=review, by=cast.second_reviewer)
    request = submit_content(content=review.request.content, by=cast.teacher)
    assert claim_next_request(by=cast.second_reviewer) is None
    assert not can_review(cast.second_reviewer, request)
    assert request not in ReviewRequest.objects.reviewable_by(cast.second_reviewer)
    assert ReviewRequest.objects.counts_for(cast.second_reviewer)["waiting"] == 0
    with pytest.raises(PermissionDenied, match="a second time, blind"):
        claim_request(request=request, by=cast.second_reviewer)
    client.force_login(cast.second_reviewer)
    assert page_of(request, "claim") not in client.get(page_of(request)).content.decode()
    finish(review, cast.second_reviewer)
    assert claim_next_request(by=cast.second_reviewer) == request


def test_the_record_in_the_admin_is_silent_too(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    operator = also(cast.operator, Role.REVIEWER)
    record = reverse("admin:content_transition_changelist")
    client.force_login(operator)
    assert "Small quiz" not in client.get(record).content.decode()
    finish(review, operator)
    assert "Small quiz" in client.get(record).content.decode()


def test_an_approval_that_was_revoked_before_spares_nobody_a_verdict(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    first = reviewed(cast.teacher, cast.reviewer, Verdict.fine(), Verdict.fine(), WRONG, content=quiz)
    assert ItemApproval.objects.holding().filter(request=first).count() > 1
    revoke(quiz, cast.staff)
    review = drawn(cast.teacher, cast.reviewer, content=quiz)
    asked = SecondSheet(SecondReview.objects.get(pk=review.pk)).asked
    assert list(asked.values()) == [1, 3]
    assert len(items_of(review)) > len(asked)
