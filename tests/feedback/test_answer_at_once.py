"""Two who answer, publish or write at the same moment, over two connections."""

from functools import partial

import pytest

from accounts.models import Notice
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.submitting import submit_content
from content.documents import load_items
from feedback.actions.answering import decline_feedback, promise_version, take_answer_back
from feedback.events import ANSWERED
from feedback.models import ContentFeedback
from tests.cast import Cast, make_cast
from tests.factories import make_quiz, publish
from tests.feedback.sayings import report, reword
from tests.progress.study import each
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def reported() -> tuple[Cast, ContentFeedback]:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    return cast, report(quiz, cast.student)


def test_one_of_two_answers_holds() -> None:
    cast, said = reported()
    declines = partial(decline_feedback, content=said.content, feedback=[said.pk], by=cast.teacher, reason="No.")
    at_once(declines, times=3)
    assert Notice.objects.filter(event=ANSWERED).count() == 1


def test_an_answer_is_taken_back_once() -> None:
    cast, said = reported()
    promise_version(content=said.content, feedback=[said.pk], number=2, by=cast.teacher)
    outcomes = at_once(lambda: take_answer_back(feedback=said, by=cast.teacher))
    assert sum(isinstance(outcome, ContentFeedback) for outcome in outcomes) == 1


def test_one_report_is_open() -> None:
    cast, said = reported()
    at_once(lambda: report(said.content, cast.student, text="Once more."), times=3)
    assert ContentFeedback.objects.count() == 1


def test_promising_while_it_is_published_closes_it_either_way() -> None:
    cast, said = reported()
    content = said.content
    reword(content)
    request = claim_request(request=submit_content(content=content, by=cast.teacher), by=cast.reviewer)
    verdicts = {entry.pk: Verdict.fine() for entry in load_items(request.version)}
    approve = partial(decide_request, request=request, by=cast.reviewer, outcome="approve", verdicts=verdicts)
    promise = partial(promise_version, content=content, feedback=[said.pk], number=2, by=cast.teacher)
    at_once(each(approve, promise))
    said.refresh_from_db()
    assert said.status == "addressed"
    assert Notice.objects.filter(event=ANSWERED).count() == 1
