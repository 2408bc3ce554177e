"""The item bank: what of others' and of her own material somebody may put into a piece, where an item is used, and
which pieces are offered a wording that an item of theirs got elsewhere. Offers are found, not stored."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from content.documents import to_document_item
from content.item_diff import FieldComparison, compare_fields
from content.models import Content, DeclinedWording, ItemVersion, VersionItem
from content.querysets import ContentQuerySet


def seen_entries(user: User, contents: ContentQuerySet | None = None) -> QuerySet[VersionItem]:
    """What stands in the material (or in those `contents` of it) whose items `user` may reuse, each piece as she may
    see it; in no order. Whoever asks several times keeps it: to make it takes a query."""
    contents = Content.objects.all() if contents is None else contents
    return VersionItem.objects.filter(version__in=contents.reusable_versions(user)).order_by()


def standing_entries(contents: QuerySet[Content] | None = None) -> QuerySet[VersionItem]:
    """What stands in the newest version of every piece that is in use, or of those `contents` that are; in no order."""
    contents = (Content.objects.all() if contents is None else contents).exclude(status=Content.Status.ARCHIVED)
    return VersionItem.objects.filter(version__in=contents.values("latest_version")).order_by()


def uses_of(items: Collection[UUID]) -> dict[UUID, int]:
    """In how many pieces each of these items stands, whosever they are, in one query; in none where it is missing."""
    counts = standing_entries().filter(item_version__item__in=items).values_list("item_version__item")
    return dict(counts.annotate(Count("pk")))


def with_place(entries: QuerySet[VersionItem]) -> QuerySet[VersionItem]:
    """With the item, its rendering, and the piece with its owner; none of the long texts."""
    long = ("version__text", "version__frame", "version__summary", "version__content__search")
    related = ("item_version__item", "item_version__rendering", "version__content__owner")
    return entries.select_related(*related).defer(*long)


def reusable_wordings(user: User, items: Collection[UUID]) -> dict[UUID, ItemVersion]:
    """The newest wording of each of these items that `user` may see; those that she may not see are missing."""
    entries = seen_entries(user).filter(item_version__item__in=items).select_related("item_version__item")
    return {entry.item_version.item_id: entry.item_version for entry in entries.order_by("item_version__number")}


@dataclass(frozen=True)
class Offer:
    """That `content`, which holds an item as `held`, may take the wording `offered`, which it got elsewhere."""

    content: Content
    held: ItemVersion
    offered: ItemVersion

    @property
    def key(self) -> str:
        """What names it in a form (see `content.forms.bank`)."""
        return f"{self.content.pk}.{self.offered.pk}"

    @cached_property
    def fields(self) -> list[FieldComparison]:
        """From the old words to the new."""
        return compare_fields(*(to_document_item(entry).data for entry in (self.held, self.offered)))


def offered_entries(contents: QuerySet[Content]) -> QuerySet[VersionItem]:
    """What the newest versions of `contents` hold in an older wording than another piece in use has now: with
    `offered`, the key of that wording. A wording that the piece had before, or declined, is not offered to it."""
    piece = OuterRef(OuterRef(OuterRef("version__content")))
    elsewhere = standing_entries(Content.objects.exclude(pk=piece)).filter(item_version=OuterRef("pk"))
    newer = ItemVersion.objects.filter(
        Exists(elsewhere), item=OuterRef("item_version__item"), number__gt=OuterRef("item_version__number")
    )
    entries = standing_entries(contents).annotate(offered=Subquery(newer.order_by("-number").values("pk")[:1]))
    had = VersionItem.objects.filter(
        item_version=OuterRef("offered"), version__content=OuterRef("version__content")
    ).order_by()
    declined = DeclinedWording.objects.filter(item_version=OuterRef("offered"), content=OuterRef("version__content"))
    return entries.filter(~Exists(had), ~Exists(declined), offered__isnull=False)


def load_offers(entries: Iterable[VersionItem]) -> list[Offer]:
    """What `offered_entries` found, in that order, with all that a page shows of it. Two queries."""
    keys: dict[int, UUID] = {entry.pk: entry.offered for entry in entries}  # type: ignore[attr-defined]  # annotated
    wordings = ItemVersion.objects.select_related("item", "created_by").in_bulk(keys.values())
    held = with_place(VersionItem.objects.filter(pk__in=keys)).in_bulk()
    return [
        Offer(held[key].version.content, held[key].item_version, wordings[offered]) for key, offered in keys.items()
    ]


def group_offers(offers: Iterable[Offer]) -> list[list[Offer]]:
    """Those that stand beside each other and make the same words of the same, together."""
    return [list(group) for _words, group in groupby(offers, key=lambda offer: (offer.held.pk, offer.offered.pk))]


def offers_for(content: Content) -> list[Offer]:
    """The wordings that items of the piece got elsewhere, in its order. Three queries."""
    return load_offers(offered_entries(Content.objects.filter(pk=content.pk)).order_by("position"))


def count_offers(user: User) -> int:
    """How many wordings wait for a word from `user`, in all the pieces that she may edit."""
    return offered_entries(Content.objects.editable_by(user)).count()
