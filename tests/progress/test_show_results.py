"""What a finished attempt shows is what its author allows: answers, marks, or the score alone."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.kinds.quiz import QuizFrame
from content.models import Content
from progress.access import get_attempt
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.grading import grade_response
from progress.models import QuizAttempt, QuizException, Response
from progress.presenting import present_attempt
from progress.visibility import Shows, shows_answers, what_shows
from tests.cast import Cast
from tests.factories import QUESTIONS, item
from tests.progress.quizzes import change_rules, make_ruled_quiz
from tests.progress.study import entries_of, now, place_of, url_of

KEYS = ("For photosynthesis.", "Right answer:", "Lima", "It is a mammal.", "option--correct", "verdict")


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def take(cast: Cast, quiz: Content) -> QuizAttempt:
    """An attempt with one right answer and one wrong one."""
    attempt = start_attempt(student=cast.student, content=quiz)
    gas, _whale, peru, _product = entries_of(quiz)
    answers = {gas.pk: {"choice": [place_of(attempt, gas, 0)]}, peru.pk: {"text": ["Cusco"]}}
    return finish_attempt(
        attempt=attempt, by=cast.student, answers=answers, as_shown=True, accepts_missing=True
    ).attempt


def result(client: Client, attempt: QuizAttempt) -> str:
    return client.get(f"/study/{attempt.content_id}/attempts/{attempt.number}/").content.decode()


def test_all(learner: Client, cast: Cast) -> None:
    page = result(learner, take(cast, make_ruled_quiz(cast.teacher, cast.reviewer)))
    for words in (*(words for words in KEYS if "mammal" not in words), "Cusco", "1 <span>of 4 points"):
        assert words in page


def test_marks(learner: Client, cast: Cast) -> None:
    page = result(learner, take(cast, make_ruled_quiz(cast.teacher, cast.reviewer, results="marks")))
    for words in ("Cusco", "1 <span>of 4 points", "Wrong", "Not answered", "0 of 1", "1 of 1", "but no right answers"):
        assert words in page
    assert [words for words in KEYS if words in page] == []


def test_score(learner: Client, cast: Cast) -> None:
    page = result(learner, take(cast, make_ruled_quiz(cast.teacher, cast.reviewer, results="score")))
    for words in ("1 <span>of 4 points", "25%, and 60% passes", "shows the score alone"):
        assert words in page
    assert [words for words in (*KEYS, "Cusco", "Which gas", "0 of 1") if words in page] == []


def test_after_the_last(learner: Client, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last", attempts=2)
    first = take(cast, quiz)
    page = result(learner, first)
    assert [words for words in KEYS if words in page] == []
    assert "Wrong" in page
    assert "show after your last attempt" in page
    start_attempt(student=cast.student, content=quiz)
    assert "Right answer:" not in result(learner, first), "not while the last one is open"
    second = take(cast, quiz)
    for attempt in (first, second):
        assert "Right answer" in result(learner, attempt)
    QuizException.objects.create(content=quiz, student=cast.student, attempts=3, given_by=cast.teacher, given_at=now())
    assert "Right answer:" not in result(learner, first), "another attempt was granted"


def test_without_a_limit_there_is_no_last(learner: Client, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last")
    assert "there is no last one" in learner.get(url_of("study", quiz)).content.decode()
    assert "Right answer:" not in result(learner, take(cast, quiz))


def test_an_attempt_keeps_to_the_rules_it_was_taken_under(learner: Client, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="score")
    attempt = take(cast, quiz)
    quiz = change_rules(quiz, cast.reviewer, results="all")
    assert "shows the score alone" in result(learner, attempt)
    assert "Right answer" in result(learner, take(cast, quiz))


@pytest.mark.parametrize(
    ("rules", "left", "shows"),
    [
        ({"results": "all"}, 3, Shows.ANSWERS),
        ({"results": "after_last"}, None, Shows.MARKS),
        ({"results": "after_last"}, 1, Shows.MARKS),
        ({"results": "after_last"}, 0, Shows.ANSWERS),
        ({"results": "marks"}, 0, Shows.MARKS),
        ({"results": "score"}, 0, Shows.SCORE),
        ({"results": "score", "mode": "practice"}, None, Shows.ANSWERS),
    ],
)
def test_what_shows(rules: dict[str, Any], left: int | None, shows: Shows) -> None:
    assert what_shows(QuizFrame.model_validate(rules), left) == shows


@pytest.mark.parametrize(
    ("results", "attempts", "expected", "queries"),
    [
        ("all", None, True, 0),
        ("marks", 1, False, 0),
        ("score", 1, False, 0),
        ("after_last", 1, True, 1),
        ("after_last", 2, False, 1),
    ],
)
def test_whether_answers_show_costs_one_query(
    cast: Cast,
    results: str,
    attempts: int | None,
    expected: bool,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results=results, attempts=attempts)
    take(cast, quiz)
    attempt = get_attempt(cast.student, quiz, 1)
    with django_assert_num_queries(queries):
        assert shows_answers(attempt) is expected


def test_presenting_asks_by_itself(cast: Cast) -> None:
    for results, count in (("score", 0), ("marks", 4)):
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, title=results, results=results)
        take(cast, quiz)
        questions = present_attempt(get_attempt(cast.student, quiz, 1))
        assert len(questions) == count
        assert all(question.item.result is None and not question.item.correct for question in questions)


def test_a_remark_shows_where_marks_do(learner: Client, cast: Cast) -> None:
    for results, is_shown in (("marks", True), ("score", False)):
        items = (item("essay", stem="Why?"), *QUESTIONS)
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, title=results, results=results)
        attempt = start_attempt(student=cast.student, content=quiz)
        essay = entries_of(quiz)[0]
        answers = {essay.pk: {"text": ["Because."]}}
        finish_attempt(attempt=attempt, by=cast.student, answers=answers, accepts_missing=True)
        assert "1 answer waits for a person to grade it." in result(learner, attempt)
        answer = Response.objects.get(item_version=essay)
        grade_response(response=answer, by=cast.teacher, points=Decimal("0.5"), remark="Say more of Rayleigh.")
        page = result(learner, attempt)
        assert ("Say more of Rayleigh." in page) is is_shown
        assert ("0.50 of 1 points" in page) is is_shown
        assert "waits for a person" not in page


def test_queries(learner: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last", attempts=1, time_limit=5)
    attempt = take(cast, quiz)
    with django_assert_max_num_queries(15):
        result(learner, attempt)
    with django_assert_max_num_queries(15):
        learner.get(url_of("study", quiz))
