"""What becomes of the clock of an attempt that goes on, when what holds for it is changed."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from progress.classes.terms import Terms
from progress.models import AssignmentException, QuizAttempt, QuizException
from progress.rules import Rules, make_rules, quiz_frame

TermsOf = Callable[[UUID], Terms]


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


def follow_terms(attempts: Sequence[QuizAttempt], *, before: TermsOf, after: TermsOf) -> None:
    """The assignment of these attempts closes at another time, for all or for some. Where its closing alone stopped a
    clock, that runs on, as long as the time limit of now lets it; where it comes earlier, it stops earlier, but not in
    the past. Each attempt is locked; both say what holds for a student, by her key."""
    students = {attempt.student_id for attempt in attempts}
    pieces = {attempt.content_id for attempt in attempts}
    given = QuizException.objects.filter(content__in=pieces, student__in=students)
    granted = {(exception.content_id, exception.student_id): exception for exception in given}
    now = timezone.now()
    for attempt in attempts:
        old, new = before(attempt.student_id), after(attempt.student_id)
        rules = make_rules(quiz_frame(attempt.version), granted.get((attempt.content_id, attempt.student_id)), new)
        if old.closes_at != new.closes_at:
            _follow(attempt, rules, old.closes_at, now)


def _follow(attempt: QuizAttempt, rules: Rules, before: datetime | None, now: datetime) -> None:
    deadline = attempt.deadline
    if deadline is not None and deadline == before:
        limit = rules.time_limit
        deadline = None if limit is None else max(deadline, attempt.started_at + timedelta(minutes=limit))
    closes_at = deadline + _grace(attempt) if deadline else None
    end = rules.terms.closes_at if rules.terms else None
    _set(attempt, deadline, closes_at, end and max(end, now))


def _grace(attempt: QuizAttempt) -> timedelta:
    return timedelta(seconds=quiz_frame(attempt.version).grace)


def _set(attempt: QuizAttempt, deadline: datetime | None, closes_at: datetime | None, end: datetime | None) -> None:
    if end is not None:
        deadline, closes_at = min(deadline or end, end), min(closes_at or end, end)
    attempt.deadline, attempt.closes_at = deadline, closes_at
    attempt.save(update_fields=["deadline", "closes_at"])
