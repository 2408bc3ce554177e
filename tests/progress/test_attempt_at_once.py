"""An attempt from two sides at the same moment, over two connections: what was taken in time counts, and all once."""

from collections.abc import Callable

import pytest

from accounts.refusals import WrongState
from progress.actions.attempting import check_answer, finish_attempt, save_answers, start_attempt
from progress.actions.closing import close_due
from progress.actions.rebuilding import find_differences
from progress.models import AttemptEvent, QuizAttempt, Response
from tests.cast import make_cast
from tests.progress.quizzes import make_ruled_quiz, set_clock
from tests.progress.study import entries_of, right_answers
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def all_is_consistent() -> bool:
    return [names for _row, names in find_differences() if names] == []


@pytest.mark.parametrize("times", range(3))
def test_saving_and_finishing(times: int) -> None:
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = right_answers(attempt)
    peru = entries_of(quiz)[2].pk
    some = {question: fields for question, fields in answers.items() if question != peru}
    saved, _finished = together(
        lambda: save_answers(attempt=attempt, by=cast.student, answers={peru: answers[peru]}, as_shown=True),
        lambda: finish_attempt(attempt=attempt, by=cast.student, answers=some, as_shown=True, accepts_missing=True),
    )
    attempt.refresh_from_db()
    was_late = isinstance(saved, WrongState)
    assert attempt.score == (3 if was_late else 4)
    assert list(AttemptEvent.objects.values_list("kind", flat=True)) == (["late"] if was_late else [])
    assert Response.objects.count() == 4
    assert all_is_consistent()


@pytest.mark.parametrize("times", range(3))
def test_saving_and_the_clock(times: int) -> None:
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, time_limit=5)
    attempt = set_clock(start_attempt(student=cast.student, content=quiz), seconds_left=-61)
    answers = right_answers(attempt)
    saved, again, *_closed = together(
        lambda: save_answers(attempt=attempt, by=cast.student, answers=answers, as_shown=True),
        lambda: start_attempt(student=cast.student, content=quiz),
        close_due,
        close_due,
    )
    assert isinstance(saved, WrongState)
    attempt.refresh_from_db()
    assert attempt.score == 0
    assert (attempt.ended_by, attempt.finished_at) == ("clock", attempt.deadline)
    assert sorted(AttemptEvent.objects.values_list("kind", flat=True)) == ["closed", "late"]
    assert isinstance(again, QuizAttempt)
    assert again.number == 2


def test_the_last_attempt_is_started_once() -> None:
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, attempts=2)
    first = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=first, by=cast.student, answers={}, accepts_missing=True)

    def start_and_finish() -> object:
        attempt = start_attempt(student=cast.student, content=quiz)
        return finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)

    together(*[start_and_finish] * 4)
    assert QuizAttempt.objects.count() == 2
    assert QuizAttempt.objects.open().count() == 0
    assert all_is_consistent()


def test_two_devices_save_at_once() -> None:
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    works = [
        lambda question=question, fields=fields: save_answers(
            attempt=attempt, by=cast.student, answers={question: fields}, as_shown=True
        )
        for question, fields in right_answers(attempt).items()
    ]
    together(*works)
    assert Response.objects.filter(answer__isnull=False).count() == 4
    assert all_is_consistent()


def test_one_answer_is_checked_once() -> None:
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice")
    attempt = start_attempt(student=cast.student, content=quiz)
    peru = entries_of(quiz)[2].pk

    def check(text: str) -> Callable[[], object]:
        return lambda: check_answer(
            attempt=attempt, by=cast.student, question=peru, answers={peru: {"text": [text]}}, as_shown=True
        )

    together(check("Lima"), check("Cusco"))
    response = Response.objects.get()
    assert response.checked_at is not None
    assert response.fraction == (1 if response.answer == "Lima" else 0)
