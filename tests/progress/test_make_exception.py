"""More time or more attempts for one student: given, changed and taken back by who writes the quiz; she is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from accounts.refusals import Refusal, StaleEdit
from accounts.roles import Role
from content.models import Content
from progress.actions.attempting import start_attempt
from progress.actions.excepting import give_exception, withdraw_exception
from progress.models import QuizAttempt, QuizException
from tests.cast import Cast
from tests.factories import UserFactory, make_guide, make_quiz, publish
from tests.progress.grading_help import co_author


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def list_url(content: Content) -> str:
    return f"/studio/{content.pk}/exceptions/"


def sent(**fields: str) -> dict[str, str]:
    return {"who": "sami", "time": "other", "minutes": "45", "tries": "none", "reason": "Reads slowly.", **fields}


def give(quiz: Content, cast: Cast, time_limit: int | None = 45, attempts: int | None = None) -> QuizException:
    return give_exception(
        content=quiz, student=cast.student, time_limit=time_limit, attempts=attempts, reason="", by=cast.teacher
    )


def limits(exception: QuizException) -> tuple[Any, Any]:
    exception.refresh_from_db()
    return exception.time_limit, exception.attempts


def test_an_exception_is_given_changed_and_taken_back(author: Client, quiz: Content, cast: Cast) -> None:
    page = author.get(list_url(quiz)).content.decode()
    assert "The same holds for everybody so far." in page
    assert author.post(list_url(quiz), sent(who="SAMI@example.org")).status_code == 302
    exception = QuizException.objects.get()
    assert (exception.student, exception.given_by, exception.reason) == (cast.student, cast.teacher, "Reads slowly.")
    assert limits(exception) == (45, 0)
    page = author.get(list_url(quiz)).content.decode()
    for words in ["Sami Example", "45 minutes", "As many attempts as they like", "Reads slowly.", "Given by Tamara"]:
        assert words in page
    notice = Notice.objects.get(recipient=cast.student, event="exception")
    assert (notice.url, notice.details["reason"]) == (f"/study/{quiz.pk}/", "Reads slowly.")
    assert notice.details["facts"] == [
        {"name": "Time limit", "value": "45 minutes"},
        {"name": "Attempts", "value": "no limit"},
    ]
    url = f"{list_url(quiz)}{exception.pk}/"
    page = author.get(url).content.decode()
    assert 'value="45"' in page
    author.post(url, {"time": "same", "tries": "other", "attempts": "3", "reason": ""})
    assert limits(exception) == (None, 3)
    assert author.get(f"{url}remove/").status_code == 405
    author.post(f"{url}remove/")
    assert not QuizException.objects.exists()
    last = Notice.objects.filter(recipient=cast.student, event="exception").latest("created_at")
    assert last.details["what"] == "withdrawn"
    assert author.get(url).status_code == 404
    assert author.post(f"{url}remove/").status_code == 404
    with pytest.raises(StaleEdit):
        withdraw_exception(exception=exception, by=cast.teacher)


def test_a_second_one_replaces_the_first(author: Client, quiz: Content) -> None:
    author.post(list_url(quiz), sent())
    author.post(list_url(quiz), sent(minutes="60", tries="same"))
    assert limits(QuizException.objects.get()) == (60, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"who": "nobody"}, "No student goes by this name here."),
        ({"who": "zoe"}, "No student goes by this name here."),
        ({"who": "\x00"}, "Null characters are not allowed."),
        ({"who": ""}, "This field is required."),
        ({"minutes": ""}, "Write the number"),
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"minutes": "9999"}, "less than or equal to 1440"),
        ({"time": "same", "tries": "same"}, "Say what is different"),
        ({"time": "soon"}, "Select a valid choice"),
        ({"reason": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_makes_no_exception_is_refused_and_stays(
    author: Client, quiz: Content, fields: dict[str, str], words: str
) -> None:
    page = author.post(list_url(quiz), sent(**fields)).content.decode()
    assert words in page
    assert fields.get("reason", "Reads slowly.") in page
    assert not QuizException.objects.exists()


def test_an_attempt_that_goes_on_gets_the_time(quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    began = attempt.started_at
    ends = {"deadline": began + timedelta(minutes=10), "closes_at": began + timedelta(minutes=11)}
    QuizAttempt.objects.filter(pk=attempt.pk).update(**ends)
    give(quiz, cast, 25)
    attempt.refresh_from_db()
    assert attempt.deadline == began + timedelta(minutes=25)
    assert attempt.closes_at == began + timedelta(minutes=26)
    give(quiz, cast, 5)  # never less than she has
    give(quiz, cast, None, 3)
    attempt.refresh_from_db()
    assert attempt.deadline == began + timedelta(minutes=25)
    give(quiz, cast, 0)
    assert not QuizAttempt.objects.filter(deadline__isnull=False).exists()


def test_other_attempts_keep_their_time(quiz: Content, cast: Cast) -> None:
    for student in (cast.student, cast.classmate):
        start_attempt(student=student, content=quiz)
    give(quiz, cast)
    assert not QuizAttempt.objects.filter(deadline__isnull=False).exists()


def test_only_who_may_edit(client: Client, quiz: Content, cast: Cast) -> None:
    exception, helper = give(quiz, cast), co_author(quiz)
    people = [(helper, 200), (cast.colleague, 404), (cast.reviewer, 403), (cast.student, 403), (cast.stranger, 403)]
    for person, status in people:
        client.force_login(person)
        assert client.get(list_url(quiz)).status_code == status
        assert client.get(f"{list_url(quiz)}{exception.pk}/").status_code == status
        if status != 200:
            assert client.post(list_url(quiz), sent()).status_code == status
            assert client.post(f"{list_url(quiz)}{exception.pk}/remove/").status_code == status
            with pytest.raises(PermissionDenied):
                give_exception(content=quiz, student=cast.student, time_limit=1, attempts=None, reason="", by=person)
            with pytest.raises(PermissionDenied):
                withdraw_exception(exception=exception, by=person)
    assert limits(exception) == (45, None)
    withdraw_exception(exception=exception, by=helper)


def test_the_action_refuses_what_the_form_would(quiz: Content, cast: Cast) -> None:
    with pytest.raises(Refusal):
        give(quiz, cast, None, None)
    with pytest.raises(Refusal):
        give_exception(content=quiz, student=cast.stranger, time_limit=5, attempts=None, reason="", by=cast.teacher)


def test_only_a_quiz_has_exceptions(author: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher)
    assert author.get(list_url(guide)).status_code == 404


def test_queries_do_not_grow_and_pages_go_by_key(author: Client, quiz: Content, cast: Cast) -> None:
    give(quiz, cast)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            author.get(list_url(quiz))
        return len(queries)

    count()
    before = count()
    for student in UserFactory.create_batch(24, roles=[Role.STUDENT]):
        give_exception(content=quiz, student=student, time_limit=5, attempts=None, reason="", by=cast.teacher)
    assert count() == before
    page: Any = author.get(list_url(quiz))
    assert page.content.decode().count('class="rows__item"') == 20
    assert author.get(list_url(quiz) + page.context["next_url"]).content.decode().count('class="rows__item"') == 5
