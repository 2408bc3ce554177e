"""One question a page: back and forth, saving on the way, with an overview and an end, all of it without a script."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.actions.attempting import start_attempt
from progress.models import QuizAttempt, Response
from tests.cast import Cast
from tests.factories import choice
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, form_fields, right_answers, url_of


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, one_per_page=True)


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return start_attempt(student=cast.student, content=quiz)


def show(client: Client, attempt: QuizAttempt, query: str = "") -> str:
    return client.get(url_of("attempt", attempt.content) + query).content.decode()


def go(client: Client, attempt: QuizAttempt, answers: dict[Any, Any], where: str, place: str = "1") -> Any:
    fields = {**form_fields(answers, attempt), "go": where, "question": place}
    return client.post(url_of("attempt-save", attempt.content), fields)


def stems(page: str) -> list[str]:
    return re.findall(r"Which gas|A whale|capital of Peru|6 × 7", page)


def test_back_and_forth(learner: Client, attempt: QuizAttempt) -> None:
    gas, whale, *_rest = right_answers(attempt).items()
    page = show(learner, attempt)
    assert stems(page) == ["Which gas"]
    assert "Previous" not in page
    assert "0</span> of 4 answered" in page
    response = go(learner, attempt, dict([gas]), "2")
    assert response.headers["Location"] == url_of("attempt", attempt.content) + "?question=2"
    page = show(learner, attempt, "?question=2")
    assert stems(page) == ["A whale"]
    assert "Previous" in page
    assert "Your answers are saved" not in page
    assert page.count("overview__stop--answered") == 1
    go(learner, attempt, dict([whale]), "1", place="2")
    assert Response.objects.filter(answer__isnull=False).count() == 2
    assert "checked" in show(learner, attempt, "?question=1")


def test_without_a_place_it_goes_on_where_she_left(learner: Client, attempt: QuizAttempt) -> None:
    answers = right_answers(attempt)
    go(learner, attempt, dict(list(answers.items())[:2]), "end")
    assert stems(show(learner, attempt)) == ["capital of Peru"]
    go(learner, attempt, answers, "end")
    assert "Every question has an answer." in show(learner, attempt)


@pytest.mark.parametrize("place", ["0", "5", "-1", "x", "9" * 30, "²", "end "])
def test_a_place_that_is_not_there(learner: Client, attempt: QuizAttempt, place: str) -> None:
    assert stems(show(learner, attempt, f"?question={place}")) == ["Which gas"]


def test_the_end_lists_what_has_no_answer(learner: Client, attempt: QuizAttempt) -> None:
    answers = right_answers(attempt)
    go(learner, attempt, dict(list(answers.items())[:3]), "end")
    page = show(learner, attempt, "?question=end")
    assert "1 question has no answer yet." in page
    assert page.count('name="go" value="4"') >= 2
    assert 'name="accepts_missing"' in page
    fields = form_fields({}, attempt) | {"accepts_missing": "1", "question": "end"}
    response = learner.post(url_of("attempt-finish", attempt.content), fields)
    assert response.headers["Location"].endswith("/attempts/1/")
    attempt.refresh_from_db()
    assert attempt.score == 3


def test_a_bad_answer_keeps_her_at_its_question(learner: Client, attempt: QuizAttempt) -> None:
    product = entries_of(attempt.content)[3].pk
    response = go(learner, attempt, {product: {"text": ["forty-two"]}}, "1", place="4")
    page = response.content.decode()
    assert response.status_code == 422
    assert stems(page) == ["6 × 7"]
    assert "forty-two" in page


def test_saving_stays_where_she_is(learner: Client, attempt: QuizAttempt) -> None:
    fields = form_fields({}, attempt) | {"question": "3"}
    response = learner.post(url_of("attempt-save", attempt.content), fields)
    assert response.headers["Location"].endswith("?question=3")


@pytest.mark.parametrize("where", ["//evil.example", "2&x=1", "\r\nX: y"])
def test_where_to_go_is_a_place_or_nothing(learner: Client, attempt: QuizAttempt, where: str) -> None:
    assert go(learner, attempt, {}, where).headers["Location"] == url_of("attempt", attempt.content)


@pytest.mark.parametrize("one_per_page", [True, False])
@pytest.mark.parametrize("questions", [5, 60])
def test_queries(
    learner: Client,
    cast: Cast,
    questions: int,
    one_per_page: bool,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    items = tuple(choice(f"Question {n}?", "yes", "no") for n in range(questions))
    quiz = make_ruled_quiz(
        cast.teacher, cast.reviewer, items=items, title="Long", one_per_page=one_per_page, shuffle_questions=True
    )
    attempt = start_attempt(student=cast.student, content=quiz)
    for query in ("", "?question=3", "?question=end"):
        with django_assert_max_num_queries(8):
            show(learner, attempt, query)
