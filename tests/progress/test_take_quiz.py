"""A student takes a quiz: the server owns the clock, the order and the answers, and loses none of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.actions.attempting import start_attempt
from progress.clock import mark_opening
from progress.models import QuizAttempt, Response
from tests.cast import Cast
from tests.factories import choice, item, make_guide, make_quiz, publish
from tests.progress.study import (
    entries_of,
    form_fields,
    now,
    place_of,
    progress_of,
    publish_changed,
    right_answers,
    url_of,
)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher), cast.reviewer)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return start_attempt(student=cast.student, content=quiz)


def send(client: Client, name: str, attempt: QuizAttempt, answers: dict[Any, Any], **more: Any) -> Any:
    return client.post(url_of(name, attempt.content), {**form_fields(answers, attempt), **more})


def show(client: Client, attempt: QuizAttempt) -> str:
    return client.get(url_of("attempt", attempt.content)).content.decode()


def result(client: Client, attempt: QuizAttempt) -> str:
    return client.get(f"/study/{attempt.content_id}/attempts/{attempt.number}/").content.decode()


def test_start_save_and_finish(learner: Client, quiz: Content, cast: Cast) -> None:
    page = learner.get(url_of("study", quiz)).content.decode()
    assert "4 questions" in page
    assert "60% of the points" in page
    assert "Start the quiz" in page
    assert learner.post(url_of("attempt-start", quiz)).headers["Location"] == url_of("attempt", quiz)
    attempt = QuizAttempt.objects.get()
    page = show(learner, attempt)
    assert "Which gas do plants take in?" in page
    assert "For photosynthesis." not in page
    answers = right_answers(attempt)
    first = dict(list(answers.items())[:2])
    assert send(learner, "attempt-save", attempt, first).headers["Location"] == url_of("attempt", quiz)
    assert show(learner, attempt).count("checked") == 2 + 1  # the switch of the shortcuts is on, too
    assert "Go on with your attempt" in learner.get(url_of("study", quiz)).content.decode()
    finished = send(learner, "attempt-finish", attempt, answers)
    assert finished.headers["Location"] == f"/study/{quiz.pk}/attempts/1/"
    page = result(learner, attempt)
    for words in [
        "4 <span>of 4 points",
        "Passed",
        "100%, and 60% passes",
        "Yes: Carbon dioxide.",
        "For photosynthesis.",
    ]:
        assert words in page
    assert "Try again" in learner.get(url_of("study", quiz)).content.decode()
    assert "4 of 4" in learner.get(url_of("study", quiz)).content.decode()


def test_wrong_answers_and_what_was_right(learner: Client, attempt: QuizAttempt) -> None:
    gas, whale, peru, product = entries_of(attempt.content)
    answers = {
        gas.pk: {"choice": [place_of(attempt, gas, 1)]},
        whale.pk: {"choice": ["true"]},
        peru.pk: {"text": ["Cusco"]},
        product.pk: {"text": ["42.0"]},
    }
    send(learner, "attempt-finish", attempt, answers)
    page = result(learner, attempt)
    assert "1 <span>of 4 points" in page
    assert "Not passed yet" in page
    assert "25%, and 60% passes" in page
    for words in ["Cusco", "Lima", "Carbon dioxide", "0 of 1", "1 of 1"]:
        assert words in page


def test_unanswered_questions_are_counted_once(learner: Client, attempt: QuizAttempt) -> None:
    some = dict(list(right_answers(attempt).items())[:3])
    response = send(learner, "attempt-finish", attempt, some)
    page = response.content.decode()
    assert response.status_code == 200
    assert "1 question has no answer yet." in page
    assert "Finish anyway" in page
    assert Response.objects.filter(answer__isnull=False).count() == 3
    assert send(learner, "attempt-finish", attempt, some, accepts_missing="1").status_code == 302
    attempt.refresh_from_db()
    assert (attempt.score, attempt.max_score) == (Decimal(3), Decimal(4))
    page = result(learner, attempt)
    assert "Not answered" in page


def test_an_essay_waits_for_a_person(learner: Client, cast: Cast) -> None:
    essay = item("essay", stem="Why is the sky blue?", grader_info="Rayleigh, secretly")
    statement = item("description", stem="Read this first.")
    quiz = publish(make_quiz(cast.teacher, items=(statement, choice("2+2?", "4", "5"), essay)), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    _text, question, essay_entry = entries_of(quiz)
    answers = {question.pk: {"choice": [place_of(attempt, question, 0)]}, essay_entry.pk: {"text": ["Light scatters."]}}
    page = show(learner, attempt)
    assert "Read this first." in page
    assert "Question 2" in page
    assert "Question 3" not in page
    assert "secretly" not in page
    send(learner, "attempt-finish", attempt, answers)
    page = result(learner, attempt)
    assert "1 <span>of 1 points" in page
    assert "1 answer waits for a person to grade it." in page
    assert "Waits for a person" in page
    assert "Light scatters." in page
    assert "secretly" not in page


def test_options_stand_in_an_order_of_the_attempt_alone(learner: Client, cast: Cast) -> None:
    options = [f"Option {n}" for n in range(8)]
    quiz = publish(make_quiz(cast.teacher, items=(choice("Which?", *options),)), cast.reviewer)
    orders = set()
    for _n in range(4):
        attempt = start_attempt(student=cast.student, content=quiz)
        page = show(learner, attempt)
        order = tuple(sorted(options, key=page.index))
        assert order == tuple(sorted(options, key=show(learner, attempt).index))
        assert 'value="0"' in page
        orders.add(order)
        right = entries_of(quiz)[0]
        answers = {right.pk: {"choice": [place_of(attempt, right, 0)]}}
        send(learner, "attempt-finish", attempt, answers)
        assert Response.objects.get(attempt=attempt).answer == [0]
    assert len(orders) > 1
    assert QuizAttempt.objects.filter(score=1).count() == 4


def test_the_author_can_keep_the_order(learner: Client, cast: Cast) -> None:
    options = [f"Option {n}" for n in range(8)]
    quiz = publish(make_quiz(cast.teacher, items=(choice("Which?", *options, shuffle=False),)), cast.reviewer)
    page = show(learner, start_attempt(student=cast.student, content=quiz))
    assert sorted(options, key=page.index) == options


def test_a_new_version_does_not_touch_an_attempt(learner: Client, attempt: QuizAttempt, cast: Cast) -> None:
    answers = right_answers(attempt)
    quiz = publish_changed(attempt.content, cast.reviewer, {"stem": "Which gas, asked anew?"})
    assert "Which gas do plants take in?" in show(learner, attempt)
    send(learner, "attempt-finish", attempt, answers)
    page = result(learner, attempt)
    assert "Which gas do plants take in?" in page
    assert "4 <span>of 4" in page
    assert progress_of(cast.student, quiz).quiz_score == 100
    learner.post(url_of("attempt-start", quiz))
    assert "asked anew" in show(learner, attempt)


def test_an_answer_can_be_taken_back(learner: Client, attempt: QuizAttempt) -> None:
    answers = right_answers(attempt)
    send(learner, "attempt-save", attempt, answers)
    peru = entries_of(attempt.content)[2].pk
    send(learner, "attempt-save", attempt, {peru: {"text": [""]}})
    assert Response.objects.get(item_version=peru).answer is None
    assert Response.objects.filter(answer__isnull=False).count() == 3


@pytest.mark.parametrize(
    ("place", "fields", "sentence"),
    [
        (0, {"choice": ["9"]}, "not among the options"),
        (0, {"choice": ["x"]}, "not among the options"),
        (0, {"choice": ["0", "1"]}, "Choose one option only"),
        (1, {"choice": ["maybe"]}, "Choose true or false"),
        (2, {"text": ["x" * 1_000_000]}, "at most 10000 fit"),
        (2, {"text": ["Lima", "Cusco"]}, "several were sent"),
        (3, {"text": ["forty-two"]}, "number"),
    ],
)
def test_a_bad_answer_gets_a_sentence_and_nothing_is_lost(
    learner: Client, attempt: QuizAttempt, place: int, fields: dict[str, list[str]], sentence: str
) -> None:
    answers = right_answers(attempt)
    bad = entries_of(attempt.content)[place]
    send(learner, "attempt-save", attempt, answers)
    for name in ("attempt-save", "attempt-finish"):
        response = send(learner, name, attempt, {**answers, bad.pk: fields})
        assert response.status_code == 422
        page = response.content.decode()
        assert sentence in page
        assert f'href="#question-{bad.pk}"' in page
        if "text" in fields:
            assert fields["text"][0] in page
    assert Response.objects.filter(answer__isnull=False).count() == 4
    attempt.refresh_from_db()
    assert not attempt.is_finished


def test_what_belongs_to_no_question_is_left_out(learner: Client, attempt: QuizAttempt, cast: Cast) -> None:
    other = publish(make_quiz(cast.colleague, title="Another"), cast.reviewer)
    stranger = entries_of(other)[0].pk
    answers = {**right_answers(attempt), stranger: {"choice": ["0"]}}
    response = send(learner, "attempt-save", attempt, answers)
    assert response.status_code == 302
    assert "belongs to no question of this attempt" in show(learner, attempt)
    assert Response.objects.count() == 4


@pytest.mark.parametrize("number", ["", "x", "7", "9" * 30, "-1"])
def test_an_attempt_that_is_not_there(learner: Client, attempt: QuizAttempt, number: str) -> None:
    for name in ("attempt-save", "attempt-finish"):
        assert learner.post(url_of(name, attempt.content), {"attempt": number}).status_code == 404


def test_after_the_finish(learner: Client, attempt: QuizAttempt) -> None:
    answers = right_answers(attempt)
    send(learner, "attempt-finish", attempt, answers)
    finished_at = QuizAttempt.objects.get().finished_at
    peru = entries_of(attempt.content)[2].pk
    response = send(learner, "attempt-save", attempt, {peru: {"text": ["Cusco"]}})
    assert response.headers["Location"].endswith("/attempts/1/")
    assert "came too late" in result(learner, attempt)
    send(learner, "attempt-finish", attempt, {peru: {"text": ["Cusco"]}})
    assert QuizAttempt.objects.get().finished_at == finished_at
    assert Response.objects.get(item_version=peru).answer == "Lima"
    assert learner.get(url_of("attempt", attempt.content)).headers["Location"] == url_of("study", attempt.content)


def test_starting_twice_goes_on_with_the_first(learner: Client, attempt: QuizAttempt) -> None:
    learner.post(url_of("attempt-start", attempt.content))
    assert QuizAttempt.objects.count() == 1
    second = QuizAttempt(
        student=attempt.student,
        content=attempt.content,
        version=attempt.version,
        number=2,
        seed=1,
        started_at=now(),
    )
    with pytest.raises(IntegrityError, match="attempt_one_open"), transaction.atomic():
        second.save(force_insert=True)


def test_time_is_capped_by_five_minutes_a_question(learner: Client, attempt: QuizAttempt, cast: Cast) -> None:
    opened = mark_opening(cast.student, attempt.content_id, now() - timedelta(hours=7))
    send(learner, "attempt-save", attempt, {}, opened=opened)
    assert progress_of(cast.student, attempt.content).time_spent == 4 * 300
    send(learner, "attempt-finish", attempt, right_answers(attempt), opened=opened)
    assert 4 * 300 <= progress_of(cast.student, attempt.content).time_spent <= 4 * 300 + 2
    assert 4 * 300 <= QuizAttempt.objects.get().seconds <= 4 * 300 + 2


def test_who_may(client: Client, attempt: QuizAttempt, quiz: Content, cast: Cast) -> None:
    posts = ("attempt-start", "attempt-save", "attempt-finish")
    assert client.get(url_of("study", quiz)).status_code == 302
    client.force_login(cast.classmate)
    answers = form_fields(right_answers(attempt), attempt)
    assert client.get(f"/study/{quiz.pk}/attempts/1/").status_code == 404
    assert client.get(url_of("attempt", quiz)).status_code == 302
    assert client.post(url_of("attempt-save", quiz), answers).status_code == 404
    assert client.post(url_of("attempt-finish", quiz), answers).status_code == 404
    for name in posts:
        assert client.get(url_of(name, quiz)).status_code == 405
    client.force_login(cast.stranger)
    for name in posts:
        assert client.post(url_of(name, quiz), answers).status_code == 403
    assert not Response.objects.exists()
    client.force_login(cast.student)
    Content.objects.filter(pk=quiz.pk).update(status=Content.Status.ARCHIVED)
    assert client.get(f"/study/{quiz.pk}/attempts/1/").status_code == 404


def test_a_guide_has_no_attempts(learner: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    assert learner.post(url_of("attempt-start", guide)).status_code == 404
    assert not QuizAttempt.objects.exists()


@pytest.mark.parametrize("questions", [5, 50])
def test_queries(
    learner: Client, cast: Cast, questions: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    items = tuple(choice(f"Question {n}?", "yes", "no") for n in range(questions))
    quiz = publish(make_quiz(cast.teacher, items=items), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = {entry.pk: {"choice": ["0"]} for entry in entries_of(quiz)}
    with django_assert_max_num_queries(15):
        show(learner, attempt)
    with django_assert_max_num_queries(17):  # two of them savepoints, for a test is one transaction
        assert send(learner, "attempt-save", attempt, answers).status_code == 302
    with django_assert_max_num_queries(27):  # what was wrong becomes cards; six are savepoints
        assert send(learner, "attempt-finish", attempt, answers).status_code == 302
    with django_assert_max_num_queries(15):
        result(learner, attempt)
    with django_assert_max_num_queries(15):
        learner.get(url_of("study", quiz))
