"""The work of a class from several sides at the same moment, over connections of their own."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from accounts.models import Notice
from accounts.refusals import Refusal
from progress.actions.assigning import assign, change_assignment, give_again, take_back
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.granting import Grant, grant_exception, withdraw_grant
from progress.actions.reminding import remind_unfinished, send_due_reminders
from progress.classes.briefs import Brief
from progress.models import (
    Assignment,
    AssignmentException,
    AssignmentReminder,
    ClassTeacher,
    QuizAttempt,
)
from tests.cast import Cast, make_cast
from tests.factories import make_guide, publish
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import now
from tests.together import together as all_together

pytestmark = pytest.mark.django_db(transaction=True)
together = partial(all_together, refusal=Refusal)


def make_world() -> tuple[Cast, Assignment]:
    """A class that two teach, with a quiz to do, once."""
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, attempts=1)
    classroom = make_class(cast.teacher, cast.student, cast.classmate)
    ClassTeacher.objects.create(classroom=classroom, teacher=cast.colleague, added_by=cast.teacher, added_at=now())
    return cast, give(classroom, quiz, attempts=1)


@pytest.mark.parametrize("times", range(3))
def test_two_teachers_give_the_same(times: int) -> None:
    cast, assignment = make_world()
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    made = together(
        *[
            lambda by=by: assign(classroom=assignment.classroom, content=guide, brief=Brief(now()), by=by)
            for by in (cast.teacher, cast.colleague)
        ]
    )
    assert sum(isinstance(each, Refusal) for each in made) == 1
    assert Assignment.objects.filter(content=guide).count() == 1
    assert Notice.objects.filter(event="work-given").count() == 2


def test_the_last_attempt_for_a_class_is_made_once() -> None:
    cast, assignment = make_world()

    def start_and_finish() -> object:
        attempt = start_attempt(student=cast.student, content=assignment.content, assignment=str(assignment.pk))
        return finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)

    together(*[start_and_finish] * 4)
    assert QuizAttempt.objects.filter(assignment=assignment).count() == 1
    assert QuizAttempt.objects.count() == 1


@pytest.mark.parametrize("times", range(4))
def test_taken_back_while_it_is_started(times: int) -> None:
    cast, assignment = make_world()
    started, _taken, _other = together(
        lambda: start_attempt(student=cast.student, content=assignment.content, assignment=str(assignment.pk)),
        lambda: take_back(assignment=assignment, by=cast.teacher),
        lambda: start_attempt(student=cast.classmate, content=assignment.content),
    )
    taken_at = Assignment.objects.get().removed_at
    assert taken_at is not None
    if isinstance(started, QuizAttempt):
        assert started.assignment == assignment
        assert started.started_at < taken_at
    else:
        assert not QuizAttempt.objects.filter(student=cast.student).exists()


@pytest.mark.parametrize("times", range(4))
def test_closed_while_it_is_started(times: int) -> None:
    """Whichever comes first: no attempt outlives the closing."""
    cast, assignment = make_world()
    closes_at = now() + timedelta(minutes=5)
    brief = Brief(assignment.opens_at, closes_at=closes_at)
    together(
        lambda: change_assignment(assignment=assignment, brief=brief, by=cast.teacher),
        *[
            lambda who=who: start_attempt(student=who, content=assignment.content)
            for who in (cast.student, cast.classmate)
        ],
    )
    assert {attempt.closes_at for attempt in QuizAttempt.objects.all()} == {closes_at}


def test_taken_back_and_given_again() -> None:
    cast, assignment = make_world()
    made = together(
        lambda: take_back(assignment=assignment, by=cast.teacher),
        lambda: take_back(assignment=assignment, by=cast.colleague),
    )
    assert sum(isinstance(each, Refusal) for each in made) == 1
    made = together(
        lambda: give_again(assignment=assignment, by=cast.teacher),
        lambda: assign(
            classroom=assignment.classroom, content=assignment.content, brief=Brief(now()), by=cast.colleague
        ),
    )
    assert sum(isinstance(each, Refusal) for each in made) == 1
    assert Assignment.objects.filter(removed_at__isnull=True).count() == 1


def test_two_exceptions_for_one_student() -> None:
    cast, assignment = make_world()

    def grant(attempts: int) -> Callable[[], object]:
        return lambda: grant_exception(
            assignment=assignment, student=cast.student, grant=Grant(attempts=attempts), reason="", by=cast.teacher
        )

    together(grant(2), grant(3), lambda: start_attempt(student=cast.student, content=assignment.content))
    exception = AssignmentException.objects.get()
    made = together(*[lambda: withdraw_grant(exception=exception, by=cast.teacher)] * 2)
    assert sum(isinstance(each, Refusal) for each in made) == 1


def test_reminders_are_sent_once() -> None:
    cast, assignment = make_world()
    Assignment.objects.update(due_at=now() + timedelta(hours=3))
    assert sum(sent for sent in together(*[send_due_reminders] * 4) if isinstance(sent, int)) == 2
    assert AssignmentReminder.objects.count() == Notice.objects.filter(event="work-due").count() == 2
    made = together(
        *[lambda by=by: remind_unfinished(assignment=assignment, by=by) for by in (cast.teacher, cast.colleague)]
    )
    assert sum(isinstance(each, Refusal) for each in made) == 1
    assert AssignmentReminder.objects.filter(by__isnull=False).count() == 2
