"""What follows from the figures of first answers: findings on what students see, once each."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.testing import InMemoryConnector

from accounts.models import Notice
from accounts.roles import Role
from content import events
from content.actions.publishing import unpublish_content
from content.documents import load_items
from content.models import Content, ItemFinding, ReviewPolicy
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.weighing import weigh, weigh_all
from progress.models import ItemStatistics
from progress.tasks import count_attempts
from tests.cast import Cast
from tests.content.finding_help import MISKEYED, SIZES, item_of, measure, quiz_that_students_see, request_of
from tests.factories import UserFactory
from tests.jobs import run_jobs
from tests.progress.study import entries_of, right_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return quiz_that_students_see(cast.teacher, cast.reviewer)


def test_a_fault_is_reported_with_its_numbers(quiz: Content) -> None:
    item = item_of(quiz)
    measure(item, discrimination=-0.3, options={"options": MISKEYED, "sizes": SIZES})
    assert weigh([item.pk]) == 2
    found = {finding.kind: finding for finding in ItemFinding.objects.all()}
    assert set(found) == {"low_discrimination", "distractor"}
    assert found["distractor"].numbers["option"]["label"] == "Oxygen"
    assert {finding.request for finding in found.values()} == {request_of(quiz)}, "one review for both"
    assert weigh([item.pk]) == 0


def test_what_is_sound_and_what_is_not_enough_reports_nothing(quiz: Content) -> None:
    first, second, third, fourth = load_items(quiz.published_version)  # type: ignore[arg-type]
    measure(first)
    measure(second, facility=0.0, count=29)
    measure(third, facility=None, discrimination=None)
    assert weigh([first.pk, second.pk, third.pk, fourth.pk]) == 0
    ReviewPolicy.objects.create(pk=1, enough_answers=20)
    assert weigh([first.pk, second.pk, third.pk, fourth.pk]) == 1


def test_all_answers_count_for_nothing_here(quiz: Content) -> None:
    row = measure(item_of(quiz), facility=0.0)
    ItemStatistics.objects.filter(pk=row.pk).update(is_first=False)
    assert weigh([row.item_version_id]) == 0


def test_what_students_do_not_see_raises_nothing(cast: Cast, quiz: Content) -> None:
    item = item_of(quiz)
    measure(item, facility=0.0)
    unpublish_content(content=quiz, by=cast.teacher)
    assert weigh([item.pk]) == 0


def test_it_costs_the_same_for_many(cast: Cast, quiz: Content) -> None:
    items = load_items(quiz.published_version)  # type: ignore[arg-type]
    for item in items:
        measure(item)
    costs = []
    for some in (items[:1], items):
        with CaptureQueriesContext(connection) as queries:
            assert weigh([item.pk for item in some]) == 0
        costs.append(len(queries))
    assert costs == [6, 6]  # four of them ask for the quality of the piece
    measure(items[0], facility=0.0)
    assert weigh([item.pk for item in items]) == 1
    with CaptureQueriesContext(connection) as known:
        assert weigh([item.pk for item in items]) == 0
    assert len(known) == 7, "what is known is looked up at once"


def test_all_is_weighed_by_night(quiz: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """In batches, and what staff changed their minds about among it."""
    monkeypatch.setattr("progress.actions.weighing.BATCH", 2)
    for item in load_items(quiz.published_version):  # type: ignore[arg-type]
        measure(item, facility=0.2)
    assert weigh_all() == 0
    ReviewPolicy.objects.create(pk=1, lowest_facility=0.25)
    assert weigh_all() == 4
    assert weigh_all() == 0


def test_the_job_reports_what_it_counts(cast: Cast, quiz: Content, jobs: InMemoryConnector) -> None:
    """From an attempt that is finished to a review that is open."""
    ReviewPolicy.objects.create(pk=1, enough_answers=10)
    wrong = entries_of(quiz)[0].pk
    for _number in range(10):
        attempt = start_attempt(student=UserFactory.create(roles=[Role.STUDENT]), content=quiz)
        answers = right_answers(attempt)
        del answers[wrong]
        finish_attempt(attempt=attempt, by=attempt.student, answers=answers, accepts_missing=True)
    count_attempts(0)
    run_jobs(jobs)
    found = {finding.kind: finding for finding in ItemFinding.objects.filter(item_version=wrong)}
    assert "too_hard" in found
    assert found["too_hard"].numbers["count"] == 10
    quiz.refresh_from_db()
    assert (quiz.status, request_of(quiz).is_reopened) == ("pending", True)


def test_its_authors_are_told_once(cast: Cast, quiz: Content, django_capture_on_commit_callbacks: Any) -> None:
    item = item_of(quiz)
    measure(item, facility=0.0)
    for _time in range(2):
        weigh([item.pk])
    (told,) = Notice.objects.filter(event=events.EVIDENCE)
    assert told.recipient == cast.teacher
    assert told.url == f"/studio/{quiz.pk}/#evidence"
    assert told.details["points"][0]["said"].startswith("Hardly anybody gets this right")
    (waits,) = Notice.objects.filter(event=events.SUBMITTED, details__what="evidence", recipient=cast.reviewer)
    assert waits.actor is None
