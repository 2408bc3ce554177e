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
) -> None:
    """Tell each of the people `to` (their keys), but for the `actor`, who knows. Who was told under the same `key` is
    not told again. Two statements, and one more where email goes out at once.

    `details` say the rest, all of it optional: `what`, which chooses the wording; `reason`, quoted as it is; `points`,
    each with what it is `about`, what is `said` and a `label`; `facts`, each with a `name` and a `value`, or instead of
    that a time `at`, in ISO 8601, which every reader sees in a zone of her own."""
    recipients = set(to) - ({actor.pk} if actor else set())
    if not recipients:
        return
    chosen = dict(NoticeChoice.objects.filter(user__in=recipients, event=event).values_list("user", "delivery"))
    usually = get_event(event).usually
    common = {"event": event, "subject": subject[:200], "url": url, "key": key, "actor": actor}
    written = [
        _notice(chosen.get(recipient, usually), recipient_id=recipient, details=dict(details or {}), **common)
        for recipient in sorted(recipients)  # in one order, so that two who tell the same people never wait in a ring
    ]
    Notice.objects.bulk_create(written, ignore_conflicts=True)
    at_once = [str(notice.pk) for notice in written if notice.delivery == Delivery.NOW]
    if at_once:
        tasks.send_notices.defer(notice_ids=at_once)  # in this transaction: sent only if it commits


def call_off(*, to: UUID, key: str) -> None:
    """What `to` was told under `key` holds no more: the notice goes, and its email unless it is on its way already."""
    Notice.objects.filter(recipient=to, key=key).exclude(email_state=Notice.Email.SENDING).delete()


def _notice(delivery: str, **fields: Any) -> Notice:
    email = Notice.Email.NONE if delivery == Delivery.APP else Notice.Email.WAITING
    return Notice(delivery=delivery, email_state=email, **fields)
