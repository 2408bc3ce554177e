"""Taking the row of a student and a piece for somebody else than the student."""

from uuid import UUID

from content.models import Content
from progress.models import LearningProgress, QuizAttempt


def lock_progress_of(*, student_id: UUID, content: Content) -> LearningProgress:
    """As `progress.actions.progressing.lock_progress` takes it, whether she may study the piece now or not: it may have
    been withdrawn since. Who may do this the caller has to know."""
    rows = LearningProgress.objects.select_for_update().filter(student=student_id, content=content)
    for progress in rows:
        return progress
    LearningProgress.objects.bulk_create(
        [LearningProgress(student_id=student_id, content=content)], ignore_conflicts=True
    )
    return rows.get()


def lock_attempts(content: Content, **which: object) -> list[QuizAttempt]:
    """Attempts at the piece, with their versions, in one order; the row of their student is held already."""
    locked = QuizAttempt.objects.select_for_update(of=("self",)).select_related("version")
    attempts = list(locked.filter(content=content, **which).order_by("pk"))
    for attempt in attempts:
        attempt.content = attempt.version.content = content
    return attempts
