"""How long something took, measured between two requests.

A form carries the moment it was opened, signed for one student and one piece; what passes until it is sent counts,
up to a cap, and no moment counts twice. A forged or stale mark counts nothing, and is no error. Where a script ran, it
says besides how much of that time the page was in sight and somebody did something: it can only take time away."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from uuid import UUID

from django.core import signing
from django.http import QueryDict

from accounts.models import User

FIELD = "opened"
ACTIVE = "active"
STALE = timedelta(hours=24)


def _signer(student: User, content_id: UUID) -> signing.Signer:
    return signing.Signer(salt=f"progress.clock.{student.pk}.{content_id}")


def mark_opening(student: User, content_id: UUID, now: datetime) -> str:
    """The value of the form's field `opened`."""
    return _signer(student, content_id).sign(str(round(now.timestamp() * 1000)))


@dataclass(frozen=True)
class Opening:
    """What a form says of its time: its `mark`, and the milliseconds that somebody was at it, "" without a script."""

    mark: str = ""
    active: str = ""

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        return cls(data.get(FIELD, ""), data.get(ACTIVE, ""))


NO_OPENING = Opening()


def measure(
    opening: Opening, student: User, content_id: UUID, *, now: datetime, since: datetime | None, cap: timedelta
) -> timedelta | None:
    """The time from the opening until `now`, at most `cap`, none of it before `since`, up to which time has been
    counted already. None when the mark is forged, for somebody or something else, or older than a day."""
    mark = opening.mark
    try:
        opened = datetime.fromtimestamp(int(_signer(student, content_id).unsign(mark)) / 1000, UTC)
    except signing.BadSignature:
        return None
    if not timedelta() <= now - opened <= STALE:
        return None
    return max(timedelta(), min(now - max(opened, since or opened), cap, _active(opening.active, cap)))


def _active(text: str, otherwise: timedelta) -> timedelta:
    """The time that a script says, or `otherwise` where it says none."""
    says = text.isascii() and text.isdigit() and len(text) < 10
    return timedelta(milliseconds=int(text)) if says else otherwise
