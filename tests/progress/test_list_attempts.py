"""An author looks at the attempts at her quiz: all of them, and one with its answers and what happened."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from content.models import Content
from progress.actions.attempting import save_answers, start_attempt
from progress.actions.grading import grade_response
from progress.models import AttemptEvent, QuizAttempt
from tests.cast import Cast
from tests.factories import UserFactory
from tests.progress.grading_help import co_author, essay_of, essay_quiz, rubric_essay, take
from tests.progress.study import entries_of


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return essay_quiz(cast.teacher, cast.reviewer, rubric_essay())


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def list_url(content: Content) -> str:
    return f"/studio/{content.pk}/attempts/"


def read(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def happen(attempt: QuizAttempt, kind: str) -> None:
    AttemptEvent.objects.create(attempt=attempt, kind=kind, at=timezone.now(), by=attempt.student)


def test_all_attempts_are_listed(author: Client, quiz: Content, cast: Cast) -> None:
    assert "Nobody has taken this quiz yet" in read(author, list_url(quiz))
    done = take(cast.student, quiz)
    happen(done, "late")
    QuizAttempt.objects.filter(pk=done.pk).update(ended_by="clock")
    start_attempt(student=cast.classmate, content=quiz)
    page = read(author, list_url(quiz))
    for words in ["Sami Example", "Clara Example", "1 of 1", "Goes on", "Ended by the clock", "1 event"]:
        assert words in page
    assert page.index("Clara Example") < page.index("Sami Example")


def test_one_attempt_with_its_answers_and_events(author: Client, quiz: Content, cast: Cast) -> None:
    attempt = take(cast.student, quiz, right=False)
    happen(attempt, "late")
    url = f"{list_url(quiz)}{attempt.pk}/"
    page = read(author, url)
    for words in [
        "Attempt 1 of Sami Example",
        "0 of 1 points",
        "Light of short waves",
        "&lt;b&gt;looks&lt;/b&gt;",
        "Right answer:",
        "Grade it",
        "Answers came after the end, and were refused",
    ]:
        assert words in page
    grade_response(response=essay_of(attempt), by=cast.teacher, levels=[1, 1], remark="Well said.")
    page = read(author, url)
    for words in ["4 of 4 points", "names scattering", "Well said.", "Graded by Tamara Example", "Change the grade"]:
        assert words in page


def test_an_open_attempt_tells_no_right_answer(author: Client, quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    question = entries_of(quiz)[0]
    save_answers(attempt=attempt, by=cast.student, answers={question.pk: {"choice": ["1"]}})
    page = read(author, f"{list_url(quiz)}{attempt.pk}/")
    assert "It goes on: nothing is graded yet." in page
    assert "Right answer:" not in page
    assert "Not answered" in page
    assert "Nothing: all answers came in time" in page


def test_only_who_may_edit(client: Client, quiz: Content, cast: Cast) -> None:
    attempt, helper = take(cast.student, quiz), co_author(quiz)
    people = [(helper, 200), (cast.colleague, 404), (cast.reviewer, 403), (cast.student, 403), (cast.stranger, 403)]
    for person, status in people:
        client.force_login(person)
        for url in (list_url(quiz), f"{list_url(quiz)}{attempt.pk}/"):
            assert client.get(url).status_code == status
    client.force_login(cast.teacher)
    assert client.post(list_url(quiz)).status_code == 405
    other = essay_quiz(cast.teacher, cast.reviewer)
    assert client.get(f"{list_url(other)}{attempt.pk}/").status_code == 404


def test_queries_do_not_grow_and_pages_go_by_key(author: Client, quiz: Content, cast: Cast) -> None:
    attempt = take(cast.student, quiz)
    urls = [list_url(quiz), f"{list_url(quiz)}{attempt.pk}/"]

    def count(url: str) -> int:
        author.get(url)
        with CaptureQueriesContext(connection) as queries:
            author.get(url)
        return len(queries)

    before = [count(url) for url in urls]
    for student in UserFactory.create_batch(24, roles=[Role.STUDENT]):
        happen(take(student, quiz), "late")
    for _time in range(5):
        happen(attempt, "shape")
    assert [count(url) for url in urls] == before
    page = author.get(list_url(quiz))
    assert page.content.decode().count("<tr>") == 1 + 20
    assert author.get(list_url(quiz) + page.context["next_url"]).content.decode().count("<tr>") == 1 + 5


def test_worth_is_shown_as_it_is(author: Client, quiz: Content, cast: Cast) -> None:
    attempt = take(cast.student, quiz)
    grade_response(response=essay_of(attempt), by=cast.teacher, levels=[0, 1])
    attempt.refresh_from_db()
    assert attempt.score == Decimal(2)
    assert "2 of 5" in read(author, list_url(quiz))
