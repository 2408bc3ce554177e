"""What students did with what they were given, as rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from content.kinds import StudyMode
from content.kinds.quiz import QuizFrame
from content.models import Content
from progress.classes.terms import has_own_rules
from progress.models import Assignment, AssignmentException, LearningProgress, QuizAttempt, Response
from progress.querysets import IN_GRADED_MODE

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Evidence:
    """The `frames` of quizzes by piece; `exceptions` by assignment and student; how far each is and the `attempts` by
    piece and student."""

    frames: dict[UUID, QuizFrame]
    exceptions: dict[Pair, AssignmentException]
    progress: dict[Pair, Mapping[str, Any]]
    attempts: dict[Pair, list[QuizAttempt]]


def load_evidence(given: Sequence[Assignment], students: Collection[UUID]) -> Evidence:
    """Four queries, however many there are of either."""
    pieces = {assignment.content_id for assignment in given}
    frames = _load_frames(pieces)
    exceptions = AssignmentException.objects.filter(assignment__in=given, student__in=students)
    progress = LearningProgress.objects.filter(content__in=pieces, student__in=students).values(
        "content_id", "student_id", "percentage", "started_at", "completed_at", "last_accessed_at"
    )
    return Evidence(
        frames,
        {(exception.assignment_id, exception.student_id): exception for exception in exceptions},
        {(row["content_id"], row["student_id"]): row for row in progress},
        _load_attempts([each for each in given if each.content_id in frames], students),
    )


def _load_frames(pieces: Collection[UUID]) -> dict[UUID, QuizFrame]:
    """The rules of those among them that are quizzes: as students see them, or saw them last."""
    needed = ("kind", "published_version__frame", "latest_version__frame")
    frames = {}
    for content in (
        Content.objects.filter(pk__in=pieces).select_related("published_version", "latest_version").only(*needed)
    ):
        if frame := frame_of(content):
            frames[content.pk] = frame
    return frames


def frame_of(content: Content) -> QuizFrame | None:
    """The rules of a quiz, as students see them, or saw them last; None for anything else. Its versions are loaded."""
    version = content.published_version or content.latest_version
    if content.kind_type.study_mode != StudyMode.ANSWER or version is None:
        return None
    version.content = content
    frame = version.parsed_frame
    assert isinstance(frame, QuizFrame), "a quiz keeps the frame of a quiz"
    return frame


def _load_attempts(given: Sequence[Assignment], students: Collection[UUID]) -> dict[Pair, list[QuizAttempt]]:
    """Theirs, the first one first, by quiz and student: those under the assignments, and those since they opened where
    these may count too."""
    attempts: dict[Pair, list[QuizAttempt]] = defaultdict(list)
    if not given:
        return attempts
    which = Q(assignment__in=given)
    for assignment in given:
        if not has_own_rules(assignment):
            which |= Q(content=assignment.content_id, started_at__gte=assignment.opens_at)
    found = QuizAttempt.objects.filter(which, student__in=students).order_by("student", "content", "number")
    annotated = annotate_attempts(found)
    needed = (
        "student",
        "content",
        "assignment",
        "number",
        "started_at",
        "saved_at",
        "finished_at",
        "score",
        "max_score",
    )
    for attempt in annotated.only(*needed):
        attempts[attempt.content_id, attempt.student_id].append(attempt)
    return attempts


def annotate_attempts(attempts: "QuerySet[QuizAttempt]") -> "QuerySet[QuizAttempt]":
    """With `is_graded`, not for practice, and `is_waiting`, for a person to grade an answer."""
    waiting = Response.objects.filter(attempt=OuterRef("pk"), fraction__isnull=True, answer__isnull=False)
    return attempts.annotate(
        is_waiting=Case(When(finished_at__isnull=False, then=Exists(waiting)), default=Value(False)),
        is_graded=Case(When(IN_GRADED_MODE, then=Value(True)), default=Value(False)),
    )
