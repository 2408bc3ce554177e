"""The record: each change of state of a piece leaves one row, written in the transaction of the change."""

from django.utils import timezone

from accounts.models import User
from content.models import Content, ContentVersion, Transition


def record_transition(
    *,
    content: Content,
    verb: str,
    from_status: str,
    by: User | None,
    version: ContentVersion | None = None,
    reason: str = "",
) -> Transition:
    """Write down that `content`, already saved in its new status, came from `from_status`."""
    return Transition.objects.create(
        content=content,
        version=version or content.latest_version,
        verb=verb,
        from_status=from_status,
        to_status=content.status,
        by=by,
        at=timezone.now(),
        reason=reason,
    )
