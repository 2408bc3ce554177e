"""How long something took, measured between two requests and so without any script.

A form carries the moment it was opened, signed for one student and one piece; what passes until it is sent counts,
up to a cap, and no moment counts twice. A forged or stale mark counts nothing, and is no error."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

from accounts.models import User

FIELD = "opened"
STALE = timedelta(hours=24)


def _signer(student: User, content_id: UUID) -> signing.Signer:
    return signing.Signer(salt=f"progress.clock.{student.pk}.{content_id}")


def mark_opening(student: User, content_id: UUID, now: datetime) -> str:
    """The value of the form's field `opened`."""
    return _signer(student, content_id).sign(str(round(now.timestamp() * 1000)))


def measure(
    mark: str, student: User, content_id: UUID, *, now: datetime, since: datetime | None, cap: timedelta
) -> timedelta | None:
    """The time from the opening until `now`, at most `cap`, none of it before `since`, up to which time has been
    counted already. None when the mark is forged, for somebody or something else, or older than a day."""
    try:
        opened = datetime.fromtimestamp(int(_signer(student, content_id).unsign(mark)) / 1000, UTC)
    except signing.BadSignature:
        return None
    if not timedelta() <= now - opened <= STALE:
        return None
    return max(timedelta(), min(now - max(opened, since or opened), cap))
