"""What becomes of the clock of an attempt that goes on, when what holds for it is changed."""

from datetime import datetime, timedelta

from progress.classes.terms import Terms
from progress.models import AssignmentException, QuizAttempt
from progress.rules import quiz_frame


def end_of(attempt: QuizAttempt) -> datetime | None:
    """When the assignment that it is made under closes for its student; None without one, and where it never does."""
    if attempt.assignment is None:
        return None
    own = AssignmentException.objects.filter(assignment=attempt.assignment, student=attempt.student_id).first()
    return Terms(attempt.assignment, own).closes_at


def lengthen(attempt: QuizAttempt, time_limit: int | None, end: datetime | None) -> None:
    """Where the clock runs, let it run as many minutes (0: without limit), and never less long than it did; None
    changes nothing. It stops at `end` all the same."""
    if time_limit is None or attempt.deadline is None or attempt.closes_at is None:
        return
    if not time_limit:
        _set(attempt, None, None, end)
        return
    deadline = max(attempt.deadline, attempt.started_at + timedelta(minutes=time_limit))
    _set(attempt, deadline, max(attempt.closes_at, deadline + _grace(attempt)), end)


def follow_end(
    attempt: QuizAttempt, time_limit: int | None, *, before: datetime | None, end: datetime | None, now: datetime
) -> None:
    """Its assignment closes at `end`, which was `before`. Where that alone stopped the clock, it runs on, as long as
    the `time_limit` of now lets it (None: without limit); where it comes earlier, it stops earlier, but not in the
    past."""
    deadline = attempt.deadline
    if deadline is not None and deadline == before:
        limited = time_limit is not None
        deadline = max(deadline, attempt.started_at + timedelta(minutes=time_limit or 0)) if limited else None
    closes_at = deadline + _grace(attempt) if deadline else None
    _set(attempt, deadline, closes_at, end and max(end, now))


def _grace(attempt: QuizAttempt) -> timedelta:
    return timedelta(seconds=quiz_frame(attempt.version).grace)


def _set(attempt: QuizAttempt, deadline: datetime | None, closes_at: datetime | None, end: datetime | None) -> None:
    if end is not None:
        deadline, closes_at = min(deadline or end, end), min(closes_at or end, end)
    attempt.deadline, attempt.closes_at = deadline, closes_at
    attempt.save(update_fields=["deadline", "closes_at"])
