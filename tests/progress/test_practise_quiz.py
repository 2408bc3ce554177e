"""A quiz for practice: each answer can be checked, tells at once how it was, and stands from then on."""

from typing import Any

import pytest
from django.test import Client

from accounts.refusals import Refusal, WrongState
from content.models import Content
from progress.actions.attempting import check_answer, finish_attempt, save_answers, start_attempt
from progress.models import AttemptEvent, QuizAttempt, Response
from tests.cast import Cast
from tests.factories import QUESTIONS, item
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, form_fields, place_of, progress_of, right_answers, url_of


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice", results="score")


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return start_attempt(student=cast.student, content=quiz)


def check(client: Client, attempt: QuizAttempt, question: Any, answers: dict[Any, Any], **more: Any) -> Any:
    fields = {**form_fields(answers, attempt), "check": str(question), **more}
    return client.post(url_of("attempt-check", attempt.content), fields)


def show(client: Client, attempt: QuizAttempt) -> str:
    return client.get(url_of("attempt", attempt.content)).content.decode()


def test_check_an_answer(learner: Client, attempt: QuizAttempt) -> None:
    gas, whale, *_rest = entries_of(attempt.content)
    page = show(learner, attempt)
    assert page.count('name="check"') == 4
    assert "For photosynthesis." not in page
    answers = {gas.pk: {"choice": [place_of(attempt, gas, 1)]}, whale.pk: {"choice": ["false"]}}
    response = check(learner, attempt, gas.pk, answers)
    assert response.headers["Location"] == f"{url_of('attempt', attempt.content)}#question-{gas.pk}"
    page = show(learner, attempt)
    for words in ("For photosynthesis.", "Carbon dioxide", "Wrong", "0 of 1"):
        assert words in page
    assert "It is a mammal." not in page, "the other question is saved, and tells nothing"
    assert page.count('name="check"') == 3
    fixed = Response.objects.get(item_version=gas)
    assert fixed.fraction == 0
    assert fixed.checked_at is not None
    assert Response.objects.get(item_version=whale).checked_at is None


def test_what_was_checked_stands(learner: Client, attempt: QuizAttempt) -> None:
    peru = entries_of(attempt.content)[2].pk
    check(learner, attempt, peru, {peru: {"text": ["Cusco"]}})
    at = Response.objects.get().checked_at
    for name in ("attempt-save", "attempt-answer"):
        response = learner.post(url_of(name, attempt.content), form_fields({peru: {"text": ["Lima"]}}, attempt))
        told = response.json()["notes"][0] if name == "attempt-answer" else show(learner, attempt)
        assert "checked already cannot be changed any more" in told
    check(learner, attempt, peru, {peru: {"text": ["Lima"]}})
    kept = Response.objects.get()
    assert kept.fraction == 0
    assert (kept.answer, kept.checked_at) == ("Cusco", at)
    assert set(AttemptEvent.objects.values_list("kind", "item_version")) == {("fixed", peru)}


def test_checking_twice_changes_nothing(learner: Client, attempt: QuizAttempt) -> None:
    peru = entries_of(attempt.content)[2].pk
    for _n in range(2):
        assert check(learner, attempt, peru, {peru: {"text": ["Lima"]}}).status_code == 302
    assert not AttemptEvent.objects.exists()


def test_finish_after_checking(learner: Client, attempt: QuizAttempt) -> None:
    answers = right_answers(attempt)
    peru = entries_of(attempt.content)[2].pk
    check(learner, attempt, peru, {peru: {"text": ["Cusco"]}})
    del answers[peru]
    learner.post(url_of("attempt-finish", attempt.content), form_fields(answers, attempt))
    page = learner.get(f"/study/{attempt.content_id}/attempts/1/").content.decode()
    assert "3 <span>of 4 points" in page
    assert "For photosynthesis." in page, "practice has shown it all already"
    assert progress_of(attempt.student, attempt.content).quiz_score == 75


@pytest.mark.parametrize(("sent", "sentence"), [("", "Answer the question first"), ("x" * 20_000, "at most 10000 fit")])
def test_what_cannot_be_checked(learner: Client, attempt: QuizAttempt, sent: str, sentence: str) -> None:
    peru = entries_of(attempt.content)[2].pk
    response = check(learner, attempt, peru, {peru: {"text": [sent]}})
    page = response.content.decode() if response.status_code == 422 else show(learner, attempt)
    assert sentence in page
    assert not Response.objects.filter(checked_at__isnull=False).exists()


@pytest.mark.parametrize("question", ["", "x", "01a22a9a-37a4-770a-8cf9-51b534e50a5c"])
def test_a_question_that_is_not_there(learner: Client, attempt: QuizAttempt, question: str) -> None:
    assert check(learner, attempt, question, {}).status_code in (302, 404)
    assert not Response.objects.exists()


def test_only_in_practice(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, title="Graded")
    attempt = start_attempt(student=cast.student, content=quiz)
    question, fields = next(iter(right_answers(attempt).items()))
    with pytest.raises(Refusal, match="once you have finished it"):
        check_answer(attempt=attempt, by=cast.student, question=question, answers={question: fields}, as_shown=True)
    response = Response.objects.get()
    assert (response.answer, response.checked_at, response.fraction) == ([0], None, None), "it is saved all the same"


def test_after_the_finish(attempt: QuizAttempt, cast: Cast) -> None:
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    question, fields = next(iter(right_answers(attempt).items()))
    with pytest.raises(WrongState):
        check_answer(attempt=attempt, by=cast.student, question=question, answers={question: fields}, as_shown=True)


def test_an_essay_is_fixed_and_waits(learner: Client, cast: Cast) -> None:
    essay = item("essay", stem="Why?", explanation="Because of Rayleigh.")
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, mode="practice", items=(essay, *QUESTIONS))
    attempt = start_attempt(student=cast.student, content=quiz)
    entry = entries_of(quiz)[0]
    check(learner, attempt, entry.pk, {entry.pk: {"text": ["Light."]}})
    page = show(learner, attempt)
    assert "Waits for a person" in page
    assert "Because of Rayleigh." in page
    save_answers(attempt=attempt, by=cast.student, answers={entry.pk: {"text": ["Other."]}})
    assert Response.objects.get().answer == "Light."


def test_who_may(client: Client, attempt: QuizAttempt, cast: Cast) -> None:
    url = url_of("attempt-check", attempt.content)
    assert client.get(url).status_code == 302
    client.force_login(cast.classmate)
    assert client.post(url, {"attempt": "1", "check": "x"}).status_code == 404
    client.force_login(cast.stranger)
    assert client.post(url, {"attempt": "1"}).status_code == 403
    client.force_login(cast.student)
    assert client.get(url).status_code == 405
