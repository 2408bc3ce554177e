"""What happened to an attempt beside its answers, written down for who has to judge it later."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from progress.models import AttemptEvent, QuizAttempt

Kind = AttemptEvent.Kind
MOST = 100  # events of one kind and attempt: who sends for ever says nothing new
_NAMED = 50  # questions that one event names


def record(
    attempt: QuizAttempt,
    kind: str,
    *,
    by: User | None,
    at: datetime,
    questions: Iterable[UUID] = (),
    **details: Any,
) -> None:
    """One event. `questions` are item versions, of the attempt or not: a question of it is pointed at where it is the
    only one."""
    if AttemptEvent.objects.filter(attempt=attempt, kind=kind)[:MOST].count() >= MOST:
        return
    named = [str(question) for question in questions]
    if named:
        details = {**details, "questions": named[:_NAMED], "count": len(named)}
    own = named[0] if len(named) == 1 and kind != Kind.UNKNOWN else None
    AttemptEvent.objects.create(attempt=attempt, kind=kind, at=at, by=by, item_version_id=own, details=details)
