"""Counting goes on beside students, graders and itself: nothing is counted twice, nothing is lost, nobody waits."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from content.actions.reusing import create_from_items
from content.models import Content
from progress import tasks
from progress.actions import counting
from progress.actions.attempting import start_attempt
from progress.actions.counting import count_attempts, take_turn
from progress.actions.grading import grade_response
from progress.models import CountedAttempt, ItemStatistics, QuizAttempt, Response
from progress.statistics.observing import observe
from tests.cast import Cast, make_cast
from tests.content.bank_help import items_of
from tests.factories import make_quiz, publish
from tests.progress.grading_help import essay
from tests.progress.statistics_help import CHOICES, finish, send, statistics_of, students, take
from tests.progress.study import each, entries_of
from tests.progress.textbook import assert_as_in_textbook
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def quiz_of(cast: Cast, *items: Any) -> Content:
    return publish(make_quiz(cast.teacher, items=items or CHOICES), cast.reviewer)


@contextmanager
def held(attempt: QuizAttempt) -> Iterator[None]:
    """Somebody else has the row of the attempt."""
    taken, let_go = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
            taken.set()
            let_go.wait(30)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    assert taken.wait(30)
    try:
        yield
    finally:
        let_go.set()
        holder.join()


def test_two_jobs_count_once() -> None:
    quiz = quiz_of(make_cast())
    for number, student in enumerate(students(6)):
        take(student, quiz, number % 3, 0, 1, number % 2)
    at_once(count_attempts, times=4)
    count_attempts()
    assert statistics_of(entries_of(quiz)[0]).count == 6
    assert_as_in_textbook()


def test_while_somebody_counts_nobody_else_does() -> None:
    cast = make_cast()
    quiz = quiz_of(cast)
    take(cast.student, quiz, 0, 0, 0, 0)
    with transaction.atomic():
        assert take_turn()
        assert at_once(count_attempts, times=1) == [set()]
    assert len(count_attempts()) == 4


def test_a_grade_beside_the_count_is_counted() -> None:
    cast = make_cast()
    quiz = quiz_of(cast, CHOICES[0], essay(points="4"))
    question = entries_of(quiz)[1]
    people = students(4)
    for student in people:
        attempt = start_attempt(student=student, content=quiz)
        send(attempt, {question.pk: {"text": ["Because."]}})
    count_attempts()
    works = [
        partial(grade_response, response=response, by=cast.teacher, points=Decimal(place))
        for place, response in enumerate(Response.objects.filter(item_version=question))
    ]
    at_once(each(*works, count_attempts, count_attempts), times=6)
    count_attempts()
    assert statistics_of(question).count == 4
    assert_as_in_textbook()


def test_what_somebody_holds_is_counted_later() -> None:
    cast = make_cast()
    quiz = quiz_of(cast)
    busy = take(cast.student, quiz, 0, 0, 0, 0)
    take(cast.classmate, quiz, 1, 1, 1, 1)
    with held(busy):
        assert len(count_attempts()) == 4
        assert statistics_of(entries_of(quiz)[0]).count == 1
    count_attempts()
    assert statistics_of(entries_of(quiz)[0]).count == 2
    assert_as_in_textbook()


def test_an_answer_stays_first_as_long_as_its_attempt_is_held() -> None:
    """Else it would stay so for good."""
    cast = make_cast()
    quiz = quiz_of(cast)
    other = create_from_items(title="Other", kind="quiz", items=items_of(quiz)[:2], by=cast.teacher).version.content
    other = publish(other, cast.reviewer)
    begun = start_attempt(student=cast.student, content=quiz)
    later = take(cast.student, other, 0, 0)
    count_attempts()
    finish(begun, 1, 1, 1, 1)
    with held(later):
        assert count_attempts() == set()
        assert QuizAttempt.objects.get(pk=begun.pk).to_count
    assert len(count_attempts()) == 4
    assert statistics_of(entries_of(quiz)[0]).facility == 0
    assert_as_in_textbook()


def test_one_that_fails_keeps_no_other_waiting(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    quiz = quiz_of(make_cast())
    attempts = [take(student, quiz, number % 2, 0, 0, 1) for number, student in enumerate(students(3))]
    broken = attempts[1].pk

    def fail(rows: Any, wordings: Any) -> Any:
        if broken in {row.pk for row in rows}:
            raise ValueError("this one cannot be read")
        return observe(rows, wordings)

    monkeypatch.setattr(counting, "observe", fail)
    with caplog.at_level(logging.ERROR):
        count_attempts()
    assert f"attempt {broken} could not be counted" in caplog.text
    assert set(CountedAttempt.objects.values_list("attempt_id", flat=True)) == {attempts[0].pk, attempts[2].pk}
    monkeypatch.undo()
    count_attempts()
    assert_as_in_textbook()


def test_batches_and_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = quiz_of(make_cast())
    for number, student in enumerate(students(5)):
        take(student, quiz, number % 3, 0, 1, number % 2)
    monkeypatch.setattr(counting, "BATCH", 2)
    assert len(count_attempts(batches=2)) == 4
    assert QuizAttempt.objects.filter(to_count=True).count() == 1
    tasks.count_attempts(timestamp=0)
    assert not QuizAttempt.objects.filter(to_count=True).exists()
    assert_as_in_textbook()


def test_nothing_counted_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all that was counted of a wording is taken out, its figures go, too."""
    cast = make_cast()
    quiz = quiz_of(cast)
    take(cast.student, quiz, 0, 0, 0, 0)
    count_attempts()
    monkeypatch.setattr(counting, "observe", lambda rows, _wordings: {row.pk: [] for row in rows})
    QuizAttempt.objects.update(to_count=True)
    assert len(count_attempts()) == 4
    assert not ItemStatistics.objects.exists()
