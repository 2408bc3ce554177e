"""The digest: what waited since the last one, in one email, at seven in the morning where the person is."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from accounts.actions.mailing import claim, deliver
from accounts.models import Notice, User
from accounts.notices import Delivery
from accounts.time_zones import zone_named

MORNING = time(7)


def send_digests() -> None:
    """Send everybody's digest whose morning has come since something began to wait for her. Safe to run at any time,
    however long ago it ran before, and several at once."""
    now = timezone.now()
    waiting = Notice.objects.to_send(now).filter(delivery=Delivery.DIGEST).order_by()
    people = waiting.values("recipient", zone=F("recipient__profile__time_zone")).annotate(since=Min("created_at"))
    for row in people:
        if row["since"] < last_morning(now, zone_named(row["zone"])):
            deliver(_claim_all(row["recipient"]))


def last_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """The latest seven o'clock of that zone."""
    there = now.astimezone(zone)
    morning = datetime.combine(there.date(), MORNING, tzinfo=zone)
    return morning if morning <= there else datetime.combine(there.date() - timedelta(days=1), MORNING, tzinfo=zone)


@transaction.atomic
def _claim_all(recipient: UUID) -> list[Notice]:
    """All that waits for her digest, oldest first; nothing where somebody else is at it."""
    person = User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=recipient)
    if not person.values_list("pk").first():
        return []
    waiting = Notice.objects.filter(recipient=recipient, delivery=Delivery.DIGEST, email_state=Notice.Email.WAITING)
    keys = list(waiting.select_for_update().values_list("pk", flat=True))
    claim(Notice.objects.filter(pk__in=keys))
    found = Notice.objects.filter(pk__in=keys).select_related("recipient__profile", "actor")
    return list(found.order_by("created_at", "id"))
