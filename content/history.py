"""Who wrote which item of a piece, and every wording that an item had in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Min

from content.documents import DocumentItem, to_document_item
from content.item_diff import FieldComparison, compare_fields
from content.models import Content, ContentVersion, Item, ItemVersion, VersionItem


@dataclass(frozen=True)
class ItemAuthors:
    """One item of the newest version: `first` is its first wording of all, `last` the one it has here, which came into
    this piece with version `since`; here it had `wordings`. `place` counts from 1."""

    place: int
    pool: str
    first: ItemVersion
    last: ItemVersion
    since: int
    wordings: int
    is_borrowed: bool

    @property
    def type_label(self) -> str:
        return str(to_document_item(self.last).item_type.label)


@dataclass(frozen=True)
class Wording:
    """One wording that an item had in a piece, from version `since` on; `before` is the one it replaced there."""

    entry: ItemVersion
    since: ContentVersion
    before: ItemVersion | None

    @cached_property
    def item(self) -> DocumentItem:
        return to_document_item(self.entry)

    @cached_property
    def fields(self) -> list[FieldComparison]:
        """What it says, beside what the one before said."""
        old = to_document_item(self.before).data if self.before else None
        return compare_fields(old, self.item.data)


def load_item_authors(content: Content, entries: Sequence[VersionItem]) -> list[ItemAuthors]:
    """Of these entries of the newest version, with item version, item and author. Three queries."""
    ids = [entry.item_version.item_id for entry in entries]
    originals = ItemVersion.objects.filter(item__in=ids, number=1).select_related("created_by").defer("data")
    first = {original.item_id: original for original in originals}
    here = VersionItem.objects.filter(version__content=content, item_version__item__in=ids).order_by()
    counts = dict(here.values_list("item_version__item").annotate(Count("item_version", distinct=True)))
    held = here.filter(item_version__in=[entry.item_version_id for entry in entries])
    since = dict(held.values_list("item_version").annotate(Min("version__number")))
    return [
        ItemAuthors(
            place=entry.position + 1,
            pool=entry.pool,
            first=first[entry.item_version.item_id],
            last=entry.item_version,
            since=since[entry.item_version_id],
            wordings=counts[entry.item_version.item_id],
            is_borrowed=entry.item_version.item.content_id != content.pk,
        )
        for entry in entries
    ]


def load_wordings(content: Content, item: Item) -> list[Wording]:
    """Every wording that `content` ever held of the item, the newest there first; one that came back stands where it
    came first. Two queries."""
    here = VersionItem.objects.filter(version__content=content, item_version__item=item).order_by()
    first = dict(here.values_list("item_version").annotate(Min("version__number")))
    entries = ItemVersion.objects.select_related("item", "created_by").in_bulk(list(first))
    numbers = set(first.values())
    versions = content.versions.filter(number__in=numbers).select_related("created_by").defer("text", "frame")
    by_number = {version.number: version for version in versions}
    found: list[Wording] = []
    for key in sorted(first, key=lambda key: first[key]):
        before = found[-1].entry if found else None
        found.append(Wording(entries[key], by_number[first[key]], before))
    return found[::-1]


def item_of(content: Content, item_id: UUID) -> Item | None:
    """The item of that key, if any version of the piece ever held it."""
    return Item.objects.filter(versions__entries__version__content=content, pk=item_id).first()
