"""Wordings that an item got in one piece, taken or declined by the authors of another that holds it too."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit
from content.actions.drafting import save_version
from content.actions.locking import lock_content_for_author
from content.actions.versioning import Saved
from content.bank import Offer, offers_for
from content.documents import load_items, to_document, to_document_item
from content.models import Content, DeclinedWording


@dataclass(frozen=True)
class Settled:
    """What became of the offers to one piece: how many were settled, or why none was."""

    content: Content
    count: int = 0
    refusal: str = ""


@transaction.atomic
def take_offers(*, content: Content, wordings: Collection[UUID], by: User) -> Saved:
    """Give the items of `content` these wordings (item versions) that they got elsewhere, in one new version. The draft
    of `by` stays as it is.

    Raises PermissionDenied; StaleEdit, and takes none, when one of them is not offered any more; WrongState while the
    piece waits for review or is archived."""
    content = lock_content_for_author(content, by)
    taken = {offer.held.item_id: offer.offered for offer in _require_offered(content, wordings)}
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    held = load_items(version, is_shown=False)
    document = to_document(version, held)
    items = [
        replace(item, data=to_document_item(taken[item.item_id]).data) if item.item_id in taken else item
        for item in document.items
    ]
    summary = ngettext("Took %(count)d wording from elsewhere", "Took %(count)d wordings from elsewhere", len(taken))
    return save_version(
        content=content,
        document=replace(document, items=tuple(items)),
        by=by,
        base_number=version.number,
        change_summary=summary % {"count": len(taken)},
        held=held,
    )


@transaction.atomic
def decline_offers(*, content: Content, wordings: Collection[UUID], by: User) -> None:
    """Keep the items of `content` as they read: these wordings are not offered to it again, later ones are. Raises
    PermissionDenied; StaleEdit when one of them is not offered any more."""
    content = lock_content_for_author(content, by)
    offers = _require_offered(content, wordings)
    DeclinedWording.objects.bulk_create(
        DeclinedWording(content=content, item_version=offer.offered, by=by) for offer in offers
    )


def settle_offers(*, chosen: Mapping[Content, Collection[UUID]], by: User, takes: bool) -> list[Settled]:
    """Take or decline, piece by piece, each in a transaction of its own: what one refuses stops no other."""
    settle: Callable[..., Any] = take_offers if takes else decline_offers
    settled = []
    for content, wordings in chosen.items():
        try:
            settle(content=content, wordings=wordings, by=by)
        except (Refusal, PermissionDenied) as no:
            settled.append(Settled(content, refusal=str(no)))
        else:
            settled.append(Settled(content, count=len(set(wordings))))
    return settled


def _require_offered(content: Content, wordings: Collection[UUID]) -> Sequence[Offer]:
    """Those offers, as they stand now that the piece is ours."""
    offers = [offer for offer in offers_for(content) if offer.offered.pk in set(wordings)]
    if len(offers) < len(set(wordings)):
        raise StaleEdit(_("What you chose is not offered any more: it was settled or reworded meanwhile. Look again."))
    return offers
