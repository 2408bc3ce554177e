"""Cards that a student makes of what she reads: the terms of a section among her cards, and out again."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.kinds import StudyMode
from content.models import Content, ItemCard
from progress.actions.progressing import lock_progress
from progress.models import AddedCard, CardMemory

MOST = 200  # cards in one go


@transaction.atomic
def add_cards(*, student: User, content: Content, item_version_id: UUID, names: Collection[str]) -> int:
    """Put the terms of these names of a section of the published version among her cards; how many they are. Those
    that are there already stay as they are.

    Raises PermissionDenied unless she may study the piece; Refusal when the section has none of the terms."""
    lock_progress(student=student, content=content, mode=StudyMode.READ)
    cards = ItemCard.objects.filter(
        item_version=item_version_id, item_version__entries__version=content.published_version_id, name__in=names
    )
    found = list(cards.order_by("position").values_list("item_version__item", "name")[:MOST])
    if not found:
        raise Refusal(_("That term is no longer in this material. Open it again to read it as it is now."))
    now = timezone.now()
    AddedCard.objects.bulk_create(
        [AddedCard(student=student, item_id=item, card=name, content=content, added_at=now) for item, name in found],
        ignore_conflicts=True,
    )
    return len(found)


@transaction.atomic
def remove_card(*, student: User, content: Content, item_version_id: UUID, name: str) -> bool:
    """Take a term out of her cards again; False where it was not among them.

    Raises PermissionDenied unless she may study the piece; WrongState once she has turned the card."""
    lock_progress(student=student, content=content, mode=StudyMode.READ)
    added = AddedCard.objects.filter(student=student, content=content, item__versions=item_version_id, card=name)
    card = added.first()
    if card is None:
        return False
    if CardMemory.objects.filter(student=student, item=card.item_id, card=name).exists():
        raise WrongState(_("You have turned this card already, so it stays among your cards."))
    card.delete()
    return True
