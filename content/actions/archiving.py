"""Putting a piece away, and taking it out again: nothing of it is lost, and nobody studies it meanwhile."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.access import can_manage
from content.actions.locking import lock_content_for_author
from content.actions.publishing import is_approved, take_down
from content.actions.record import record_transition
from content.models import Content

Status = Content.Status
VERB = "archive"


@transaction.atomic
def archive_content(*, content: Content, by: User) -> Content:
    """Put the piece away; what was published leaves the library, and nothing is published by the clock. Raises
    PermissionDenied unless it is her own; WrongState while it waits for review, and where it is archived already."""
    content = _lock_own(content, by)
    if content.status == Status.PENDING:
        raise WrongState(_("This material waits for review. Withdraw it first, then archive it."))
    if content.status == Status.ARCHIVED:
        raise WrongState(_("This material is archived already."))
    content.publish_at = None
    return _move(content, Status.ARCHIVED, VERB, by)


@transaction.atomic
def restore_content(*, content: Content, by: User) -> Content:
    """Give the piece back the state it had; what was published is in the library again, unless an approval of it was
    revoked meanwhile, or it was to leave. Raises PermissionDenied unless it is her own; WrongState unless archived."""
    content = _lock_own(content, by)
    if content.status != Status.ARCHIVED:
        raise WrongState(_("This material is not archived: there is nothing to restore."))
    if content.is_published and not _may_be_seen(content):
        take_down(content, verb="unpublish", by=None, reason=_("An approval was revoked, or its time was over."))
    return _move(content, _state_now(content), "unarchive", by)


def _lock_own(content: Content, by: User) -> Content:
    content = lock_content_for_author(content, by)
    if not can_manage(by, content):
        raise PermissionDenied(_("Only the owner of this material archives and restores it."))
    return content


def _state_before(content: Content) -> str:
    """The state from which it was archived; where nobody wrote that down, what follows from what students saw."""
    archived = content.transitions.filter(verb=VERB, to_status=Status.ARCHIVED).order_by("-at", "-id").first()
    if archived and archived.from_status:
        return archived.from_status
    return Status.PUBLISHED if content.is_published else Status.DRAFT


def _may_be_seen(content: Content) -> bool:
    """Whether its items are all approved still, and it was not to leave the library meanwhile. The approvals are held,
    so that nobody revokes one before students see it again."""
    assert content.published_version is not None, "asked of what is published"
    return not content.is_over and is_approved(content.published_version)


def _state_now(content: Content) -> str:
    """The state before, as far as what it says is true still."""
    before = _state_before(content)
    if before == Status.PUBLISHED and not content.is_published:
        before = Status.APPROVED
    if before != Status.APPROVED:
        return before
    is_still = content.approved_version is not None and is_approved(content.approved_version)
    return Status.APPROVED if is_still else Status.CHANGES_REQUESTED


def _move(content: Content, status: str, verb: str, by: User) -> Content:
    from_status, content.status = content.status, status
    content.save(update_fields=["status", "publish_at", "updated_at"])
    record_transition(content=content, verb=verb, from_status=from_status, by=by)
    return content
