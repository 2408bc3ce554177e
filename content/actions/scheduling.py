"""Publishing by the clock: the times that an author sets, and what is done when they have come. However late that is,
however often, and by however many at once: each piece by itself, its row held, as it stands then."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.actions.locking import lock_content
from content.actions.publishing import lock_to_publish, publish_version, take_down, tell_authors
from content.actions.record import record_transition
from content.models import Content

Status = Content.Status
logger = logging.getLogger(__name__)


@transaction.atomic
def schedule_content(
    *, content: Content, by: User, publish_at: datetime | None, expires_at: datetime | None
) -> Content:
    """Set when students get to see what is approved, now or by then, and when they lose it again (None: never).
    Without a `publish_at`, what waits is published by hand, what is approved later at once. Raises PermissionDenied
    unless it is her own; WrongState where it is archived; Refusal for times that have passed or in the wrong order."""
    content = lock_to_publish(content, by)
    before = (content.publish_at, content.expires_at)
    if (publish_at, expires_at) == before:
        return content
    _require_to_come(publish_at, before[0], _("The time of publishing has passed. Set a later one, or publish now."))
    _require_to_come(expires_at, before[1], _("The time to leave the library has passed. Set a later one."))
    if publish_at and expires_at and expires_at <= publish_at:
        raise Refusal(_("It would leave the library before it is published. Set a later time for leaving."))
    content.publish_at, content.expires_at = publish_at, expires_at
    content.save(update_fields=["publish_at", "expires_at", "updated_at"])
    verb = "schedule" if publish_at or expires_at else "unschedule"
    record_transition(
        content=content,
        verb=verb,
        from_status=content.status,
        by=by,
        version=content.approved_version,
        reason=_in_words(publish_at, expires_at),
    )
    return content


def publish_due() -> int:
    """Publish what is approved and whose time has come; returns how many. Where an item is not approved any more, the
    piece goes back to its author, who is told why."""
    return _do_each(_to_publish, _publish)


def expire_due() -> int:
    """Take out of the library what was to leave it by now; returns how many."""
    return _do_each(_to_expire, _expire)


def _require_to_come(time: datetime | None, before: datetime | None, sentence: str) -> None:
    """Raises Refusal for a new time that has passed; one that was set before may stand."""
    if time and time != before and time <= timezone.now():
        raise Refusal(sentence)


def _in_words(publish_at: datetime | None, expires_at: datetime | None) -> str:
    """For the record, whoever reads it: in UTC."""
    times = [(_("Published"), publish_at), (_("Leaves the library"), expires_at)]
    return " · ".join(f"{what}: {time.astimezone(UTC):%Y-%m-%d %H:%M} UTC" for what, time in times if time)


def _to_publish(now: datetime) -> QuerySet[Content]:
    """What has an approved version that students should see by now and do not; what was to leave again by now, not."""
    waits = Q(published_version__isnull=True) | ~Q(published_version=F("approved_version"))
    due = Content.objects.filter(waits, publish_at__lte=now, approved_version__isnull=False)
    return due.exclude(status=Status.ARCHIVED).exclude(expires_at__lte=now)


def _to_expire(now: datetime) -> QuerySet[Content]:
    """What students see, or were to see before, and should not any more."""
    was_to_be_seen = Q(published_version__isnull=False) | Q(publish_at__isnull=False)
    return Content.objects.filter(was_to_be_seen, expires_at__lte=now)


def _do_each(due: Callable[[datetime], QuerySet[Content]], do: Callable[[Content], None]) -> int:
    """What somebody else holds at this moment is left for the next time; one that fails keeps no other waiting."""
    done = 0
    for pk in list(due(timezone.now()).order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                still_due = due(timezone.now()).filter(pk=pk).select_for_update(skip_locked=True, no_key=True)
                for content in still_due:
                    do(content)
                    done += 1
        except Exception:
            logger.exception("content %s: its time has come, but it could not be done", pk)
    return done


def _publish(content: Content) -> None:
    assert content.approved_version is not None, "only what is approved is due"
    try:
        with transaction.atomic():
            transition = publish_version(content=content, version=content.approved_version, by=None)
    except WrongState as refusal:
        _send_back(lock_content(content), refusal.message)
    else:
        tell_authors(transition, "published")


def _send_back(content: Content, reason: str) -> None:
    """An approval was revoked: the piece has to be reviewed again, and nothing of it is published by itself."""
    from_status, version = content.status, content.approved_version
    if content.status == Status.APPROVED:
        content.status = Status.CHANGES_REQUESTED
    content.approved_version = content.publish_at = None
    content.save(update_fields=["status", "approved_version", "publish_at", "updated_at"])
    transition = record_transition(
        content=content, verb="refuse_publication", from_status=from_status, by=None, version=version, reason=reason
    )
    tell_authors(transition, "refused")


def _expire(content: Content) -> None:
    content.expires_at = None
    tell_authors(take_down(content, verb="expire", by=None), "expired")
