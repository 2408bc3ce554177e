"""One student in a class: the figures of her row, each with what it is made of. Her teachers and she herself are shown
the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from content.models import ItemVersion
from progress.classes.answers import Answer, load_answers
from progress.classes.figures import Cell, Row, assignments_of, load_rows
from progress.classes.helping import Struggle
from progress.classes.wordings import load_wordings, question_of
from progress.models import Assignment, Classroom, LearningProgress, QuizAttempt
from progress.models.memory import Rating
from progress.rules import quiz_frame
from progress.visibility import shows_marks


@dataclass(frozen=True)
class WrongAnswer:
    """An item that she did not get wholly right, as it is worded now, and what she answered, in words."""

    answer: Answer
    wording: ItemVersion
    text: str


@dataclass(frozen=True)
class StuckOn:
    """What she needs help with, as it is worded now."""

    struggle: Struggle
    wording: ItemVersion | None


@dataclass(frozen=True)
class Detail:
    """One assignment. `time_spent` (seconds) and `seen_at` are of the piece as a whole, like the `attempts` at it, of
    which the latest finished one counts for what is `wrong` among the `answered` items. `is_told` says whether she may
    know which questions those are: not where her quiz tells the score alone."""

    cell: Cell
    time_spent: int
    seen_at: datetime | None
    attempts: Sequence[QuizAttempt]
    answered: int
    wrong: Sequence[WrongAnswer]
    stuck: Sequence[StuckOn]
    is_told: bool


@dataclass(frozen=True)
class StudentFigures:
    row: Row
    details: Sequence[Detail]

    @property
    def stuck(self) -> list[tuple[Detail, StuckOn]]:
        return [(detail, stuck) for detail in self.details for stuck in detail.stuck]


def load_student(classroom: Classroom, student: User, now: datetime) -> StudentFigures:
    """Nine queries, whatever she did."""
    given = list(_with_time(assignments_of(classroom, now), student))
    (row,) = load_rows(given, [student])
    contents = [each.content_id for each in given]
    answers = _by_piece(load_answers([student.pk], contents))
    attempts = _load_attempts(student, contents)
    wrong = [answer for found in answers.values() for answer in found if not answer.is_right]
    items = [answer.item_id for answer in wrong] + [struggle.item_id for struggle in row.struggles]
    wordings = load_wordings(contents, items, filter(None, (answer.version_id for answer in wrong)))
    details = [
        _detail(cell, attempts.get(cell.assignment.content_id, []), answers[cell.assignment.content_id], wordings)
        for cell in row.cells
    ]
    return StudentFigures(row, details)


def _with_time(given: QuerySet[Assignment], student: User) -> QuerySet[Assignment]:
    progress = LearningProgress.objects.filter(student=student, content=OuterRef("content"))
    return given.annotate(
        time_spent=Subquery(progress.values("time_spent")), seen_at=Subquery(progress.values("last_accessed_at"))
    )


def _load_attempts(student: User, contents: Sequence[UUID]) -> Mapping[UUID, list[QuizAttempt]]:
    """Hers at these quizzes, the first one first, with the rules of each."""
    attempts: dict[UUID, list[QuizAttempt]] = defaultdict(list)
    found = QuizAttempt.objects.filter(student=student, content__in=contents).select_related("version", "content")
    needed = ("number", "started_at", "finished_at", "score", "max_score", "seconds", "assignment", "student")
    for attempt in found.only(*needed, "version__frame", "version__content", "content__kind").order_by("number"):
        attempt.version.content = attempt.content
        attempts[attempt.content_id].append(attempt)
    return attempts


def _by_piece(answers: Sequence[Answer]) -> Mapping[UUID, list[Answer]]:
    pieces: dict[UUID, list[Answer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda answer: (answer.share, answer.at)):
        pieces[answer.content_id].append(answer)
    return pieces


def _detail(
    cell: Cell, attempts: Sequence[QuizAttempt], answers: Sequence[Answer], wordings: Mapping[UUID, ItemVersion]
) -> Detail:
    held: dict[str, Any] = vars(cell.assignment)
    return Detail(
        cell=cell,
        time_spent=held["time_spent"] or 0,
        seen_at=held["seen_at"],
        attempts=attempts,
        answered=len(answers),
        wrong=[_worded(answer, wordings) for answer in answers if not answer.is_right and answer.item_id in wordings],
        stuck=[StuckOn(struggle, wordings.get(struggle.item_id)) for struggle in cell.struggles],
        is_told=all(shows_marks(quiz_frame(attempt.version)) for attempt in attempts),
    )


def _worded(answer: Answer, wordings: Mapping[UUID, ItemVersion]) -> WrongAnswer:
    return WrongAnswer(answer, wordings[answer.item_id], say_answer(answer, wordings))


def say_answer(answer: Answer, wordings: Mapping[UUID, ItemVersion]) -> str:
    """What was answered, or how a card was rated, in plain words."""
    if answer.rating is not None:
        return str(Rating(answer.rating).label)
    answered = wordings.get(answer.version_id) if answer.version_id else None
    question = question_of(answered) if answered else None
    return question.say(answer.answer) if question else ""
