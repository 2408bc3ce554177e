"""Each answer is saved as it is given, by a script or with the whole form, on one device or on two."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.digests import answer_digest
from progress.models import AttemptEvent, QuizAttempt, Response
from tests.cast import Cast
from tests.factories import choice, item, make_quiz, publish
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, form_fields, place_of, url_of


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


@pytest.fixture
def attempt(cast: Cast) -> QuizAttempt:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    return start_attempt(student=cast.student, content=quiz)


def was(attempt: QuizAttempt, question: UUID, answer: Any = None) -> list[str]:
    return [answer_digest(attempt, question, answer)]


def save(client: Client, attempt: QuizAttempt, answers: dict[Any, Any], **more: Any) -> Any:
    return client.post(url_of("attempt-answer", attempt.content), {**form_fields(answers, attempt), **more})


def kept(question: UUID) -> Any:
    return Response.objects.get(item_version=question).answer


def events() -> list[str]:
    return sorted(AttemptEvent.objects.values_list("kind", flat=True))


def test_one_answer(learner: Client, attempt: QuizAttempt) -> None:
    peru = entries_of(attempt.content)[2].pk
    told = save(learner, attempt, {peru: {"text": ["Lima"], "was": was(attempt, peru)}}).json()
    assert kept(peru) == "Lima"
    assert told["message"].startswith("Saved at ")
    assert told["was"] == {str(peru): was(attempt, peru, "Lima")[0]}
    assert told["answered"] == [str(peru)]
    assert (told["notes"], told["errors"], told["elsewhere"], told["seconds_left"]) == ([], {}, [], None)
    assert told["opened"]


def test_nothing_may_be_asked(learner: Client, attempt: QuizAttempt) -> None:
    assert save(learner, attempt, {}).json()["was"] == {}


def test_the_page_says_what_each_answer_was(learner: Client, attempt: QuizAttempt) -> None:
    peru, product = (entry.pk for entry in entries_of(attempt.content)[2:])
    save(learner, attempt, {peru: {"text": ["Lima"]}})
    page = learner.get(url_of("attempt", attempt.content)).content.decode()
    assert f'name="q-{peru}-was" value="{was(attempt, peru, "Lima")[0]}"' in page
    assert f'name="q-{product}-was" value="{was(attempt, product)[0]}"' in page
    assert f'name="of" value="{attempt.pk}"' in page


def test_what_was_not_touched_here_overwrites_nothing(learner: Client, attempt: QuizAttempt) -> None:
    peru, product = (entry.pk for entry in entries_of(attempt.content)[2:])
    save(learner, attempt, {peru: {"text": ["Lima"], "was": was(attempt, peru)}})
    # A form that was opened before that, on another device.
    blank = {
        peru: {"text": [""], "was": was(attempt, peru)},
        product: {"text": ["42"], "was": was(attempt, product)},
    }
    response = learner.post(url_of("attempt-save", attempt.content), form_fields(blank, attempt))
    assert response.status_code == 302
    assert (kept(peru), kept(product)) == ("Lima", "42")
    assert "You had answered" not in learner.get(response.headers["Location"]).content.decode()
    finished = learner.post(
        url_of("attempt-finish", attempt.content), form_fields(blank, attempt) | {"accepts_missing": "1"}
    )
    assert finished.headers["Location"].endswith("/attempts/1/")
    assert kept(peru) == "Lima"


def test_where_both_answered_the_latest_counts_and_she_is_told(learner: Client, attempt: QuizAttempt) -> None:
    peru = entries_of(attempt.content)[2].pk
    save(learner, attempt, {peru: {"text": ["Lima"], "was": was(attempt, peru)}})
    told = save(learner, attempt, {peru: {"text": ["Cusco"], "was": was(attempt, peru)}}).json()
    assert kept(peru) == "Cusco"
    assert "You had answered 1 question on another device since. What you sent last counts." in told["notes"]
    assert told["elsewhere"] == [str(peru)]
    form = form_fields({peru: {"text": ["Lima"], "was": was(attempt, peru)}}, attempt)
    page = learner.post(url_of("attempt-save", attempt.content), form, follow=True).content.decode()
    assert "on another device since" in page
    assert kept(peru) == "Lima"


def test_what_was_left_behind_yields(learner: Client, attempt: QuizAttempt) -> None:
    peru, product = (entry.pk for entry in entries_of(attempt.content)[2:])
    save(learner, attempt, {peru: {"text": ["Lima"], "was": was(attempt, peru)}})
    late = {
        peru: {"text": ["Cusco"], "was": was(attempt, peru)},
        product: {"text": ["42"], "was": was(attempt, product)},
    }
    told = save(learner, attempt, late, yields="1").json()
    assert (kept(peru), kept(product)) == ("Lima", "42")
    assert (told["elsewhere"], told["notes"]) == ([str(peru)], [])


def test_sending_again_is_no_other_device(learner: Client, attempt: QuizAttempt) -> None:
    """The answer to the first request was lost on the way."""
    peru = entries_of(attempt.content)[2].pk
    for _n in range(3):
        told = save(learner, attempt, {peru: {"text": ["Lima"], "was": was(attempt, peru)}}).json()
        assert told["notes"] == []
    assert Response.objects.count() == 1


def test_a_digest_says_nothing_elsewhere(attempt: QuizAttempt, cast: Cast) -> None:
    peru, product = (entry.pk for entry in entries_of(attempt.content)[2:])
    other = start_attempt(student=cast.classmate, content=attempt.content)
    told = {*was(attempt, peru, "1"), *was(attempt, product, "1"), *was(other, peru, "1"), *was(attempt, peru, "2")}
    assert len(told) == 4


@pytest.mark.parametrize(
    ("place", "fields", "sentence"),
    [
        (0, {"choice": ["9"]}, "not among the options"),
        (1, {"choice": ["maybe"]}, "Choose true or false"),
        (2, {"text": ["x" * 1_000_000]}, "at most 10000 fit"),
        (3, {"text": ["forty-two"]}, "number"),
    ],
)
def test_what_cannot_be_an_answer(
    learner: Client, attempt: QuizAttempt, place: int, fields: dict[str, list[str]], sentence: str
) -> None:
    bad = entries_of(attempt.content)[place].pk
    told = save(learner, attempt, {bad: fields}).json()
    assert sentence in told["errors"][str(bad)]
    assert told["answered"] == []
    assert not Response.objects.exists()
    event = AttemptEvent.objects.get()
    assert (event.kind, event.item_version_id, event.by) == ("shape", bad, attempt.student)
    assert "x" * 100 not in str(event.details)


def test_a_question_of_another_quiz(learner: Client, attempt: QuizAttempt, cast: Cast) -> None:
    other = publish(make_quiz(cast.colleague, title="Another"), cast.reviewer)
    strange = entries_of(other)[0].pk
    told = save(learner, attempt, {strange: {"choice": ["0"]}}).json()
    assert "belongs to no question of this attempt" in told["notes"][0]
    assert not Response.objects.exists()
    assert AttemptEvent.objects.get().details == {"questions": [str(strange)], "count": 1}


def test_a_question_that_was_not_drawn(learner: Client, cast: Cast) -> None:
    items = tuple(replace(choice(f"Question {n}?", "yes", "no"), pool="A") for n in range(4))
    draws = [{"pool": "A", "count": 1}]
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, draws=draws)
    attempt = start_attempt(student=cast.student, content=quiz)
    told = save(learner, attempt, {entry.pk: {"choice": ["0"]} for entry in entries_of(quiz)}).json()
    assert len(told["answered"]) == 1
    assert Response.objects.count() == 1
    assert AttemptEvent.objects.get().details["count"] == 3


def test_a_page_of_another_student(client: Client, attempt: QuizAttempt, cast: Cast) -> None:
    """Somebody else logged in on the same computer, and the page of the first is open still."""
    own = start_attempt(student=cast.classmate, content=attempt.content)
    client.force_login(cast.classmate)
    peru = entries_of(attempt.content)[2].pk
    for name in ("attempt-answer", "attempt-save", "attempt-finish", "attempt-check"):
        form = form_fields({peru: {"text": ["Lima"]}}, attempt) | {"of": str(attempt.pk), "check": str(peru)}
        response = client.post(url_of(name, attempt.content), form)
        assert response.status_code == 404
        assert "belonged to another student" in (
            response.json()["message"] if name == "attempt-answer" else response.content.decode()
        )
    assert not Response.objects.exists()
    assert events() == ["foreign"] * 4
    assert set(AttemptEvent.objects.values_list("attempt", "by")) == {(attempt.pk, cast.classmate.pk)}
    client.post(
        url_of("attempt-answer", attempt.content), form_fields({peru: {"text": ["Lima"]}}, own) | {"of": str(own.pk)}
    )
    assert Response.objects.get().attempt == own


def test_who_may(client: Client, attempt: QuizAttempt, cast: Cast) -> None:
    url, answers = url_of("attempt-answer", attempt.content), form_fields({}, attempt)
    assert client.post(url, answers).status_code == 302
    for person, expected in ((cast.student, 200), (cast.classmate, 404), (cast.stranger, 403)):
        client.force_login(person)
        assert client.post(url, answers).status_code == expected
        assert client.get(url).status_code == 405
    Content.objects.filter(pk=attempt.content_id).update(status=Content.Status.ARCHIVED)
    client.force_login(cast.student)
    refused = client.post(url, answers)
    assert refused.status_code == 404
    assert "not in the library" in refused.json()["message"]


def test_who_sends_for_ever_says_nothing_new(learner: Client, attempt: QuizAttempt) -> None:
    peru = entries_of(attempt.content)[2].pk
    AttemptEvent.objects.bulk_create(
        [AttemptEvent(attempt=attempt, kind="shape", at=attempt.started_at) for _n in range(100)]
    )
    save(learner, attempt, {peru: {"text": ["x" * 20_000]}})
    assert AttemptEvent.objects.count() == 100


def test_an_answer_read_again_is_the_same(learner: Client, cast: Cast) -> None:
    """A page that shows a kept answer sends back what equals it, so that it counts as not touched."""
    items = (
        item("essay", stem="Why?"),
        item("short_answer", stem="Say it", answers=[{"text": "a", "credit": 100}]),
        item("true_false", stem="So?", answer=True),
    )
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items)
    attempt = start_attempt(student=cast.student, content=quiz)
    essay, short, _truth = (entry.pk for entry in entries_of(quiz))
    save(learner, attempt, {essay: {"text": ["One\r\n\r\n  two  \r\nthree "]}, short: {"text": ["  a   b "]}})
    before = (kept(essay), kept(short))
    save(learner, attempt, {essay: {"text": ["Changed elsewhere"]}})
    again = {essay: {"text": [before[0].replace("\n", "\r\n")], "was": was(attempt, essay, before[0])}}
    told = save(learner, attempt, again).json()
    assert told["elsewhere"] == []
    assert kept(essay) == "Changed elsewhere"


def _queries(client: Client, name: str, attempt: QuizAttempt, answers: dict[Any, Any], **more: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url_of(name, attempt.content), {**form_fields(answers, attempt), **more})
    assert response.status_code in (200, 302)
    return len(queries)


def test_queries_are_constant_whatever_the_quiz_and_the_history(learner: Client, cast: Cast) -> None:
    counts: dict[str, set[int]] = {"attempt-answer": set(), "attempt-save": set(), "attempt-finish": set()}
    for questions in (5, 200):
        items = tuple(choice(f"Question {n}?", "yes", "no") for n in range(questions))
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, title=f"{questions} questions", time_limit=20)
        for past in (1, 50):
            _fill_history(cast, quiz, past)
            attempt = start_attempt(student=cast.student, content=quiz)
            first, second, *_rest = (entry.pk for entry in entries_of(quiz))
            save(learner, attempt, {first: {"choice": ["1"]}})  # what is made once is there
            counts["attempt-answer"].add(_queries(learner, "attempt-answer", attempt, {second: {"choice": ["0"]}}))
            every = {entry.pk: {"choice": [place_of(attempt, entry, 1)]} for entry in entries_of(quiz)}  # all wrong
            counts["attempt-save"].add(_queries(learner, "attempt-save", attempt, every))
            counts["attempt-finish"].add(_queries(learner, "attempt-finish", attempt, every))
    assert {name: len(found) for name, found in counts.items()} == dict.fromkeys(counts, 1), counts
    assert max(map(max, (counts["attempt-answer"], counts["attempt-save"]))) <= 17, counts  # two of them savepoints
    assert max(counts["attempt-finish"]) <= 27, counts  # and what was wrong became cards


def _fill_history(cast: Cast, quiz: Content, attempts: int) -> None:
    while QuizAttempt.objects.filter(student=cast.student, content=quiz).count() < attempts:
        attempt = start_attempt(student=cast.student, content=quiz)
        finish_attempt(attempt=attempt, by=cast.student, answers=right_of(attempt), accepts_missing=True)


def right_of(attempt: QuizAttempt) -> dict[UUID, dict[str, list[str]]]:
    return {entry.pk: {"choice": ["0"]} for entry in entries_of(attempt.content)[:3]}
