"""Bringing an earlier version back: as a new one, for none is ever changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.drafting import save_version
from content.actions.versioning import Saved
from content.documents import load_document
from content.models import Content, ContentVersion


@transaction.atomic
def restore_version(*, content: Content, version: ContentVersion, by: User, base_number: int) -> Saved:
    """A new version of `content` that says what its earlier `version` says, unless the newest says the same. Items
    come back in the very wording they had, approvals and all. A draft of hers stays.

    Raises PermissionDenied; StaleEdit when `base_number` is no longer the newest version; WrongState while the piece
    waits for review or is archived, and for a version of another piece."""
    if version.content_id != content.pk:
        raise WrongState(_("This version is one of other material. Choose one in the history."))
    version.content = content
    document = load_document(version)
    return save_version(
        content=content,
        document=document,
        by=by,
        base_number=base_number,
        origin=ContentVersion.Origin.RESTORE,
        change_summary=_("Restored version %(number)d") % {"number": version.number},
        lent=[item.item_id for item in document.items if item.item_id],
    )
