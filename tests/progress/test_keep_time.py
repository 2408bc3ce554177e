"""The server owns the clock of a quiz: what comes in time counts, what comes after it is refused and recorded."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from content.actions.publishing import publish_content, unpublish_content
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.closing import close_due
from progress.actions.rebuilding import find_differences
from progress.models import AttemptEvent, QuizAttempt, QuizException, Response
from progress.tasks import close_attempts
from tests.cast import Cast
from tests.factories import choice, item
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.quizzes import make_ruled_quiz, set_clock
from tests.progress.study import entries_of, form_fields, now, progress_of, right_answers, url_of


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, time_limit=20, grace=60)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return start_attempt(student=cast.student, content=quiz)


def send(client: Client, name: str, attempt: QuizAttempt, answers: dict[Any, Any], **more: Any) -> Any:
    return client.post(url_of(name, attempt.content), {**form_fields(answers, attempt), **more})


def events(attempt: QuizAttempt) -> list[str]:
    return sorted(AttemptEvent.objects.filter(attempt=attempt).values_list("kind", flat=True))


def grant(cast: Cast, quiz: Content, **limits: int) -> None:
    QuizException.objects.create(content=quiz, student=cast.student, given_by=cast.teacher, given_at=now(), **limits)


def test_the_clock_starts_with_the_attempt_and_never_again(learner: Client, attempt: QuizAttempt) -> None:
    assert attempt.deadline == attempt.started_at + timedelta(minutes=20)
    assert attempt.closes_at == attempt.deadline + timedelta(seconds=60)
    learner.post(url_of("attempt-start", attempt.content))
    assert QuizAttempt.objects.get().deadline == attempt.deadline
    page = learner.get(url_of("attempt", attempt.content)).content.decode()
    assert "data-attempt-clock" in page
    assert 'data-seconds-left="1199"' in page or 'data-seconds-left="1198"' in page


@pytest.mark.parametrize(
    ("limits", "minutes", "words"),
    [
        ({}, 20, "20 minutes from the start."),
        ({"time_limit": 30}, 30, "You have 30 minutes instead of 20."),
        ({"time_limit": 0}, None, "You have no time limit, instead of 20 minutes."),
        ({"attempts": 2}, 20, "You have 2 attempts; others have no limit."),
    ],
)
def test_an_exception_holds_for_one_student(
    learner: Client, quiz: Content, cast: Cast, limits: dict[str, int], minutes: int | None, words: str
) -> None:
    if limits:
        grant(cast, quiz, **limits)
    assert words in learner.get(url_of("study", quiz)).content.decode()
    attempt = start_attempt(student=cast.student, content=quiz)
    if minutes is None:
        assert (attempt.deadline, attempt.closes_at) == (None, None)
    else:
        assert attempt.deadline == attempt.started_at + timedelta(minutes=minutes)
    other = start_attempt(student=cast.classmate, content=quiz)
    assert other.deadline == other.started_at + timedelta(minutes=20)


def test_practice_has_no_clock(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice", time_limit=20, attempts=1)
    grant(cast, quiz, time_limit=10, attempts=1)
    for _n in range(3):
        attempt = start_attempt(student=cast.student, content=quiz)
        assert attempt.closes_at is None
        finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)


def test_in_the_grace_answers_are_taken(learner: Client, attempt: QuizAttempt) -> None:
    set_clock(attempt, seconds_left=-5)
    answers = right_answers(attempt)
    assert "Time is up: finish now." in learner.get(url_of("attempt", attempt.content)).content.decode()
    assert send(learner, "attempt-save", attempt, dict(list(answers.items())[:1])).status_code == 302
    some = dict(list(answers.items())[:2])
    assert "/attempts/1/" in send(learner, "attempt-finish", attempt, some).headers["Location"], "nothing can be mended"
    attempt.refresh_from_db()
    assert attempt.score == 2
    assert attempt.ended_by == "student"
    assert events(attempt) == []


def test_in_the_grace_a_bad_answer_keeps_nothing_open(learner: Client, attempt: QuizAttempt) -> None:
    answers, product = right_answers(attempt), entries_of(attempt.content)[3]
    send(learner, "attempt-save", attempt, answers)
    set_clock(attempt, seconds_left=-5)
    response = send(learner, "attempt-finish", attempt, {product.pk: {"text": ["forty-two"]}})
    assert "an answer could not be read" in learner.get(response.headers["Location"]).content.decode()
    attempt.refresh_from_db()
    assert attempt.score == 4
    assert events(attempt) == ["shape"]


@pytest.mark.parametrize("name", ["attempt-save", "attempt-finish", "attempt-answer", "attempt-check"])
def test_after_the_end_answers_are_refused_and_recorded(learner: Client, attempt: QuizAttempt, name: str) -> None:
    answers = right_answers(attempt)
    send(learner, "attempt-save", attempt, dict(list(answers.items())[:2]))
    attempt = set_clock(attempt, seconds_left=-90)
    response = send(learner, name, attempt, answers, check=str(next(iter(answers))))
    if name == "attempt-answer":
        assert response.status_code == 409
        assert response.json()["result"].endswith("/attempts/1/")
        assert "too late" in response.json()["message"]
    else:
        page = learner.get(response.headers["Location"]).content.decode()
        assert "too late" in page or "was over" in page
        assert "The time was up before you finished." in page
    attempt.refresh_from_db()
    assert attempt.score == 2
    assert attempt.max_score == 4
    assert attempt.ended_by == "clock"
    assert attempt.finished_at is not None
    assert attempt.finished_at == max(filter(None, (attempt.deadline, attempt.saved_at)))
    assert events(attempt) == ["closed", "late"]
    late = AttemptEvent.objects.get(kind="late")
    assert late.by == attempt.student
    assert late.details["count"] == 2, "those two that would have changed anything"
    closed = AttemptEvent.objects.get(kind="closed")
    assert closed.details == {"answered": 2, "missing": 2}
    assert Response.objects.filter(answer__isnull=False).count() == 2


def test_what_says_nothing_new_after_the_end_is_no_event(learner: Client, attempt: QuizAttempt) -> None:
    answers = right_answers(attempt)
    send(learner, "attempt-finish", attempt, answers)
    assert send(learner, "attempt-finish", attempt, answers).status_code == 302
    assert send(learner, "attempt-save", attempt, answers).status_code == 302
    assert events(attempt) == []
    for _n in range(3):
        send(learner, "attempt-save", attempt, {entries_of(attempt.content)[2].pk: {"text": ["Cusco"]}})
    assert events(attempt) == ["late"] * 3


@pytest.mark.parametrize("address", ["study", "attempt", "desk", "result", "start"])
def test_whoever_looks_finds_it_ended(learner: Client, attempt: QuizAttempt, address: str) -> None:
    set_clock(attempt, seconds_left=-90)
    match address:
        case "desk":
            learner.get("/study/")
        case "result":
            page = learner.get(f"/study/{attempt.content_id}/attempts/1/").content.decode()
            assert "0 <span>of 4 points" in page
        case "start":
            learner.post(url_of("attempt-start", attempt.content))
            assert QuizAttempt.objects.count() == 2
        case _:
            learner.get(url_of(address, attempt.content))
    attempt.refresh_from_db()
    assert (attempt.finished_at, attempt.ended_by) == (attempt.deadline, "clock")
    assert progress_of(attempt.student, attempt.content).status == "completed"
    assert events(attempt) == ["closed"]


def test_the_job_ends_what_nobody_looks_at(cast: Cast, quiz: Content, attempt: QuizAttempt) -> None:
    other = start_attempt(student=cast.classmate, content=quiz)
    set_clock(attempt, seconds_left=-61)
    set_clock(other, seconds_left=-59)
    close_attempts(timestamp=0)
    assert close_due() == 0
    attempt.refresh_from_db()
    other.refresh_from_db()
    assert attempt.is_finished
    assert not other.is_finished
    assert events(attempt) == ["closed"]
    assert [names for row, names in find_differences() if names and row.student == cast.student] == []


def test_one_that_fails_keeps_no_other_waiting(
    cast: Cast, quiz: Content, attempt: QuizAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start_attempt(student=cast.classmate, content=quiz)
    for one in (attempt, other):
        set_clock(one, seconds_left=-90)
    real = close_due.__globals__["close_attempt"]

    def fail_once(*, attempt: QuizAttempt) -> QuizAttempt:
        if attempt.student_id == cast.student.pk:
            raise RuntimeError("the disk is full")
        ended: QuizAttempt = real(attempt=attempt)
        return ended

    monkeypatch.setattr("progress.actions.closing.close_attempt", fail_once)
    assert close_due() == 1
    assert QuizAttempt.objects.open().get() == attempt


def test_one_ends_though_its_quiz_has_left_the_library(attempt: QuizAttempt, cast: Cast, jobs: JobsInMemory) -> None:
    set_clock(attempt, seconds_left=-90)
    unpublish_content(content=attempt.content, by=cast.teacher)
    assert close_due() == 1
    attempt.refresh_from_db()
    assert (attempt.ended_by, attempt.finished_at) == ("clock", attempt.deadline)
    publish_content(content=attempt.content, by=cast.teacher)
    run_jobs(jobs)
    assert progress_of(cast.student, attempt.content).status == "completed"
    assert [names for _row, names in find_differences() if names] == []


def test_an_essay_waits_for_a_person_after_the_clock_too(cast: Cast) -> None:
    essay = item("essay", stem="Why?")
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=(choice("2+2?", "4", "5"), essay), time_limit=1)
    attempt = start_attempt(student=cast.student, content=quiz)
    entry = entries_of(quiz)[1]
    client = Client()
    client.force_login(cast.student)
    send(client, "attempt-save", attempt, {entry.pk: {"text": ["Because."]}})
    set_clock(attempt, seconds_left=-90)
    close_due()
    response = Response.objects.get(item_version=entry)
    assert (response.answer, response.fraction) == ("Because.", None)
    attempt.refresh_from_db()
    assert attempt.score == 0
    assert attempt.max_score == 1
