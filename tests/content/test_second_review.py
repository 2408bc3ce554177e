"""The blind second review: who is asked, what she sees, and what comes of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from content.access import can_repeat
from content.actions.claiming import claim_request, release_claim
from content.actions.deciding import Verdict, send_comments
from content.actions.repeating import (
    claim_next_second_review,
    claim_second_review,
    finish_second_review,
    keep_second_draft,
    release_second_review,
)
from content.actions.seconding import is_drawn
from content.models import (
    CommentThread,
    ItemApproval,
    ItemVerdict,
    ReviewDraft,
    ReviewPolicy,
    ReviewRequest,
    SecondReview,
    SecondVerdict,
    Transition,
)
from tests.cast import Cast, make_cast
from tests.content.review_help import also, at_once, waiting
from tests.content.second_help import (
    LIST,
    NEXT,
    Outcome,
    address,
    decided,
    draw_all,
    drawn,
    items_of,
    reviewed,
    sent,
    verdicts_for,
)
from tests.factories import UserFactory, make_quiz

pytestmark = pytest.mark.django_db
WRONG = Verdict.problem("The second option is right, too.", ItemVerdict.Fault.KEY)


def test_nothing_is_drawn_unless_staff_want_it(cast: Cast) -> None:
    reviewed(cast.teacher, cast.reviewer)
    assert not SecondReview.objects.exists()


def test_what_ends_is_drawn(cast: Cast) -> None:
    assert drawn(cast.teacher, cast.reviewer).request.decision.outcome == Outcome.APPROVE
    assert drawn(cast.teacher, cast.reviewer, WRONG).request.decision.outcome == Outcome.REQUEST_CHANGES


@pytest.mark.parametrize("percent", [0, 5, 20, 50, 100])
def test_the_lot_falls_as_often_as_staff_set_it(percent: int) -> None:
    requests = [ReviewRequest(pk=UUID(int=number * 7_919)) for number in range(10_000)]
    share = sum(is_drawn(request, percent) for request in requests) / 100
    assert abs(share - percent) <= (0 if percent in (0, 100) else 1.5)  # three standard deviations of the widest


def test_the_lot_is_the_same_whenever_it_is_cast_and_grows_with_the_share() -> None:
    requests = [ReviewRequest(pk=UUID(int=number)) for number in range(1_000)]
    few, many = ({request.pk for request in requests if is_drawn(request, percent)} for percent in (10, 30))
    assert few == {request.pk for request in requests if is_drawn(request, 10)}
    assert few < many


def others(cast: Cast) -> dict[str, User]:
    """Reviewers who may not repeat what Rina decided of Tamara's, by why."""
    return {"decided": cast.reviewer, "wrote it": also(cast.teacher, Role.REVIEWER)}


def test_who_had_a_part_is_not_asked(cast: Cast) -> None:
    spoke = UserFactory.create(roles=[Role.REVIEWER])
    draw_all()
    request = waiting(cast.teacher)
    claim_request(request=request, by=spoke)
    send_comments(request=request, by=spoke, comments={None: "What is this about?"})
    release_claim(request=request, by=spoke)
    decided(request, cast.reviewer)
    review = SecondReview.objects.get()
    for why, person in (others(cast) | {"wrote in a thread": spoke}).items():
        assert not can_repeat(person, review), why
        assert claim_next_second_review(by=person) is None, why
        with pytest.raises(PermissionDenied, match="had a part"):
            claim_second_review(review=review, by=person)
    assert claim_next_second_review(by=cast.second_reviewer) == review


def test_objects_and_rows_agree_on_who_may(cast: Cast) -> None:
    pieces = [drawn(cast.teacher, cast.reviewer), drawn(cast.colleague, cast.second_reviewer)]
    people = [*vars(cast).values(), also(cast.teacher, Role.REVIEWER)]
    allowed = 0
    for person in people:
        rows = set(SecondReview.objects.repeatable_by(person))
        assert rows == {review for review in pieces if can_repeat(person, review)}
        allowed += len(rows)
    assert allowed == 3  # each of two reviewers the other's, and Tamara, a reviewer too now, her colleague's


def test_two_hold_two_and_a_claim_runs_out(cast: Cast) -> None:
    first, second = drawn(cast.teacher, cast.reviewer), drawn(cast.teacher, cast.reviewer)
    third = UserFactory.create(roles=[Role.REVIEWER])
    assert claim_next_second_review(by=cast.second_reviewer) == first
    assert claim_next_second_review(by=third) == second
    with pytest.raises(WrongState, match="Rolf Example is reading this"):
        claim_second_review(review=first, by=third)
    SecondReview.objects.filter(pk=first.pk).update(claimed_until=first.drawn_at)
    assert claim_second_review(review=first, by=third).claimed_by == third
    release_second_review(review=first, by=third)
    assert claim_next_second_review(by=cast.second_reviewer) == first


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_different_ones() -> None:
    cast = make_cast()
    reviews = {drawn(cast.teacher, cast.reviewer, title=f"Quiz {number}").pk for number in range(6)}
    people = [UserFactory.create(roles=[Role.REVIEWER]) for _number in range(8)]
    taken = at_once(*(lambda by=by: claim_next_second_review(by=by) for by in people))
    assert {review.pk for review in taken if review} == reviews
    assert taken.count(None) == 2


def test_the_page_tells_nothing_of_the_first_review(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG, Verdict.fine())
    client.force_login(cast.second_reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    page = client.get(address(review)).content.decode()
    assert "Which gas do plants take in?" in page
    for told in ("Rina", "The second option is right", "Mend what is marked", "Changes requested", "Tamara"):
        assert told not in page, told
    assert page.count('name="verdict-') == 4 * 3  # every item is asked for, whatever the first said of it
    listed = client.get(reverse(LIST), {"state": "mine"}).content.decode()
    assert "Small quiz" in listed
    assert "Changes requested" not in listed


def test_whoever_reads_it_blind_does_not_see_the_first_review(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    claim_second_review(review=review, by=cast.second_reviewer)
    first = reverse("admin:content_reviewrequest_change", args=[review.request_id])
    client.force_login(cast.second_reviewer)
    refused = client.get(first)
    assert refused.status_code == 403
    assert "The second option is right" not in refused.content.decode()
    finish_second_review(review=review, by=cast.second_reviewer, outcome=Outcome.APPROVE, verdicts=verdicts_for(review))
    assert client.get(first).status_code == 200


def test_only_what_the_first_had_to_read_is_asked(client: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    reviewed(cast.teacher, cast.reviewer, Verdict.fine(), WRONG, content=quiz)
    review = drawn(cast.teacher, cast.reviewer, content=quiz)
    claim_second_review(review=review, by=cast.second_reviewer)
    client.force_login(cast.second_reviewer)
    page = client.get(address(review))
    assert len(page.context["sheet"].asked) == 1
    assert page.content.decode().count("Not to judge: approved before") == 3


def test_sending_it_changes_nothing_about_the_material(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    content, before = review.request.content, state_of(review)
    client.force_login(cast.second_reviewer)
    fields = sent(review, WRONG, outcome=Outcome.REQUEST_CHANGES, reason="The first has two right answers.")
    page = client.post(address(review), fields, follow=True)
    assert page.redirect_chain == [(address(review), 302)]
    review.refresh_from_db()
    assert (review.outcome, review.claimed_by, review.is_done) == (Outcome.REQUEST_CHANGES, cast.second_reviewer, True)
    assert state_of(review) == before
    first, *rest = SecondVerdict.objects.filter(review=review).order_by("item_version__entries__position")
    assert (first.verdict, first.faults, first.reason) == ("problem", ["key"], WRONG.reason)
    assert {verdict.verdict for verdict in rest} == {"fine"}
    (thread,) = CommentThread.objects.filter(content=content)
    assert (thread.is_problem, thread.item, thread.opened_by) == (
        True,
        items_of(review)[0].item,
        cast.second_reviewer,
    )
    html = page.content.decode()
    for shown in ("They differ", "Rina Example", "Rolf Example", "Answer key", "two right answers", "n = 4"):
        assert shown in html, shown


def state_of(review: SecondReview) -> tuple[Any, ...]:
    content = type(review.request.content).objects.get(pk=review.request.content_id)
    request = ReviewRequest.objects.get(pk=review.request_id)
    counted = [model.objects.count() for model in (ItemApproval, ItemVerdict, Transition)]
    return content.status, content.published_version_id, content.updated_at, request.state, request.closed_at, *counted


def test_a_problem_that_both_found_opens_no_thread_again(cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, WRONG)
    threads = CommentThread.objects.count()
    claim_second_review(review=review, by=cast.second_reviewer)
    finish_second_review(
        review=review,
        by=cast.second_reviewer,
        outcome=Outcome.REJECT,
        reason="No.",
        verdicts=verdicts_for(review, WRONG),
    )
    assert CommentThread.objects.count() == threads


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda _said: {"verdicts": {}}, "4 items have no verdict yet"),
        (lambda said: {"verdicts": dict(list(said.items())[1:])}, "1 item has no verdict yet"),
        (lambda _said: {"outcome": "reject"}, "Give a reason"),
        (lambda _said: {"outcome": "whatever"}, "Choose how you would have decided"),
        (lambda said: {"verdicts": {**said, next(iter(said)): WRONG}}, "You marked an item as a problem"),
        (lambda said: {"verdicts": {**said, next(iter(said)): Verdict("problem")}}, "Say what the problem is"),
    ],
)
def test_what_is_missing_is_said(cast: Cast, change: Callable[[Any], dict[str, Any]], sentence: str) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    said = verdicts_for(review)
    given: dict[str, Any] = {"outcome": Outcome.APPROVE, "verdicts": said} | change(said)
    with pytest.raises(Refusal, match=sentence):
        finish_second_review(review=review, by=cast.second_reviewer, **given)
    assert not SecondVerdict.objects.exists()


def test_the_page_says_what_is_missing_and_keeps_what_was_typed(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    client.force_login(cast.second_reviewer)
    fields = sent(review, Verdict("problem"), outcome="reject")
    _first, second, *_rest = items_of(review)
    del fields[f"verdict-{second.pk}"]
    fields[f"reason-{second.pk}"] = "Words that I typed."
    html = client.post(address(review), fields).content.decode()
    for shown in ("Say what the problem is.", "Give question 2 a verdict.", "Give a reason", "Words that I typed."):
        assert shown in html, shown
    assert not SecondVerdict.objects.exists()


def test_what_was_typed_is_kept_for_later(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    client.force_login(cast.second_reviewer)
    fields = sent(review, WRONG, outcome="", reason="Half a sentence")
    page = client.post(address(review, "draft"), fields, follow=True).content.decode()
    assert "What you typed is kept" in page
    assert "Half a sentence" in page
    assert WRONG.reason in page
    assert page.count("checked") >= 4 + 1  # the verdicts, and the fault
    saved = client.post(address(review, "draft"), fields, headers={"accept": "application/json"})
    assert set(saved.json()) == {"saved", "kept"}
    draft = ReviewDraft.objects.get()
    assert (draft.is_blind, draft.reviewer) == (True, cast.second_reviewer)
    assert "csrfmiddlewaretoken" not in draft.fields
    client.post(address(review), sent(review))
    assert not ReviewDraft.objects.exists()


def test_without_the_claim_it_waits(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    client.force_login(cast.second_reviewer)
    response = client.post(address(review), sent(review, WRONG, outcome="reject", reason="My long reason"))
    assert response.status_code == 409
    assert "My long reason" in response.content.decode()
    kept = client.post(address(review, "draft"), sent(review, outcome="reject", reason="My long reason"))
    assert kept.status_code == 302
    assert ReviewDraft.objects.get().fields["reason"] == ["My long reason"]
    again = sent(review) | {"claims_again": "on"}
    assert client.post(address(review), again).status_code == 302
    review.refresh_from_db()
    assert review.is_done


def test_what_is_done_is_done(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    late = UserFactory.create(roles=[Role.REVIEWER])
    said = verdicts_for(review)
    finish_second_review(review=review, by=cast.second_reviewer, outcome=Outcome.APPROVE, verdicts=said)
    for call in (claim_second_review, release_second_review):
        with pytest.raises(WrongState, match="already"):
            call(review=review, by=late)
    with pytest.raises(WrongState, match="already"):
        keep_second_draft(review=review, by=late, fields={})
    client.force_login(late)
    response = client.post(address(review), sent(review, WRONG, outcome="reject", reason="Too late, and typed"))
    assert response.status_code == 409
    assert "Too late, and typed" in response.content.decode()
    kept = client.post(address(review, "draft"), sent(review, outcome="reject", reason="Too late, and typed"))
    assert kept.status_code == 409
    assert "Too late, and typed" in kept.content.decode()


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_written_once() -> None:
    cast = make_cast()
    review = drawn(cast.teacher, cast.reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    given: dict[str, Any] = {"review": review, "by": cast.second_reviewer, "outcome": Outcome.APPROVE}
    given["verdicts"] = verdicts_for(review)
    results = at_once(*[lambda: finish_second_review(**given)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["SecondReview", "WrongState"]
    assert SecondVerdict.objects.count() == 4


@pytest.mark.parametrize("person", ["student", "teacher", "stranger", "staff", "operator"])
@pytest.mark.parametrize("page", ["change", "claim", "release", "draft", "next", "changelist"])
def test_the_role_is_needed(client: Client, cast: Cast, page: str, person: str) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    client.force_login(getattr(cast, person))
    urls = {"next": reverse(NEXT), "changelist": reverse(LIST)}
    url = urls.get(page) or address(review, page)
    assert (client.get(url) if page == "changelist" else client.post(url)).status_code == 403


@pytest.mark.parametrize("page", ["claim", "release", "draft", "next"])
def test_only_posts_change_anything(client: Client, cast: Cast, page: str) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    client.force_login(cast.second_reviewer)
    assert client.get(reverse(NEXT) if page == "next" else address(review, page)).status_code == 405


def test_the_way_through_the_pages(client: Client, cast: Cast) -> None:
    review = drawn(cast.teacher, cast.reviewer, title="Read me twice")
    client.force_login(cast.second_reviewer)
    page = client.get(reverse(LIST)).content.decode()
    assert "Read me twice" in page
    assert "Take the next one" in page
    assert f'href="{reverse("admin:content_reviewrequest_changelist")}" aria-current="page"' in page
    assert "Claim and read" in client.get(address(review)).content.decode()
    assert client.post(reverse(NEXT)).headers["Location"] == address(review)
    nothing = client.post(reverse(NEXT), follow=True).content.decode()
    assert "Nothing waits for you" in nothing
    assert "It waits for another reviewer" in client.post(address(review, "release"), follow=True).content.decode()
    client.post(address(review, "claim"))
    client.post(address(review), sent(review))
    done = client.get(reverse(LIST), {"state": "done"}).content.decode()
    assert "Read me twice" in done
    assert "n = 4" in done


def test_pages_cost_the_same_for_few_and_many(
    client: Client, cast: Cast, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    review = drawn(cast.teacher, cast.reviewer)
    client.force_login(cast.second_reviewer)
    claim_second_review(review=review, by=cast.second_reviewer)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(12) as page:
        client.get(address(review))
    with django_assert_max_num_queries(8) as few:
        client.get(reverse(LIST))
    for number in range(12):
        drawn(cast.teacher, cast.reviewer, title=f"Quiz {number}")
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(reverse(LIST))
    assert len(page.captured_queries) <= 12


def test_the_policy_of_now_holds(cast: Cast) -> None:
    draw_all()
    ReviewPolicy.objects.update(second_review_percent=0)
    reviewed(cast.teacher, cast.reviewer)
    assert not SecondReview.objects.exists()
