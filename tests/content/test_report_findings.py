"""Evidence opens a review again, or waits until it can; what is published without the wording is mended."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notice
from content import events
from content.actions.archiving import archive_content, restore_content
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.actions.drafting import save_version
from content.actions.finding import Found, reopen_waiting, report_findings
from content.actions.publishing import publish_content, unpublish_content
from content.actions.restoring import restore_version
from content.actions.reusing import reuse_items
from content.actions.submitting import submit_content, withdraw_submission
from content.actions.withdrawing import withdraw_published
from content.documents import load_document, load_items
from content.models import Content, ItemFinding, ReviewDecision, ReviewRequest, ReviewRule, Topic
from content.tasks import reopen_waiting as job
from tests.cast import Cast
from tests.content.finding_help import REASON, doubt, item_of, quiz_that_students_see, request_of, rule
from tests.content.studio_help import newest
from tests.factories import make_quiz, publish

pytestmark = pytest.mark.django_db
Status, State = Content.Status, ItemFinding.State


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return quiz_that_students_see(cast.teacher, cast.reviewer)


def reword(content: Content, place: int = 0, words: str = "Which gas do leaves take in?") -> None:
    """The next version asks something else at that place."""
    document = load_document(newest(content))
    items = list(document.items)
    items[place] = replace(items[place], data=items[place].data.model_copy(update={"stem": words}))
    changed = replace(document, items=tuple(items))
    save_version(content=content, document=changed, by=content.owner, base_number=newest(content).number)
    content.refresh_from_db()


def found(finding: ItemFinding) -> ItemFinding:
    finding.refresh_from_db()
    return finding


def test_a_review_opens_with_the_numbers_while_students_see_it(cast: Cast, quiz: Content) -> None:
    version = quiz.published_version
    finding = doubt(quiz)
    request = request_of(quiz)
    assert (quiz.status, quiz.published_version) == (Status.PENDING, version)
    assert (request.version, request.submitted_by, request.is_reopened) == (version, cast.teacher, True)
    assert (request.priority, request.state) == (ReviewRequest.Priority.HIGH, ReviewRequest.State.OPEN)
    assert "Study speaks against 1 item that students see." in request.note
    assert "9 chose option B (“Oxygen”) and only 1 option A" in request.note
    assert finding.request == request
    step = quiz.transitions.latest("at")
    assert (step.verb, step.by, step.from_status, step.to_status) == ("reopen", None, "published", "pending")
    assert step.reason == request.note


def test_it_is_reviewed_in_as_many_steps_as_the_rules_want(cast: Cast) -> None:
    topic = Topic.objects.at_path("Botany")
    quiz = quiz_that_students_see(cast.teacher, cast.reviewer, topic=topic)
    ReviewRule.objects.create(name="Twice", topic=topic)
    finding = doubt(quiz)
    rule(quiz, cast.reviewer)
    assert (request_of(quiz).step, found(finding).state) == (2, State.OPEN), "the last step rules"
    rule(quiz, cast.second_reviewer, item_0=Verdict.keep("They are to find out."))
    quiz.refresh_from_db()
    assert quiz.status == Status.PUBLISHED
    assert (found(finding).state, finding.ruled_by, finding.reason) == (
        State.KEPT,
        cast.second_reviewer,
        "They are to find out.",
    )


def test_all_that_is_found_at_once_is_one_review(quiz: Content) -> None:
    first, second = item_of(quiz), item_of(quiz, 1)
    pairs = [(first, "distractor"), (first, "too_hard"), (second, "too_hard")]
    assert report_findings([Found(item.pk, kind) for item, kind in pairs]) == 3
    assert quiz.review_requests.filter(state="open").count() == 1
    assert set(ItemFinding.objects.values_list("request", flat=True)) == {request_of(quiz).pk}
    assert Notice.objects.filter(event=events.EVIDENCE).count() == 1


def test_what_is_found_later_is_laid_before_the_same_review(quiz: Content) -> None:
    doubt(quiz)
    report_findings([Found(item_of(quiz, 1).pk, "too_hard")])
    assert quiz.review_requests.filter(state="open").count() == 1
    assert set(ItemFinding.objects.values_list("request", flat=True)) == {request_of(quiz).pk}
    whats = Notice.objects.filter(event=events.EVIDENCE).values_list("details__what", flat=True)
    assert sorted(whats) == ["in_review", "reopened"]


def test_an_open_review_of_the_same_wording_gets_it(cast: Cast, quiz: Content) -> None:
    reword(quiz, place=1, words="A whale is a mammal.")
    request = submit_content(content=quiz, by=cast.teacher)
    finding = doubt(quiz)
    assert finding.request == request
    claim_request(request=request, by=cast.reviewer)
    changed = load_items(request.version)[1]
    with pytest.raises(Exception, match="Study speaks against 1 item"):
        decide_request(
            request=request, by=cast.reviewer, outcome=Outcome.APPROVE, verdicts={changed.pk: Verdict.fine()}
        )
    rule(quiz, cast.reviewer, item_0=Verdict.keep(REASON), item_1=Verdict.fine())
    assert found(finding).state == State.KEPT
    assert quiz.published_version_id != Content.objects.get(pk=quiz.pk).published_version_id


def test_an_open_review_of_other_words_does_not_and_mends_it(cast: Cast, quiz: Content) -> None:
    old = quiz.published_version
    reword(quiz)
    request = submit_content(content=quiz, by=cast.teacher)
    finding = doubt(quiz)
    assert (finding.request, quiz.published_version) == (None, old)
    rule(quiz, cast.reviewer, item_0=Verdict.fine())
    assert (found(finding).state, finding.fixed_by) == (State.FIXED, request.version)
    assert finding.closed_at is not None


def test_while_it_is_edited_it_waits_for_the_next_submission(cast: Cast, quiz: Content) -> None:
    reword(quiz, place=1, words="A whale is a mammal.")
    finding = doubt(quiz)
    assert (quiz.status, finding.request) == (Status.DRAFT, None)
    assert reopen_waiting() == 0
    request = submit_content(content=quiz, by=cast.teacher)
    assert found(finding).request == request


def test_it_is_sent_back_mended_and_published(cast: Cast, quiz: Content) -> None:
    finding = doubt(quiz)
    rule(quiz, cast.reviewer, Outcome.REQUEST_CHANGES, item_0=Verdict.problem("The key is wrong."))
    quiz.refresh_from_db()
    assert (quiz.status, quiz.is_published, found(finding).state) == (Status.CHANGES_REQUESTED, True, State.OPEN)
    assert reopen_waiting() == 0
    reword(quiz)
    publish(quiz, cast.reviewer)
    assert (found(finding).state, finding.fixed_by) == (State.FIXED, quiz.published_version)
    restore_version(content=quiz, version=quiz.versions.get(number=1), by=cast.teacher, base_number=newest(quiz).number)
    publish(quiz, cast.reviewer)
    assert report_findings([Found(item_of(quiz).pk, "distractor")]) == 0, "never again for that wording"


def test_her_author_takes_it_back_to_mend_it_at_once(cast: Cast, quiz: Content) -> None:
    finding = doubt(quiz)
    withdraw_submission(content=quiz, by=cast.teacher)
    quiz.refresh_from_db()
    assert (quiz.status, quiz.is_published, found(finding).state) == (Status.DRAFT, True, State.OPEN)
    again = submit_content(content=quiz, by=cast.teacher)
    assert found(finding).request == again, "as it is, the reviewer decides"
    assert not again.is_reopened


def test_approved_for_later_it_waits_until_that_is_published(cast: Cast, quiz: Content) -> None:
    reword(quiz, place=1, words="A whale is a mammal.")
    request = claim_request(request=submit_content(content=quiz, by=cast.teacher), by=cast.reviewer)
    fine = {entry.pk: Verdict.fine() for entry in load_items(request.version)}
    later = timezone.now() + timedelta(days=1)
    decide_request(request=request, by=cast.reviewer, outcome=Outcome.APPROVE, verdicts=fine, publish_at=later)
    finding = doubt(quiz)
    assert (quiz.status, finding.request) == (Status.APPROVED, None)
    publish_content(content=quiz, by=cast.teacher)
    job(0)
    quiz.refresh_from_db()
    assert (quiz.status, found(finding).request) == (Status.PENDING, request_of(quiz))
    assert reopen_waiting() == 0
    whats = Notice.objects.filter(event=events.EVIDENCE).order_by("created_at").values_list("details__what", flat=True)
    assert list(whats) == ["", "reopened_later"]


def test_out_of_the_library_it_stays(cast: Cast, quiz: Content) -> None:
    reword(quiz, place=1, words="A whale is a mammal.")
    finding = doubt(quiz)
    unpublish_content(content=quiz, by=cast.teacher)
    assert found(finding).state == State.OPEN
    archive_content(content=quiz, by=cast.teacher)
    assert reopen_waiting() == 0
    restore_content(content=quiz, by=cast.teacher)
    assert found(finding).state == State.OPEN


@pytest.mark.parametrize("takes", ["unpublish", "withdraw"])
def test_what_was_taken_from_students_is_not_published_by_keeping_it(cast: Cast, quiz: Content, takes: str) -> None:
    doubt(quiz)
    if takes == "unpublish":
        unpublish_content(content=quiz, by=cast.teacher)
    else:
        withdraw_published(content=quiz, by=cast.staff, reason="It is unsafe.")
    rule(quiz, cast.reviewer)
    quiz.refresh_from_db()
    assert (quiz.status, quiz.published_version) == (Status.APPROVED, None)
    publish_content(content=quiz, by=cast.teacher)
    quiz.refresh_from_db()
    assert quiz.status == Status.PUBLISHED


def test_an_item_in_several_pieces_is_found_where_it_comes_from(cast: Cast, quiz: Content) -> None:
    other = make_quiz(cast.teacher, title="Other", items=())
    reuse_items(content=other, items=[item_of(quiz).item_id], by=cast.teacher)
    publish(other, cast.reviewer)
    finding = doubt(quiz)
    assert finding.content == quiz
    other.refresh_from_db()
    assert other.status == Status.PUBLISHED


def test_the_database_has_the_last_word(cast: Cast, quiz: Content) -> None:
    finding = doubt(quiz)
    kept = {"state": State.KEPT, "closed_at": timezone.now(), "reason": "So."}
    rows = ItemFinding.objects.filter(pk=finding.pk)
    forbidden = [
        lambda: rows.update(**kept, ruled_by=cast.teacher),
        lambda: rows.update(kind="other"),
        rows.delete,
        lambda: ItemFinding.objects.create(
            item_version=finding.item_version, content=quiz, kind=finding.kind, found_at=timezone.now()
        ),
        lambda: ReviewDecision.objects.create(
            request=request_of(quiz), reviewer=cast.reviewer, outcome=Outcome.APPROVE
        ),
    ]
    for write in forbidden:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    rows.update(**kept, ruled_by=cast.reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=State.OPEN, closed_at=None, ruled_by=None, reason="")
