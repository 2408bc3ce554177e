"""What is held beside a student's row of a piece, and in which order: the rows of pieces that are read or answered;
attempts; her cards; the rows of decks; then whatever lies beneath them."""

from uuid import UUID

from django.db import connection

from content.models import Content
from progress.class_querysets import AssignmentQuerySet
from progress.models import Assignment, QuizAttempt


def hold_cards(student_id: UUID) -> None:
    """Until the transaction ends, nobody else makes a memory of a card of hers, nor computes how far she is with a
    deck: a card may stand in several pieces, and what she does with it in one counts in all decks that hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(student_id.hex[-15:], 16)])


def lock_attempts(content: Content, **which: object) -> list[QuizAttempt]:
    """Attempts at the piece, with their versions, in one order: the row of their student is held already, or that of
    the assignment that they are made under."""
    locked = QuizAttempt.objects.select_for_update(of=("self",)).select_related("version")
    attempts = list(locked.filter(content=content, **which).order_by("pk"))
    for attempt in attempts:
        attempt.content = attempt.version.content = content
    return attempts


def share_assignments(assignments: AssignmentQuerySet) -> None:
    """Hold them as they are until the transaction ends, beside others who do the same: who changes one waits, and who
    has begun to change one is waited for. Django has no word for this lock."""
    sql, params = assignments.order_by("pk").values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR SHARE OF progress_assignment", params)


def lock_assignment(assignment_id: UUID) -> Assignment:
    """For who changes it, or what holds in it. After it the attempts under it may be locked, and no row of a student's
    progress: she who starts an attempt holds that one first."""
    locked = Assignment.objects.select_for_update(of=("self",), no_key=True).select_related("classroom", "content")
    return locked.defer("content__search").get(pk=assignment_id)
