"""A quiz for practice goes from easy to hard: by what is known when an attempt begins, and so it stays."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.documents import DocumentItem, load_document
from content.forms.frames import frame_form
from content.kinds.quiz import QuizFrame, rules_in_words
from content.models import Content, ItemVersion
from progress.actions.attempting import finish_attempt, start_attempt
from progress.models import Calibration, ItemDifficulty, ItemStatistics, QuizAttempt
from tests.cast import Cast
from tests.content.studio_help import newest, open_editor, send
from tests.factories import choice, item, make_quiz
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, url_of

ITEMS: tuple[DocumentItem, ...] = (
    choice("Ask 0", "yes", "no"),
    item("description", stem="Read 1"),
    choice("Ask 2", "yes", "no"),
    choice("Ask 3", "yes", "no"),
    choice("Ask 4", "yes", "no"),
    choice("Ask 5", "yes", "no"),
    item("description", stem="Read 6"),
)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def make(cast: Cast, **rules: Any) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, items=ITEMS, easy_first=True, **{"mode": "practice", **rules})


def questions_of(quiz: Content) -> list[ItemVersion]:
    return [entry for entry in entries_of(quiz) if entry.heading.startswith("Ask")]


def calibrated(quiz: Content, *difficulties: float | None) -> None:
    """The questions of the quiz, in their order, are so hard."""
    calibration, _made = Calibration.objects.get_or_create(
        subject=None, defaults={"responses": 9, "students": 9, "items": 9, "computed_at": timezone.now()}
    )
    for entry, difficulty in zip(questions_of(quiz), difficulties, strict=False):
        ItemDifficulty.objects.update_or_create(
            item_version=entry,
            calibration=calibration,
            defaults={"difficulty": difficulty, "error": difficulty and 0.3, "count": 9, "right": 4},
        )


def facility(entry: ItemVersion, share: float | None, *, is_first: bool = True) -> None:
    ItemStatistics.objects.create(
        item_version=entry, is_first=is_first, count=9, facility=share, computed_at=timezone.now()
    )


def order(client: Client, quiz: Content) -> str:
    """What is asked, by number; texts in brackets."""
    page = client.get(url_of("attempt", quiz)).content.decode()
    found = re.findall(r"(Ask|Read) (\d)", page)
    return "".join(f"[{number}]" if what == "Read" else number for what, number in found)


def begin(learner: Client, quiz: Content, cast: Cast) -> str:
    start_attempt(student=cast.student, content=quiz)
    return order(learner, quiz)


def test_from_easy_to_hard_with_their_texts(learner: Client, cast: Cast) -> None:
    quiz = make(cast)
    calibrated(quiz, 0.4, 1.5, -2, 0.1, -0.5)
    assert begin(learner, quiz, cast) == "3540[1]2[6]"


def test_a_refresh_and_a_new_calibration_change_nothing(learner: Client, cast: Cast) -> None:
    quiz = make(cast)
    calibrated(quiz, 0.4, 1.5, -2, 0.1, -0.5)
    before = begin(learner, quiz, cast)
    calibrated(quiz, -3, -2, -1, 0, 1)
    assert order(learner, quiz) == before
    attempt = start_attempt(student=cast.student, content=quiz)
    assert order(learner, quiz) == before
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    page = learner.get(f"/study/{quiz.pk}/attempts/1/").content.decode()
    shown = re.sub(r'<span class="visually-hidden">.*?</span>', "", page)
    assert "".join(re.findall(r"Ask (\d)", shown)) == "35402"
    assert begin(learner, quiz, cast) == "0[1]2345[6]", "the next one goes by what is known then"


def test_facility_serves_where_there_is_no_estimate_and_the_rest_stays(learner: Client, cast: Cast) -> None:
    quiz = make(cast)
    calibrated(quiz, 0.4, None)
    _zero, two, three, four, _five = questions_of(quiz)
    facility(two, 0.9)
    facility(two, 0.1, is_first=False)
    facility(three, None)
    facility(four, 1.0)
    assert begin(learner, quiz, cast) == "4[1]2305[6]"


def test_nothing_known_is_the_authors_order(learner: Client, cast: Cast) -> None:
    assert begin(learner, make(cast), cast) == "0[1]2345[6]"


def test_it_goes_before_a_new_order_for_each(learner: Client, cast: Cast) -> None:
    quiz = make(cast, shuffle_questions=True)
    calibrated(quiz, 0.4, 1.5, -2, 0.1, -0.5)
    assert begin(learner, quiz, cast) == "3540[1]2[6]"


@pytest.mark.parametrize("rules", [{"mode": "graded"}, {"easy_first": False}])
def test_only_in_practice_and_where_she_says_so(learner: Client, cast: Cast, rules: dict[str, Any]) -> None:
    quiz = make_ruled_quiz(
        cast.teacher, cast.reviewer, items=ITEMS, **{"mode": "practice", "easy_first": True, **rules}
    )
    calibrated(quiz, 0.4, 1.5, -2, 0.1, -0.5)
    assert begin(learner, quiz, cast) == "0[1]2345[6]"
    assert QuizAttempt.objects.get().question_order is None


def test_one_a_page_and_of_what_is_drawn(learner: Client, cast: Cast) -> None:
    items = tuple(
        DocumentItem(each.type, each.data, pool="pool" if place in (2, 3, 4, 5) else "")
        for place, each in enumerate(ITEMS)
    )
    rules: dict[str, Any] = {"mode": "practice", "easy_first": True, "one_per_page": True}
    draws = [{"pool": "pool", "count": 2}]
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, draws=draws, **rules)
    calibrated(quiz, 5, 1, 2, 3, 4)
    start_attempt(student=cast.student, content=quiz)
    attempt = QuizAttempt.objects.get()
    assert attempt.question_order is not None
    assert len(attempt.question_order) == 3
    pages = [learner.get(f"{url_of('attempt', quiz)}?question={n}").content.decode() for n in (1, 2, 3)]
    shown = [int(match[1]) for page in pages if (match := re.search(r"Ask (\d)", page))]
    assert shown[2] == 0
    assert shown[:2] == sorted(shown[:2])


def test_starting_costs_the_same_whatever_the_number(cast: Cast) -> None:
    def count(number: int) -> int:
        items = tuple(choice(f"Ask {n}", "yes", "no") for n in range(number))
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, mode="practice", easy_first=True)
        calibrated(quiz, *range(number))
        with CaptureQueriesContext(connection) as queries:
            start_attempt(student=cast.student, content=quiz)
        return len(queries)

    count(2)
    assert count(3) == count(30)


def test_an_author_sets_it_and_reads_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    quiz = make_quiz(cast.teacher)
    send(client, quiz, open_editor(client, quiz), **{"frame-mode": "practice", "frame-easy_first": "on"})
    frame = load_document(newest(quiz)).frame
    assert isinstance(frame, QuizFrame)
    assert frame.easy_first
    assert "Questions go from easy to hard, by how students answered them" in list(rules_in_words(frame))
    fields = open_editor(client, quiz)
    assert fields["frame-easy_first"] == ["on"]
    page = client.get(f"/studio/{quiz.pk}/edit/").content.decode()
    assert "In practice, go from easy to hard" in page
    assert "A question that nobody has met stays where you put it" in page
    shown = frame_form("quiz", frame=frame)
    assert shown is not None
    assert any("easy_first" in [bound.name for bound in group.fields] for group in shown.groups)
