"""Evidence and people at the same moment, each on a connection of its own: the first holds, and nothing comes twice."""

from dataclasses import replace

import pytest

from accounts.models import Notice
from accounts.refusals import Refusal
from content import events
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.actions.drafting import save_version
from content.actions.finding import Found, reopen_waiting, report_findings
from content.actions.submitting import submit_content, withdraw_submission
from content.documents import load_document, load_items
from content.models import Content, ItemFinding, ReviewRequest
from tests.cast import Cast
from tests.content.finding_help import REASON, doubt, item_of, quiz_that_students_see, request_of
from tests.content.review_help import at_once
from tests.content.studio_help import newest
from tests.content.test_report_findings import reword

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return quiz_that_students_see(cast.teacher, cast.reviewer)


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_is_reported_at_once(quiz: Content, attempt: int) -> None:
    found = [Found(item_of(quiz).pk, "distractor"), Found(item_of(quiz, 1).pk, "too_hard")]
    counts = at_once(*(lambda: report_findings(found) for _time in range(3)))
    assert sorted(counts) == [0, 0, 2]
    assert ItemFinding.objects.count() == 2
    assert ReviewRequest.objects.filter(origin="evidence").count() == 1
    assert Notice.objects.filter(event=events.EVIDENCE).count() == 1


def test_different_things_are_reported_at_once(quiz: Content) -> None:
    def report(kind: str) -> int:
        return report_findings([Found(item_of(quiz).pk, kind)])

    assert at_once(lambda: report("distractor"), lambda: report("too_hard")) == [1, 1]
    assert set(ItemFinding.objects.values_list("request", flat=True)) == {request_of(quiz).pk}


def test_it_is_reported_while_its_author_submits(cast: Cast, quiz: Content) -> None:
    reword(quiz, place=1, words="A whale is a mammal.")
    item = item_of(quiz)
    submitted, counted = at_once(
        lambda: submit_content(content=quiz, by=cast.teacher), lambda: report_findings([Found(item.pk, "too_hard")])
    )
    assert counted == 1
    assert ItemFinding.objects.get().request == submitted, "whoever comes first"
    assert quiz.review_requests.filter(state="open").count() == 1


def test_it_is_reported_while_its_author_edits(cast: Cast, quiz: Content) -> None:
    """Either her version comes first, and it waits; or the review is open, and she is told to take it back."""
    document, number = load_document(newest(quiz)), newest(quiz).number
    changed = replace(document, summary="Another.")
    item = item_of(quiz)
    saved, counted = at_once(
        lambda: save_version(content=quiz, document=changed, by=cast.teacher, base_number=number),
        lambda: report_findings([Found(item.pk, "too_hard")]),
    )
    quiz.refresh_from_db()
    assert counted == 1
    request = ItemFinding.objects.get().request
    assert (quiz.status == "pending") == isinstance(saved, Refusal) == (request is not None)


def test_it_is_ruled_on_while_its_author_takes_it_back(cast: Cast, quiz: Content) -> None:
    doubt(quiz)
    request = claim_request(request=request_of(quiz), by=cast.reviewer)
    keep = {load_items(request.version)[0].pk: Verdict.keep(REASON)}
    ruled, taken = at_once(
        lambda: decide_request(request=request, by=cast.reviewer, outcome=Outcome.APPROVE, verdicts=keep),
        lambda: withdraw_submission(content=quiz, by=cast.teacher),
    )
    assert isinstance(ruled, Refusal) != isinstance(taken, Refusal)
    quiz.refresh_from_db()
    state = ItemFinding.objects.get().state
    assert (quiz.status, state) == (("draft", "open") if isinstance(ruled, Refusal) else ("published", "kept"))


def test_what_waits_is_opened_once(cast: Cast, quiz: Content) -> None:
    ItemFinding.objects.create(item_version=item_of(quiz), content=quiz, kind="too_hard", found_at=quiz.created_at)
    opened = at_once(reopen_waiting, reopen_waiting)
    assert sum(opened) == 1
    assert ReviewRequest.objects.filter(origin="evidence").count() == 1
    assert Notice.objects.filter(event=events.EVIDENCE, recipient=cast.teacher).count() == 1
