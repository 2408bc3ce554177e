"""What is held beside a student's row of a piece, and in which order: the rows of pieces that are read or answered;
attempts; her cards; the rows of decks; then whatever lies beneath them."""

from uuid import UUID

from django.db import connection

from content.models import Content
from progress.models import QuizAttempt


def hold_cards(student_id: UUID) -> None:
    """Until the transaction ends, nobody else makes a memory of a card of hers, nor computes how far she is with a
    deck: a card may stand in several pieces, and what she does with it in one counts in all decks that hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(student_id.hex[-15:], 16)])


def lock_attempts(content: Content, **which: object) -> list[QuizAttempt]:
    """Attempts at the piece, with their versions, in one order; the row of their student is held already."""
    locked = QuizAttempt.objects.select_for_update(of=("self",)).select_related("version")
    attempts = list(locked.filter(content=content, **which).order_by("pk"))
    for attempt in attempts:
        attempt.content = attempt.version.content = content
    return attempts
