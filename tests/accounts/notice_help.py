"""What the tests of notices share."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actions.notifying import notify
from accounts.models import Notice, NoticeChoice, User
from content import events

PATH = "/studio/somewhere/"


def tell(*people: User, event: str = events.DECIDED, key: str = "one", subject: str = "Leaves", **given: Any) -> Notice:
    """Tell these people of something; the notice of the first."""
    notify(event=event, to=[person.pk for person in people], subject=subject, url=PATH, key=key, **given)
    return Notice.objects.get(recipient=people[0], key=key)


def choose(person: User, event: str, delivery: str) -> None:
    NoticeChoice.objects.create(user=person, event=event, delivery=delivery)


def was_told(notice: Notice, at: datetime) -> Notice:
    """As if it had been told then."""
    Notice.objects.filter(pk=notice.pk).update(created_at=at)
    notice.refresh_from_db()
    return notice


def let_time_pass(notice: Notice, minutes: float) -> None:
    """As if the last attempt to send it had been so much earlier."""
    notice.refresh_from_db()
    assert notice.email_tried_at is not None
    notice.email_tried_at -= timedelta(minutes=minutes)
    notice.save(update_fields=["email_tried_at"])


def ago(**given: float) -> datetime:
    return timezone.now() - timedelta(**given)


def state_of(notice: Notice) -> tuple[str, int]:
    """What became of its email, and after how many attempts."""
    notice.refresh_from_db()
    return notice.email_state, notice.email_attempts
