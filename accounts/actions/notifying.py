"""Telling people what happened: written down in the transaction in which it happens, sent only if that commits."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from accounts import tasks
from accounts.models import Notice, NoticeChoice, User
from accounts.notices import Delivery, get_event


def notify(
    *,
    event: str,
    to: Collection[UUID],
    subject: str,
    url: str,
    key: str,
    actor: User | None = None,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Tell each of the people `to` (their keys), but for the `actor`, who knows; returns how many were told anew. Who
    was told under the same `key` is not told again. Two statements, and one more where email goes out at once."""
    recipients = set(to) - ({actor.pk} if actor else set())
    if not recipients:
        return 0
    chosen = dict(NoticeChoice.objects.filter(user__in=recipients, event=event).values_list("user", "delivery"))
    usually = get_event(event).usually
    written = [
        _notice(event, chosen.get(recipient, usually), recipient_id=recipient, subject=subject[:200], url=url, key=key)
        for recipient in sorted(recipients)
    ]
    for notice in written:
        notice.actor, notice.details = actor, dict(details or {})
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    at_once = [str(notice.pk) for notice in written if notice.delivery == Delivery.NOW]
    if at_once:
        tasks.send_notices.defer(notice_ids=at_once)  # in this transaction: sent only if it commits
    return len(written)


def _notice(event: str, delivery: str, **fields: Any) -> Notice:
    email = Notice.Email.NONE if delivery == Delivery.APP else Notice.Email.WAITING
    return Notice(event=event, delivery=delivery, email_state=email, **fields)
