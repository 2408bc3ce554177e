"""How many attempts a student has, and which of them counts."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.refusals import WrongState
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.marking import write_score
from progress.actions.rebuilding import find_differences
from progress.models import QuizAttempt, QuizException
from tests.cast import Cast
from tests.factories import choice, item
from tests.progress.quizzes import change_rules, make_ruled_quiz, set_clock
from tests.progress.study import now, progress_of, right_answers, url_of


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def take(cast: Cast, quiz: Content, right: int) -> QuizAttempt:
    """An attempt of the student with so many of the four questions right."""
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = dict(list(right_answers(attempt).items())[:right])
    saved = finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True, accepts_missing=True)
    return saved.attempt


def test_no_attempt_is_left(learner: Client, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, attempts=2)
    assert "2, of which 2 are left. What counts is the best." in " ".join(
        learner.get(url_of("study", quiz)).content.decode().split()
    )
    take(cast, quiz, 1)
    page = learner.get(url_of("study", quiz)).content.decode()
    assert "2, of which 1 is left" in page
    assert "Try again" in page
    take(cast, quiz, 2)
    page = learner.get(url_of("study", quiz)).content.decode()
    assert "of which none is left" in page
    assert "Try again" not in page
    assert "You have used all your 2 attempts." in page
    assert "Try again" not in learner.get(f"/study/{quiz.pk}/attempts/2/").content.decode()
    response = learner.post(url_of("attempt-start", quiz))
    assert response.status_code == 409
    assert "You have used all your 2 attempts at this quiz." in response.content.decode()
    assert QuizAttempt.objects.count() == 2


def test_the_last_attempt_can_be_gone_on_with(learner: Client, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, attempts=1)
    start_attempt(student=cast.student, content=quiz)
    assert learner.post(url_of("attempt-start", quiz)).status_code == 302
    page = learner.get(url_of("study", quiz)).content.decode()
    assert "Go on with your attempt" in page


def test_what_the_clock_ended_is_used_up(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, attempts=1, time_limit=5)
    set_clock(start_attempt(student=cast.student, content=quiz), seconds_left=-90)
    with pytest.raises(WrongState, match="You have used your 1 attempt"):
        start_attempt(student=cast.student, content=quiz)
    assert QuizAttempt.objects.get().ended_by == "clock", "it is ended all the same"


@pytest.mark.parametrize(("granted", "more"), [(3, 1), (0, 3), (1, 0)])
def test_an_exception(cast: Cast, granted: int, more: int) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, attempts=2)
    for _n in range(2):
        take(cast, quiz, 1)
    QuizException.objects.create(
        content=quiz, student=cast.student, attempts=granted, given_by=cast.teacher, given_at=now()
    )
    for _n in range(more):
        take(cast, quiz, 1)
    if granted:
        with pytest.raises(WrongState):
            start_attempt(student=cast.student, content=quiz)


def test_practice_uses_up_nothing(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice", attempts=1)
    for _n in range(2):
        take(cast, quiz, 4)
    assert progress_of(cast.student, quiz).quiz_score == 100
    quiz = change_rules(quiz, cast.reviewer, mode="graded", attempts=1)
    take(cast, quiz, 1)
    assert progress_of(cast.student, quiz).quiz_score == 25, "what was for practice counts no more"
    with pytest.raises(WrongState):
        start_attempt(student=cast.student, content=quiz)
    assert [names for _row, names in find_differences() if names] == []


@pytest.mark.parametrize(("counts", "score"), [("best", 75), ("latest", 50), ("first", 25), ("average", 50)])
def test_which_attempt_counts(learner: Client, cast: Cast, counts: str, score: int) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, counts=counts)
    for right in (1, 3, 2):
        take(cast, quiz, right)
    assert progress_of(cast.student, quiz).quiz_score == score
    assert f"Your score is {score}%" in learner.get(url_of("study", quiz)).content.decode()
    assert [names for _row, names in find_differences() if names] == []


def test_the_average_leaves_out_what_has_no_percentage(cast: Cast) -> None:
    essay = item("essay", stem="Why?")
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=(essay,), counts="average")
    attempt = start_attempt(student=cast.student, content=quiz)
    version = quiz.published_version
    assert version is not None
    question = version.entries.get().item_version_id
    finish_attempt(attempt=attempt, by=cast.student, answers={question: {"text": ["Because."]}})
    assert progress_of(cast.student, quiz).quiz_score is None
    attempt = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    assert progress_of(cast.student, quiz).quiz_score == 0


def test_past_attempts_come_by_pages(learner: Client, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=(choice("2+2?", "4", "5"),))
    for _n in range(25):
        attempt = start_attempt(student=cast.student, content=quiz)
        finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    response = learner.get(url_of("study", quiz))
    page = response.content.decode()
    assert "Attempt 25<" in page
    assert "Attempt 5<" not in page
    older = learner.get(url_of("study", quiz) + response.context["next_url"]).content.decode()
    assert "Attempt 5<" in older
    assert "Attempt 1<" in older
    assert "Attempt 6<" not in older


@pytest.mark.parametrize(
    ("rules", "right", "wrong", "score"),
    [
        ({}, 3, 1, 3),
        ({"wrong_costs": 25}, 3, 1, Decimal("2.75")),
        ({"wrong_costs": 100}, 1, 3, 0),
        ({"wrong_costs": 100}, 2, 0, 2),
    ],
)
def test_wrong_answers_may_cost_points(
    cast: Cast, rules: dict[str, Any], right: int, wrong: int, score: Decimal | int
) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, **rules)
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = list(right_answers(attempt).items())
    wrongly = {"choice": ["true"], "text": ["0"]}
    sent = dict(answers[:right]) | {
        question: {name: wrongly[name] for name in fields} for question, fields in answers[4 - wrong :]
    }
    if wrong == 3:
        sent = dict(answers[:1]) | {
            question: {name: wrongly[name] for name in fields} for question, fields in answers[1:]
        }
    finished = finish_attempt(
        attempt=attempt, by=cast.student, answers=sent, as_shown=True, accepts_missing=True
    ).attempt
    assert finished.score == score
    assert finished.max_score == 4


def test_the_score_is_written_anew(cast: Cast) -> None:
    """As grading an essay, and regrading, need it."""
    attempt = take(cast, make_ruled_quiz(cast.teacher, cast.reviewer), 1)
    attempt.responses.filter(answer__isnull=True).update(fraction=Decimal("0.5"))
    waiting = attempt.responses.filter(answer__isnull=False).get()
    waiting.fraction = None
    waiting.save()
    write_score(attempt)
    attempt.refresh_from_db()
    assert attempt.score == Decimal("1.5")
    assert attempt.max_score == 3


def test_all_or_nothing(cast: Cast) -> None:
    options = [{"text": "2", "credit": 50}, {"text": "3", "credit": 50}, {"text": "4", "credit": 0}]
    primes = item("multiple_choice", stem="Which are prime?", options=options, multiple=True)
    for partial, score in ((True, Decimal("0.5")), (False, 0)):
        quiz = make_ruled_quiz(
            cast.teacher, cast.reviewer, items=(primes,), title=f"Partial {partial}", partial_credit=partial
        )
        attempt = start_attempt(student=cast.student, content=quiz)
        assert quiz.published_version is not None
        question = quiz.published_version.entries.get().item_version_id
        saved = finish_attempt(attempt=attempt, by=cast.student, answers={question: {"choice": ["0"]}})
        assert saved.attempt.score == score
