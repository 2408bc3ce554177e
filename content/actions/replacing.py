"""Words replaced by others in one piece: one new version, all of it or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.actions.drafting import save_version
from content.actions.locking import lock_content_for_author
from content.documents import load_items, to_document
from content.models import Content, ContentVersion, Draft
from content.replacement_preview import refusal_for
from content.replacing import Wanted, replace_in_document

MAX_SUMMARY = 300  # characters of a change summary


@dataclass(frozen=True)
class Replacement:
    """The version that came of it, and a sentence for each change that was left out."""

    version: ContentVersion
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def replace_in_content(
    *, content: Content, wanted: Wanted, keys: Collection[str], base_number: int, by: User
) -> Replacement:
    """Make the changes that `keys` name, as they were shown of version `base_number`, in one new version. A change
    that would break its item is left out.

    Raises PermissionDenied; StaleEdit when there is a newer version; WrongState while the piece waits for review, is
    archived, or has a draft of hers; Refusal when no change is left."""
    content = lock_content_for_author(content, by)
    latest = content.latest_version
    if latest is None or latest.number != base_number:
        raise StaleEdit(_("Somebody saved this after you looked. Look again: nothing of it was replaced."))
    has_draft = Draft.objects.filter(content=content, author=by).exists()
    if refusal := refusal_for(content, has_draft=has_draft):
        raise WrongState(refusal)
    held = load_items(latest)
    document, left_out = replace_in_document(to_document(latest, held), wanted, keys)
    told = _summary(wanted)
    saved = save_version(
        content=content, document=document, by=by, base_number=base_number, change_summary=told, held=held
    )
    if not saved.is_new:
        raise Refusal(" ".join([_("Nothing was replaced."), *left_out]))
    return Replacement(saved.version, left_out)


def _summary(wanted: Wanted) -> str:
    words = wanted.words
    if not words.replacement:
        return _("Removed “%(old)s”") % {"old": _short(words.find)}
    told = _("Replaced “%(old)s” by “%(new)s”") % {"old": _short(words.find), "new": _short(words.replacement)}
    return told[:MAX_SUMMARY]


def _short(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:99]}…"
