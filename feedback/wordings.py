"""How items that somebody said something of read in a version."""

from collections.abc import Collection
from uuid import UUID

from content.models import ContentVersion, ItemVersion


def wordings_now(version: ContentVersion, items: Collection[UUID]) -> dict[UUID, ItemVersion]:
    """The wording of each of the items in that version, to be shown; those it does not hold are left out. One query."""
    if not items:
        return {}
    held = ItemVersion.objects.filter(item__in=items, entries__version=version).select_related("item", "rendering")
    return {entry.item_id: entry for entry in held}
