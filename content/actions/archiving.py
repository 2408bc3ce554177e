"""Putting a piece away, and taking it out again: nothing of it is lost, and nobody studies it meanwhile."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.access import can_manage
from content.actions.locking import lock_content_for_author
from content.actions.record import record_transition
from content.models import Content

VERB = "archive"


@transaction.atomic
def archive_content(*, content: Content, by: User) -> Content:
    """Put the piece away; what was published leaves the library. Raises PermissionDenied unless it is her own;
    WrongState while it waits for review, and where it is archived already."""
    content = _lock_own(content, by)
    if content.status == Content.Status.PENDING:
        raise WrongState(_("This material waits for review. Withdraw it first, then archive it."))
    if content.status == Content.Status.ARCHIVED:
        raise WrongState(_("This material is archived already."))
    return _move(content, Content.Status.ARCHIVED, VERB, by)


@transaction.atomic
def restore_content(*, content: Content, by: User) -> Content:
    """Give the piece back the state it had; what was published is in the library again. Raises PermissionDenied
    unless it is her own; WrongState unless it is archived."""
    content = _lock_own(content, by)
    if content.status != Content.Status.ARCHIVED:
        raise WrongState(_("This material is not archived: there is nothing to restore."))
    return _move(content, _state_before(content), "unarchive", by)


def _lock_own(content: Content, by: User) -> Content:
    content = lock_content_for_author(content, by)
    if not can_manage(by, content):
        raise PermissionDenied(_("Only the owner of this material archives and restores it."))
    return content


def _state_before(content: Content) -> str:
    """The state from which it was archived; where nobody wrote that down, what follows from what students saw."""
    archived = content.transitions.filter(verb=VERB, to_status=Content.Status.ARCHIVED).order_by("-at", "-id").first()
    if archived and archived.from_status:
        return archived.from_status
    return Content.Status.PUBLISHED if content.is_published else Content.Status.DRAFT


def _move(content: Content, status: str, verb: str, by: User) -> Content:
    from_status, content.status = content.status, status
    content.save(update_fields=["status", "updated_at"])
    record_transition(content=content, verb=verb, from_status=from_status, by=by)
    return content
