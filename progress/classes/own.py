"""What one student did with what she was given, in one query: for a page that has no room for more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from accounts.models import User
from progress.class_querysets import AssignmentQuerySet
from progress.classes.evidence import Evidence, annotate_attempts, frame_of
from progress.models import Assignment, AssignmentException, LearningProgress, QuizAttempt

_DATES = ("due_at", "closes_at", "started_at", "completed_at", "last_accessed_at", "saved_at", "finished_at")
_FLAGS = ("is_waiting", "is_graded")
_POINTS = ("score", "max_score")
_EXCEPTION = ("due_at", "closes_at", "is_excused")
_PROGRESS = ("percentage", "started_at", "completed_at", "last_accessed_at")
_ATTEMPT = ("id", "assignment_id", "started_at", "saved_at", "finished_at", *_POINTS, *_FLAGS)


def load_given(student: User, assignments: AssignmentQuerySet) -> tuple[list[Assignment], Evidence]:
    """Assignments as `for_list` has them, and the evidence of one student. What `load_evidence` finds as rows comes as
    JSON here."""
    exceptions = AssignmentException.objects.filter(assignment=OuterRef("pk"), student=student)
    progress = LearningProgress.objects.filter(content=OuterRef("content"), student=student)
    attempts = annotate_attempts(QuizAttempt.objects.filter(content=OuterRef("content"), student=student))
    since = Q(assignment=OuterRef("pk")) | Q(started_at__gte=OuterRef("opens_at"))
    given = list(
        assignments.for_list().annotate(
            own_exception=_as_json(exceptions, _EXCEPTION),
            own_progress=_as_json(progress, _PROGRESS),
            own_attempts=_as_json(attempts.filter(since).order_by("number"), _ATTEMPT),
        )
    )
    evidence = Evidence({}, {}, {}, {})
    for each in given:
        _add_own(evidence, each, student.pk)
    return given, evidence


def _as_json(rows: "QuerySet[Any, Any]", fields: Sequence[str]) -> ArraySubquery:
    points = {name: Cast(name, TextField()) for name in _POINTS if name in fields}
    return ArraySubquery(rows.values(json=JSONObject(**{name: points.get(name, F(name)) for name in fields})))


def _add_own(evidence: Evidence, assignment: Assignment, student: UUID) -> None:
    own = vars(assignment)
    for row in own["own_exception"]:
        evidence.exceptions[assignment.pk, student] = AssignmentException(**_read(row))
    for row in own["own_progress"]:
        evidence.progress[assignment.content_id, student] = _read(row)
    if (frame := frame_of(assignment.content)) is None:
        return
    evidence.frames[assignment.content_id] = frame
    known = evidence.attempts.setdefault((assignment.content_id, student), [])
    seen = {attempt.pk for attempt in known}
    known += [attempt for attempt in map(_read_attempt, own["own_attempts"]) if attempt.pk not in seen]
    known.sort(key=lambda attempt: attempt.started_at)


def _read_attempt(row: Mapping[str, Any]) -> QuizAttempt:
    fields = _read(row)
    flags = {name: fields.pop(name) for name in _FLAGS}
    points = {name: None if fields[name] is None else Decimal(fields[name]) for name in _POINTS}
    attempt = QuizAttempt(**{**fields, **points, "id": UUID(fields["id"])})
    attempt.assignment_id = UUID(fields["assignment_id"]) if fields["assignment_id"] else None
    vars(attempt).update(flags)
    return attempt


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name in _DATES and value else value for name, value in row.items()}
