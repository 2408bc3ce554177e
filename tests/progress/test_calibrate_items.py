"""Items are calibrated in the background: which answers count, when it is worth the work, and what is written."""

from decimal import Decimal
from io import StringIO
from itertools import product
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Avg
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from content.models import Content, Topic
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.calibrating import calibrate, calibrate_due, find_due
from progress.difficulty.answers import load_first_answers
from progress.difficulty.estimating import estimate
from progress.models import Calibration, ItemDifficulty, QuizAttempt, StudentAbility
from progress.tasks import calibrate as job
from tests.cast import Cast, make_cast
from tests.factories import QUESTIONS, make_quiz, publish
from tests.progress.answered import answer_all, make_students
from tests.progress.study import entries_of, later, publish_changed
from tests.together import at_once

EVERY = list(product((0, 1), repeat=4))  # sixteen students, no two alike


@pytest.fixture
def biology(cast: Cast) -> Topic:
    return Topic.objects.at_path("Biology")


@pytest.fixture
def quiz(cast: Cast, biology: Topic) -> Content:
    cells = Topic.objects.at_path("Biology / Cells")
    return publish(make_quiz(cast.teacher, topic=cells), cast.reviewer)


def told(subject: Topic | None) -> dict[tuple[UUID, UUID], bool]:
    answers = load_first_answers(subject)
    return {
        (answers.students[student], answers.items[item]): right
        for student, item, right in zip(
            answers.student.tolist(), answers.item.tolist(), answers.right.tolist(), strict=True
        )
    }


def answered(quiz: Content, count: int = 16, name: str = "pupil") -> list[User]:
    students = make_students(count, name)
    answer_all(quiz, {student: EVERY[n % 16] for n, student in enumerate(students)})
    return students


def test_a_subject_is_the_topic_at_the_top_and_all_below(quiz: Content, biology: Topic, cast: Cast) -> None:
    """Not one whose name only begins alike."""
    above = publish(make_quiz(cast.teacher, title="All", topic=biology), cast.reviewer)
    alike = publish(make_quiz(cast.teacher, topic=Topic.objects.at_path("Biology 2 / Cells")), cast.reviewer)
    for content in (quiz, above, alike):
        answer_all(content, {cast.student: [1]})
    assert {item for _student, item in told(biology)} == {entries_of(each)[0].pk for each in (quiz, above)}


def test_first_answers_count_by_their_wording(quiz: Content, biology: Topic, cast: Cast) -> None:
    student, before = cast.student, entries_of(quiz)
    answer_all(quiz, {student: [1, 0.5, -0.25]})
    publish_changed(quiz, cast.reviewer, {"stem": "Which gas do plants breathe in?"})
    quiz.refresh_from_db()
    answer_all(quiz, {student: [0, 1, 1, 1], cast.classmate: [1, 1]}, number=2)
    after = entries_of(quiz)
    assert told(biology) == {
        (student.pk, before[0].pk): True,
        (student.pk, before[1].pk): False,
        (student.pk, before[2].pk): False,
        (student.pk, after[3].pk): True,
        (cast.classmate.pk, after[0].pk): True,
        (cast.classmate.pk, after[1].pk): True,
    }


def test_what_does_not_count(quiz: Content, biology: Topic, cast: Cast) -> None:
    """An answer that waits for a grader, though a later one does not; what the author answers; an open attempt; other
    subjects."""
    entries = entries_of(quiz)
    answer_all(quiz, {cast.student: [None, 1], cast.teacher: [1, 1]})
    answer_all(quiz, {cast.student: [1, 0]}, number=2)
    start_attempt(student=cast.classmate, content=quiz)
    elsewhere = publish(make_quiz(cast.teacher, title="Other", topic=None), cast.reviewer)
    answer_all(elsewhere, {cast.student: [1]})
    assert told(biology) == {(cast.student.pk, entries[1].pk): True}
    assert told(None) == {(cast.student.pk, entries_of(elsewhere)[0].pk): True}


def test_what_was_left_out_is_not_right(quiz: Content, biology: Topic, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    assert list(told(biology).values()) == [False] * 4


def test_the_estimates_are_written(quiz: Content, biology: Topic) -> None:
    students = make_students(17)
    marks: dict[User, Any] = {student: [*EVERY[n][:3], 1] for n, student in enumerate(students[:16])}
    answer_all(quiz, {**marks, students[16]: []})
    calibration = calibrate(subject=biology)
    assert (calibration.responses, calibration.students, calibration.items) == (64, 16, 4)
    assert calibration.has_converged
    rows = {row.item_version_id: row for row in ItemDifficulty.objects.filter(calibration=calibration)}
    one, two, three, always = (rows[entry.pk] for entry in entries_of(quiz))
    for row in (one, two, three):
        assert row.difficulty == pytest.approx(0, abs=1e-4)
        assert row.error is not None
        assert (row.count, row.right) == (16, 8)
    assert (always.difficulty, always.error, always.count, always.right) == (None, None, 16, 16)
    abilities = StudentAbility.objects.filter(calibration=calibration)
    assert abilities.count() == 16
    assert {row.count for row in abilities} == {3}
    mean = abilities.aggregate(mean=Avg("ability"))["mean"]
    assert mean == pytest.approx(0, abs=1e-3)


def test_a_second_time_replaces_the_first(quiz: Content, biology: Topic) -> None:
    answered(quiz)
    first = calibrate(subject=biology)
    values = list(ItemDifficulty.objects.order_by("item_version").values_list("item_version", "difficulty", "error"))
    again = calibrate(subject=biology)
    assert again.pk == first.pk
    assert again.computed_at > first.computed_at
    assert (
        list(ItemDifficulty.objects.order_by("item_version").values_list("item_version", "difficulty", "error"))
        == values
    )
    assert StudentAbility.objects.count() == 16


def test_one_that_read_earlier_changes_nothing(quiz: Content, biology: Topic) -> None:
    answered(quiz)
    with later(hours=1):
        latest = calibrate(subject=biology)
    kept = set(ItemDifficulty.objects.values_list("pk", flat=True))
    assert calibrate(subject=biology).computed_at == latest.computed_at
    assert set(ItemDifficulty.objects.values_list("pk", flat=True)) == kept


def test_when_it_is_due(quiz: Content, biology: Topic) -> None:
    now = timezone.now
    assert find_due(now()) == []
    answered(quiz)  # 64 answers
    assert find_due(now()) == [biology]
    calibrate(subject=biology)
    assert find_due(now()) == []
    few, more = make_students(2, "late")
    answer_all(quiz, {few: [1, 0, 1]})
    assert find_due(now()) == [], "3 new ones are less than 5%"
    answer_all(quiz, {more: [1]})
    assert find_due(now()) == [biology]
    calibrate(subject=biology)
    with later(days=1, minutes=1) as then:
        assert find_due(then) == [biology]
    Calibration.objects.update(responses=10_000)
    answered(quiz, 7, "new")
    assert find_due(now()) == []
    answered(quiz, 1, "last")
    assert find_due(now()) == [biology], "30 of 32 are enough"


def test_asking_what_is_due_costs_a_query_a_subject(quiz: Content, biology: Topic) -> None:
    answered(quiz)
    calibrate(subject=biology)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            find_due(timezone.now())
        return len(queries)

    before = count()
    answered(quiz, 40, "more")
    assert count() == before


def test_the_job_does_all_that_is_due_and_one_failure_stops_nothing(quiz: Content, biology: Topic, cast: Cast) -> None:
    answered(quiz)
    answered(publish(make_quiz(cast.teacher, title="Free", topic=None), cast.reviewer), 5, "free")
    answers = [ValueError("no"), *[mock.DEFAULT] * 9]
    with mock.patch("progress.actions.calibrating.estimate", side_effect=answers, wraps=estimate):
        job(timestamp=0)
    assert list(Calibration.objects.values_list("subject", flat=True)) == [None]
    assert calibrate_due() == 1
    assert Calibration.objects.count() == 2
    assert calibrate_due() == 0


def test_a_topic_that_is_no_subject_any_more(quiz: Content, biology: Topic) -> None:
    answered(quiz)
    calibrate(subject=biology)
    science = Topic.objects.at_path("Science")
    Topic.objects.filter(pk=biology.pk).update(parent=science, path="Science / Biology")
    Topic.objects.filter(name="Cells").update(path="Science / Biology / Cells")
    calibrate_due()
    assert Calibration.objects.get().subject_id == science.pk


def test_the_command(quiz: Content, biology: Topic) -> None:
    answered(quiz)
    out = StringIO()
    call_command("calibrate", stdout=out)
    assert "Biology: 64 answers, 16 students, 4 items; spread 0." in out.getvalue()
    assert "without a topic: 0 answers, 0 students, 0 items; spread none, nothing to estimate" in out.getvalue()
    call_command("calibrate", "--subject", "biology", stdout=out)
    with pytest.raises(CommandError, match="no topic “Chemistry” at the top"):
        call_command("calibrate", "--subject", "Chemistry")


@pytest.mark.django_db(transaction=True)
def test_twice_at_once() -> None:
    people = make_cast()
    quiz = publish(make_quiz(people.teacher, topic=Topic.objects.at_path("Biology"), items=QUESTIONS), people.reviewer)
    answered(quiz)
    subject = Topic.objects.get()
    at_once(lambda: calibrate(subject=subject), times=3)
    assert Calibration.objects.count() == 1
    assert ItemDifficulty.objects.count() == 4
    assert StudentAbility.objects.count() == 16
    assert QuizAttempt.objects.count() == 16
    assert Calibration.objects.get().responses == Decimal(64)
