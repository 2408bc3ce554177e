"""Saying what an item was made from, and that it was looked at since its source changed."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.actions.locking import lock_content_for_author
from content.lineage import leads_to, visible_wording
from content.models import Content, Derivation, Item, ItemVersion

MAX_SOURCES = 10


@transaction.atomic
def derive_item(*, content: Content, item: Item, source_id: UUID, by: User) -> Derivation:
    """Say that `item`, which the newest version of `content` holds, was made from another one, as `by` can read it
    now; a second time, that she looked at it. Raises PermissionDenied; Refusal for a source that she cannot see, and
    for one that was itself made from the item."""
    content = lock_content_for_author(content, by)
    _require_held(content, item.pk)
    Item.objects.select_for_update().get(pk=item.pk)  # other pieces may hold it, and be told of a source now
    if source_id == item.pk or leads_to(source_id, item.pk):
        raise Refusal(_("That was itself made from this item. Choose what stands at the beginning."))
    seen = visible_wording(by, source_id)
    if seen is None:
        raise Refusal(_("You can derive an item only from your own material and from what others share."))
    others = Derivation.objects.filter(item=item).exclude(source=source_id)
    if others.count() >= MAX_SOURCES:
        raise Refusal(_("An item has at most %(count)d sources. Remove one first.") % {"count": MAX_SOURCES})
    derivation, _is_new = Derivation.objects.update_or_create(
        item=item, source_id=source_id, defaults={"seen": seen, "by": by, "at": timezone.now()}
    )
    return derivation


@transaction.atomic
def forget_source(*, content: Content, derivation: Derivation, by: User) -> None:
    """The item was not made from that. Raises PermissionDenied; WrongState where `content` does not hold the item.
    What somebody else removed before is no error."""
    content = lock_content_for_author(content, by)
    _require_held(content, derivation.item_id)
    Derivation.objects.filter(pk=derivation.pk).delete()


@transaction.atomic
def confirm_derivation(*, content: Content, derivation: Derivation, seen_id: UUID, by: User) -> None:
    """`by` has read the wording `seen_id` of the source, and the item is still right. Raises PermissionDenied;
    StaleEdit where the source changed again meanwhile; WrongState where the item or its source is gone."""
    content = lock_content_for_author(content, by)
    _require_held(content, derivation.item_id)
    now = visible_wording(by, derivation.source_id)
    if now is None:
        raise WrongState(_("You cannot see the source any more. Remove it, if the item stands on its own."))
    if now.pk != seen_id:
        raise StaleEdit(_("The source changed again while you read. Look at the newest wording."))
    Derivation.objects.filter(pk=derivation.pk).update(seen=now, at=timezone.now())


def _require_held(content: Content, item_id: UUID) -> None:
    held = ItemVersion.objects.filter(item=item_id, entries__version=content.latest_version_id)
    if not held.exists():
        raise WrongState(_("This item is not in the newest version any more. Go back to the material."))
