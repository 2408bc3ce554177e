"""What the items under review were made from, as it stood when somebody last looked at it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, OuterRef, Subquery

from content.models import ContentVersion, Derivation, ItemVersion


@dataclass(frozen=True)
class Origin:
    """The passage `seen` that an item was made from, out of the piece called `title`. `is_stale`: it reads otherwise
    now, in the newest version of its own piece."""

    seen: ItemVersion
    title: str
    is_stale: bool


def origins_of(items: Sequence[ItemVersion]) -> dict[UUID, list[Origin]]:
    """By item. One query."""
    newest = ItemVersion.objects.filter(item=OuterRef("source"), entries__version__content=OuterRef("source__content"))
    now = newest.order_by("-number").values("fingerprint")[:1]
    title = ContentVersion.objects.filter(content=OuterRef("source__content")).order_by("-number").values("title")[:1]
    rows = (
        Derivation.objects.filter(item__in=[entry.item_id for entry in items])
        .select_related("seen__item", "seen__rendering")
        .annotate(now=Subquery(now), title=Subquery(title, output_field=CharField()))
        .order_by("at", "id")
    )
    found: dict[UUID, list[Origin]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(Origin(row.seen, row.title or "", row.now not in (None, row.seen.fingerprint)))
    return dict(found)
