"""The record: each change of state of a piece leaves one row, written in the transaction of the change."""

from django.utils import timezone

from accounts.models import User
from content.models import Content, ContentVersion, ReviewRequest, Transition


def record_transition(
    *,
    content: Content,
    verb: str,
    from_status: str,
    by: User | None,
    version: ContentVersion | None = None,
    reason: str = "",
    request: ReviewRequest | None = None,
) -> Transition:
    """Write down that `content`, already saved in its new status, came from `from_status`; `by` is None for what the
    clock does."""
    return Transition.objects.create(
        content=content,
        version=version or content.latest_version,
        request=request,
        verb=verb,
        from_status=from_status,
        to_status=content.status,
        by=by,
        at=timezone.now(),
        reason=reason,
    )


def change_status(
    content: Content,
    status: str,
    *,
    verb: str,
    by: User | None,
    reason: str = "",
    version: ContentVersion | None = None,
    request: ReviewRequest | None = None,
) -> Content:
    """Save `content`, which the caller holds locked, in its new status, and write it down."""
    from_status, content.status = content.status, status
    content.save(update_fields=["status", "updated_at"])
    record_transition(
        content=content, verb=verb, from_status=from_status, by=by, version=version, reason=reason, request=request
    )
    return content
