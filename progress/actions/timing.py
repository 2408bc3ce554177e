"""Time spent with a piece, written down where it is measured. The caller holds the student's row of the piece."""

from datetime import UTC, datetime, timedelta

from django.db.models import F

from accounts.models import User
from content.models import Content
from progress.clock import Opening, measure
from progress.models import StudyTime

SLOT = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def add_time(
    *, student: User, content: Content, opening: Opening, now: datetime, cap: timedelta, since: datetime | None = None
) -> int:
    """Add what passed since the `opening` (see `progress.clock`), none of it before `since` nor before what has been
    counted of any piece; returns the seconds. Three queries at most."""
    latest = StudyTime.objects.filter(student=student, slot__lte=now).order_by("-slot").values_list("until", flat=True)
    counted = max(filter(None, (since, next(iter(latest[:1]), None))), default=None)
    spent = measure(opening, student, content.pk, now=now, since=counted, cap=cap)
    seconds = round(spent.total_seconds()) if spent else 0
    if seconds:
        _write(student, content, seconds, now)
    return seconds


def _write(student: User, content: Content, seconds: int, now: datetime) -> None:
    slot = EPOCH + (now - EPOCH) // SLOT * SLOT
    row = {"student": student, "content": content, "slot": slot}
    if not StudyTime.objects.filter(**row).update(seconds=F("seconds") + seconds, until=now):
        StudyTime.objects.create(**row, seconds=seconds, until=now)
