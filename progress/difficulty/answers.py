"""The answers that difficulty is estimated from: of each student her first to each item, in the quizzes of a subject.

*First* is that of her earliest finished attempt at a quiz of the subject in which the item stood, whatever wording it
had; it counts for the wording that she saw. *Right* is what earned its whole mark; a part of it is not, nor is a
question left out. Where that first answer waits for a grader there is none yet. What the author of a version answered
in it is no evidence."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from numpy.typing import NDArray

from content.actions.topics import SEPARATOR
from content.models import Topic
from progress.difficulty.patterns import Ints
from progress.models import Response

PATIENCE = 600_000  # ms that reading may take: it goes through all answers of a subject
_AT_ONCE = 10_000


@dataclass(frozen=True)
class FirstAnswers:
    """Of each answer `student` and `item` are places in the lists of students and of item versions."""

    students: list[UUID]
    items: list[UUID]
    student: Ints
    item: Ints
    right: NDArray[np.bool_]


def answers_in(subject: Topic | None) -> QuerySet[Response]:
    """All answers of finished attempts at its quizzes but those of their authors: for None, at quizzes without a
    topic."""
    held = Q(attempt__content__topic__isnull=True)
    if subject:
        below = Q(attempt__content__topic__path__startswith=f"{subject.path}{SEPARATOR}")
        held = Q(attempt__content__topic=subject) | below
    finished = Response.objects.filter(held, attempt__finished_at__isnull=False)
    return finished.exclude(attempt__student=F("attempt__version__created_by"))


def load_first_answers(subject: Topic | None) -> FirstAnswers:
    """They are read by the few into arrays, so that of each only some bytes are kept."""
    who = ("attempt__student_id", "item_version__item_id")
    first = answers_in(subject).order_by(*who, "attempt_id").distinct(*who)
    rows = first.values_list("attempt__student_id", "item_version_id", "fraction")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
        return _number((row[0], row[1], row[2] >= 1) for row in rows.iterator(_AT_ONCE) if row[2] is not None)


def _number(rows: Iterable[tuple[UUID, UUID, bool]]) -> FirstAnswers:
    students: dict[UUID, int] = {}
    items: dict[UUID, int] = {}
    columns = array("q"), array("q"), array("b")
    for student, item, right in rows:
        columns[0].append(students.setdefault(student, len(students)))
        columns[1].append(items.setdefault(item, len(items)))
        columns[2].append(right)
    student_numbers, item_numbers, rights = (np.array(column) for column in columns)
    return FirstAnswers(
        students=list(students),
        items=list(items),
        student=student_numbers.astype(np.int64),
        item=item_numbers.astype(np.int64),
        right=rights.astype(bool),
    )
