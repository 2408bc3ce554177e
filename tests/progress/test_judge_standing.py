"""How far students are with what they were given: one function says it for all pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.grading import grade_response
from progress.actions.reading import mark_read
from progress.classes.standing import Standing, State, standings
from progress.models import Assignment, AssignmentException, QuizAttempt, Response
from tests.cast import Cast
from tests.factories import QUESTIONS, item, make_deck, make_guide, publish
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, later, now, right_answers


def of(assignment: Assignment, student: User) -> Standing:
    return standings([assignment], [student])[assignment.pk, student.pk]


def take(student: User, quiz: Content, right: int, assignment: Assignment | None) -> QuizAttempt:
    """An attempt with so many of four questions right, under the assignment or outside of any."""
    attempt = start_attempt(student=student, content=quiz)
    QuizAttempt.objects.filter(pk=attempt.pk).update(assignment=assignment)
    answers = dict(list(right_answers(attempt).items())[:right])
    finish_attempt(attempt=attempt, by=student, answers=answers, as_shown=True, accepts_missing=True)
    attempt.refresh_from_db()
    return attempt


def read(student: User, guide: Content, parts: int = 3) -> None:
    mark_read(student=student, content=guide, items=[entry.item_id for entry in entries_of(guide)][:parts])


def except_(assignment: Assignment, student: User, **granted: Any) -> None:
    AssignmentException.objects.create(
        assignment=assignment, student=student, given_by=assignment.given_by, given_at=now(), **granted
    )


def ago(**passed: float) -> datetime:
    return now() - timedelta(**passed)


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.teacher), cast.reviewer)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, pass_mark=50)


def test_reading(cast: Cast, guide: Content) -> None:
    assignment = give(make_class(cast.teacher, cast.student), guide, due_at=now() + timedelta(days=1))
    assert of(assignment, cast.student).state == State.NOT_BEGUN
    read(cast.student, guide, 1)
    begun = of(assignment, cast.student)
    assert (begun.state, begun.percentage, begun.score, begun.passed) == (State.BEGUN, 33, None, None)
    assert begun.last_at is not None
    read(cast.student, guide)
    done = of(assignment, cast.student)
    assert (done.state, done.percentage, done.is_late) == (State.DONE, 100, False)
    assert done.done_at is not None


def test_reading_late_and_too_late(cast: Cast, guide: Content) -> None:
    assignment = give(
        make_class(cast.teacher, cast.student, cast.classmate),
        guide,
        due_at=now() + timedelta(days=1),
        closes_at=now() + timedelta(days=3),
    )
    with later(days=2):
        assert of(assignment, cast.student).is_late
        read(cast.student, guide)
        assert (of(assignment, cast.student).state, of(assignment, cast.student).is_late) == (State.DONE, True)
    with later(days=4):
        assert of(assignment, cast.student).state == State.DONE
        assert of(assignment, cast.classmate).state == State.MISSED
        read(cast.classmate, guide)
        missed = of(assignment, cast.classmate)
        assert (missed.state, missed.percentage, missed.is_late, missed.done_at) == (State.MISSED, 100, True, None)


def test_not_open_yet(cast: Cast, guide: Content) -> None:
    opens_at = now() + timedelta(hours=1)
    assignment = give(make_class(cast.teacher, cast.student), guide, opens_at=opens_at)
    read(cast.student, guide)
    assert of(assignment, cast.student).state == State.UPCOMING
    with later(hours=2):
        assert of(assignment, cast.student).state == State.DONE, "it had been read before"


def test_quiz_passed_and_not(cast: Cast, quiz: Content) -> None:
    assignment = give(make_class(cast.teacher, cast.student), quiz)
    take(cast.student, quiz, 1, assignment)
    failed = of(assignment, cast.student)
    assert (failed.state, failed.score, failed.passed) == (State.BEGUN, Decimal("25.0"), False)
    assert (failed.percentage, failed.attempts_used) == (100, 1)
    attempt = take(cast.student, quiz, 3, assignment)
    take(cast.student, quiz, 2, assignment)
    passed = of(assignment, cast.student)
    assert (passed.state, passed.score, passed.passed, passed.attempts_used) == (State.DONE, Decimal(75), True, 3)
    assert passed.done_at == attempt.finished_at, "the first that reached it"


def test_the_pass_mark_of_the_assignment(cast: Cast, quiz: Content) -> None:
    classroom = make_class(cast.teacher, cast.student)
    strict = give(classroom, quiz, pass_mark=80)
    take(cast.student, quiz, 3, strict)
    assert of(strict, cast.student).state == State.BEGUN
    Assignment.objects.filter(pk=strict.pk).update(pass_mark=0)
    strict.refresh_from_db()
    assert of(strict, cast.student).state == State.DONE, "0 asks for nothing but to have done it"


@pytest.mark.parametrize(
    ("counts", "rights", "score", "state"),
    [
        ("best", (3, 0), 75, State.DONE),
        ("latest", (3, 0), 0, State.BEGUN),
        ("first", (0, 3), 0, State.BEGUN),
        ("average", (4, 1), Decimal("62.5"), State.DONE),
    ],
)
def test_which_attempt_counts(cast: Cast, counts: str, rights: tuple[int, ...], score: Decimal, state: State) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, counts=counts, pass_mark=50)
    assignment = give(make_class(cast.teacher, cast.student), quiz)
    for right in rights:
        take(cast.student, quiz, right, assignment)
    assert (of(assignment, cast.student).score, of(assignment, cast.student).state) == (score, state)


def test_passing_again_late_is_not_late(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, counts="latest", pass_mark=50)
    assignment = give(make_class(cast.teacher, cast.student), quiz, due_at=now() + timedelta(days=1))
    take(cast.student, quiz, 3, assignment)
    with later(days=2):
        take(cast.student, quiz, 4, assignment)
        assert not of(assignment, cast.student).is_late
        take(cast.student, quiz, 0, assignment)
        assert of(assignment, cast.student).is_late
        take(cast.student, quiz, 4, assignment)
        assert of(assignment, cast.student).is_late, "it was lost, and regained late"


def test_what_was_done_outside(cast: Cast, quiz: Content) -> None:
    """It counts where the rules are those of the quiz anyway, and it was done while it was open."""
    take(cast.student, quiz, 4, None)
    plain = give(make_class(cast.teacher, cast.student), quiz)
    ruled = give(make_class(cast.teacher, cast.student), quiz, attempts=1)
    assert of(plain, cast.student).state == of(ruled, cast.student).state == State.NOT_BEGUN, "that was before"
    assert of(plain, cast.student).percentage == 0
    take(cast.student, quiz, 4, None)
    assert of(plain, cast.student).state == State.DONE
    assert of(plain, cast.student).attempts_used == 0
    assert of(ruled, cast.student).state == State.NOT_BEGUN
    Assignment.objects.filter(pk=plain.pk).update(opens_at=ago(days=2), closes_at=ago(days=1))
    plain.refresh_from_db()
    assert of(plain, cast.student).state == State.MISSED, "both were after it closed"


def test_an_open_attempt(cast: Cast, quiz: Content) -> None:
    assignment = give(make_class(cast.teacher, cast.student), quiz)
    start_attempt(student=cast.student, content=quiz)
    begun = of(assignment, cast.student)
    assert (begun.state, begun.percentage, begun.score) == (State.BEGUN, 0, None)


def test_what_waits_for_a_person(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=(*QUESTIONS[:1], item("essay", stem="Why?")))
    assignment = give(make_class(cast.teacher, cast.student), quiz, due_at=now() + timedelta(days=1))
    attempt = start_attempt(student=cast.student, content=quiz)
    QuizAttempt.objects.update(assignment=assignment)
    essay = entries_of(quiz)[1].pk
    finish_attempt(attempt=attempt, by=cast.student, answers={essay: {"text": ["So."]}}, accepts_missing=True)
    waiting = of(assignment, cast.student)
    assert (waiting.state, waiting.passed, waiting.is_to_do) == (State.WAITING, False, False)
    with later(days=2):
        assert not of(assignment, cast.student).is_late, "she handed it in in time"
    grade_response(response=Response.objects.get(item_version=essay), by=cast.teacher, points=Decimal(0), remark="")
    assert of(assignment, cast.student).state == State.BEGUN


def test_exceptions(cast: Cast, guide: Content) -> None:
    classroom = make_class(cast.teacher, cast.student, cast.classmate)
    assignment = give(classroom, guide, opens_at=ago(days=3), due_at=ago(days=2), closes_at=ago(days=1))
    due_at = now() + timedelta(days=1)
    except_(assignment, cast.student, due_at=due_at)
    except_(assignment, cast.classmate, is_excused=True)
    hers = of(assignment, cast.student)
    assert (hers.state, hers.due_at, hers.closes_at, hers.is_late) == (State.NOT_BEGUN, due_at, due_at, False)
    excused = of(assignment, cast.classmate)
    assert (excused.state, excused.is_late) == (State.EXCUSED, False)
    read(cast.student, guide)
    assert of(assignment, cast.student).state == State.DONE
    AssignmentException.objects.filter(student=cast.classmate).update(closes_at=due_at)
    read(cast.classmate, guide)
    assert of(assignment, cast.classmate).state == State.DONE, "she did it all the same"


@pytest.mark.parametrize("size", [1, 4])
def test_queries(cast: Cast, size: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    students = [cast.student, cast.classmate, cast.colleague, cast.reviewer][:size]
    given = []
    for number in range(size):
        classroom = make_class(cast.teacher, *students, name=f"Class {number}")
        guide = publish(make_guide(cast.teacher, title=f"Guide {number}"), cast.second_reviewer)
        deck = publish(make_deck(cast.teacher, title=f"Deck {number}"), cast.second_reviewer)
        quiz = make_ruled_quiz(cast.teacher, cast.second_reviewer, title=f"Quiz {number}")
        given += [give(classroom, content) for content in (guide, deck, quiz)]
        for student in students:
            read(student, guide)
            take(student, quiz, 2, given[-1])
            except_(given[0] if number == 0 else given[-1], student, attempts=3)
    with django_assert_num_queries(4):
        found = standings(given, students)
    assert len(found) == 3 * size * size


def test_nothing_of_nobody(cast: Cast) -> None:
    assert standings([], [cast.student]) == {}
