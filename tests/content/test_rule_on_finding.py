"""A reviewer rules on what study says against an item: keep it, with a reason, or ask for changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from accounts.refusals import Refusal
from accounts.roles import Role
from content import events
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.actions.finding import Found, report_findings
from content.actions.repeating import claim_second_review, finish_second_review
from content.actions.ruling import NotRuled
from content.actions.submitting import submit_content
from content.documents import load_items
from content.models import Content, ItemApproval, ItemFinding, ItemVerdict, ReviewRequest, SecondReview
from content.review.second import SecondSheet
from tests.cast import Cast
from tests.content.finding_help import REASON, doubt, item_of, quiz_that_students_see, request_of, rule
from tests.content.review_help import QUEUE, address, also, problem, sent, waiting
from tests.content.second_help import draw_all, verdicts_for
from tests.content.test_report_findings import reword
from tests.factories import choice, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    quiz = quiz_that_students_see(cast.teacher, cast.second_reviewer)
    doubt(quiz)
    return quiz


@pytest.fixture
def request_(cast: Cast, quiz: Content) -> ReviewRequest:
    return claim_request(request=request_of(quiz), by=cast.reviewer)


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


def keep(item_id: object, reason: str = REASON) -> dict[str, str]:
    return {f"verdict-{item_id}": "fine", f"reason-{item_id}": reason}


def test_the_finding_stands_first_and_the_item_asks_for_a_verdict(desk: Client, request_: ReviewRequest) -> None:
    page = desk.get(address(request_))
    first, *others = page.context["sheet"].items
    assert (first.is_accused, first.needs_verdict, first.is_folded) == (True, True, False)
    assert all(item.is_folded for item in others)
    shown = page.content.decode()
    for words in (
        "Reopened by evidence",
        "9 chose option B (“Oxygen”) and only 1 option A",
        "Approved, but study speaks against it",
        "Keep as it is",
        "Keep it: students go on seeing this version",
        "To read: 1 of 4",
        "Who chose what",
    ):
        assert words in shown, words
    assert "Reject: it does not fit" not in shown
    assert "I have read the other items" not in shown, "there is no other to read"


def test_she_keeps_it_with_a_reason(desk: Client, cast: Cast, quiz: Content, request_: ReviewRequest) -> None:
    item = item_of(quiz)
    seen, approvals = quiz.published_at, ItemApproval.objects.count()
    told = Notice.objects.filter(event=events.PUBLISHED).count()
    page = desk.post(address(request_), sent("approve") | keep(item.pk), follow=True)
    assert "stays as it is. Its author is told why." in page.content.decode()
    finding = ItemFinding.objects.get()
    assert (finding.state, finding.ruled_by, finding.reason) == ("kept", cast.reviewer, REASON)
    quiz.refresh_from_db()
    assert (quiz.status, quiz.published_version, quiz.published_at) == ("published", request_.version, seen)
    assert quiz.approved_version == request_.version
    assert ItemApproval.objects.count() == approvals
    assert Notice.objects.filter(event=events.PUBLISHED).count() == told
    (notice,) = Notice.objects.filter(event=events.DECIDED, details__what="approve_kept")
    assert notice.details["points"] == [{"about": item.heading, "label": "Kept as it is", "said": REASON}]
    verbs = list(quiz.transitions.order_by("at", "id").values_list("verb", flat=True))
    assert verbs[-4:] == ["reopen", "claim", "keep", "approve"]
    assert f"{item.heading}: {REASON}" == quiz.transitions.get(verb="keep").reason
    assert report_findings([Found(item.pk, finding.kind)]) == 0


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_keeping_it_needs_a_reason(desk: Client, quiz: Content, request_: ReviewRequest, reason: str) -> None:
    page = desk.post(address(request_), sent("approve") | keep(item_of(quiz).pk, reason))
    assert page.status_code == 200
    assert "Say why it stays as it is" in page.content.decode()
    with pytest.raises(Refusal, match="Say why each item stays"):
        decide_request(
            request=request_,
            by=request_.claimed_by,  # type: ignore[arg-type]
            outcome=Outcome.APPROVE,
            verdicts={item_of(quiz).pk: Verdict.keep(reason)},
        )
    assert ItemFinding.objects.get().is_open


def test_without_a_ruling_it_is_not_approved(desk: Client, cast: Cast, quiz: Content, request_: ReviewRequest) -> None:
    for more in ({}, {"others_fine": "on"}):
        page = desk.post(address(request_), sent("approve") | more)
        assert page.status_code == 409
        assert (
            "Study speaks against 1 item. Say that it stays, and why, or that it is a problem." in page.content.decode()
        )
    with pytest.raises(NotRuled):
        decide_request(request=request_, by=cast.reviewer, outcome=Outcome.APPROVE, others_fine=True)


def test_what_was_typed_stays_when_it_is_refused(desk: Client, quiz: Content, request_: ReviewRequest) -> None:
    item = item_of(quiz)
    page = desk.post(address(request_), {"reason": "Whole"} | keep(item.pk, "Because."))
    form = page.context["form"]
    assert (form[f"verdict-{item.pk}"].value(), form[f"reason-{item.pk}"].value()) == ("fine", "Because.")
    desk.post(address(request_, "draft"), {"reason": "Whole"} | keep(item.pk, "Because."))
    assert "Because." in desk.get(address(request_)).content.decode()


def test_she_asks_for_changes(desk: Client, quiz: Content, request_: ReviewRequest) -> None:
    item = item_of(quiz)
    desk.post(address(request_), sent("request_changes", reason="See the first.") | problem(item, "B is right."))
    quiz.refresh_from_db()
    assert (quiz.status, quiz.published_version) == ("changes_requested", request_.version)
    assert ItemFinding.objects.get().is_open
    assert ItemVerdict.objects.filter(item_version=item, verdict="problem").exists()


def test_keeping_one_holds_even_if_the_rest_goes_back(cast: Cast, quiz: Content) -> None:
    report_findings([Found(item_of(quiz, 1).pk, "too_hard")])
    rule(quiz, cast.reviewer, Outcome.REQUEST_CHANGES, item_0=Verdict.keep(REASON), item_1=Verdict.problem("Too hard."))
    states = dict(ItemFinding.objects.values_list("item_version", "state"))
    assert states == {item_of(quiz).pk: "kept", item_of(quiz, 1).pk: "open"}


def test_it_is_not_rejected_and_not_put_off(desk: Client, cast: Cast, quiz: Content, request_: ReviewRequest) -> None:
    page = desk.post(address(request_), sent("reject", reason="No.") | keep(item_of(quiz).pk))
    assert page.status_code == 200
    assert "Select a valid choice" in page.content.decode()
    with pytest.raises(Refusal, match="withdrawn in an emergency"):
        decide_request(request=request_, by=cast.reviewer, outcome=Outcome.REJECT, reason="No.")


def test_four_eyes_hold(client: Client, cast: Cast, quiz: Content) -> None:
    teacher = also(cast.teacher, Role.REVIEWER)
    with pytest.raises(PermissionDenied):
        rule(quiz, teacher)
    client.force_login(teacher)
    assert client.post(address(request_of(quiz)), sent("approve") | keep(item_of(quiz).pk)).status_code == 403
    for person, status in ((cast.student, 403), (cast.stranger, 403)):
        client.force_login(person)
        assert client.post(address(request_of(quiz)), sent("approve")).status_code in (302, status)
    assert ItemFinding.objects.get().is_open


def test_a_ruling_is_remembered_in_later_reviews(desk: Client, cast: Cast, quiz: Content) -> None:
    rule(quiz, cast.reviewer)
    reword(quiz, place=1, words="A whale is a mammal.")
    later = submit_content(content=quiz, by=cast.teacher)
    page = desk.get(address(later))
    first = page.context["sheet"].items[0]
    assert (first.is_accused, first.is_folded, len(first.found)) == (False, True, 1)
    shown = page.content.decode()
    assert "Kept by Rina Example on" in shown
    assert REASON in shown


def test_what_was_mended_and_comes_back_is_told(desk: Client, cast: Cast, quiz: Content) -> None:
    rule(quiz, cast.reviewer, Outcome.REQUEST_CHANGES, item_0=Verdict.problem("B is right."))
    reword(quiz)
    claim_request(request=submit_content(content=quiz, by=cast.teacher), by=cast.reviewer)
    rule(quiz, cast.reviewer, item_0=Verdict.fine())
    reword(quiz, words="Which gas do plants take in?")
    page = desk.get(address(submit_content(content=quiz, by=cast.teacher)))
    assert "Version 2 mended it on" in page.content.decode()


def test_it_is_not_approved_together_with_others(desk: Client, quiz: Content) -> None:
    page = desk.get(reverse("admin:content_reviewrequest_bulk"), {"request": str(request_of(quiz).pk)})
    assert "Study speaks against an item of it." in page.content.decode()


def test_the_queue_tells_and_filters_it(desk: Client, cast: Cast, quiz: Content) -> None:
    waiting(cast.teacher, content=make_quiz(cast.teacher, items=(choice("1 + 1?", "2", "3"),)))
    rows = desk.get(reverse(QUEUE)).context["page"].rows
    assert [(row.is_reopened, row.items_to_read) for row in rows] == [(True, 1), (False, 1)]
    assert "Reopened by evidence" in desk.get(reverse(QUEUE)).content.decode()
    rows = desk.get(reverse(QUEUE), {"origin": "evidence"}).context["page"].rows
    assert [row.content for row in rows] == [quiz]


def test_a_second_review_is_asked_the_same_and_told_nothing(client: Client, cast: Cast, quiz: Content) -> None:
    """She judges what study spoke against, whether the first reviewer said something of it or not."""
    draw_all()
    rule(quiz, cast.reviewer, Outcome.REQUEST_CHANGES, item_1=Verdict.comment("Said of the second."))
    review = SecondReview.objects.select_related("request__content", "request__version").get(request=request_of(quiz))
    assert list(SecondSheet(review).asked) == [item_of(quiz).pk, item_of(quiz, 1).pk]
    claim_second_review(review=review, by=cast.second_reviewer)
    client.force_login(cast.second_reviewer)
    shown = client.get(reverse("admin:content_secondreview_change", args=[review.pk])).content.decode()
    assert "Said of the second." not in shown
    finish_second_review(review=review, by=cast.second_reviewer, outcome=Outcome.APPROVE, verdicts=verdicts_for(review))
    assert ItemFinding.objects.get().is_open, "a second review changes nothing"


def test_the_page_costs_the_same_for_many(desk: Client, cast: Cast) -> None:
    costs = []
    for count in (1, 8):
        items = tuple(choice(f"{count} and {number}?", "1", "2") for number in range(8))
        quiz = quiz_that_students_see(cast.teacher, cast.second_reviewer, title=str(count), items=items)
        seen = load_items(quiz.published_version)  # type: ignore[arg-type]
        report_findings([Found(item.pk, "too_hard") for item in seen[:count]])
        request = claim_request(request=request_of(quiz), by=cast.reviewer)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address(request)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15
