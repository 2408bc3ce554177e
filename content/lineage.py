"""Which items were made from which, and which of them are stale. An item is stale for somebody while its source reads
otherwise, in the newest wording that she can see, than when she or a co-author last looked at it."""

from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from content.bank import reusable_wordings
from content.models import Content, Derivation, ItemVersion, VersionItem


def current_wording(user: User, item: str) -> Subquery:
    """The key of the newest wording of the item at the path `item` that `user` can see; null where she sees none."""
    return Subquery(_visible_entries(user, item).values("item_version")[:1])


def derivations_of(user: User, contents: QuerySet[Content] | None = None) -> QuerySet[Derivation]:
    """The derivations of what stands in the newest versions of `contents` (all that `user` may edit), each with
    `piece`, where the item stands, and `now`, the newest wording of its source that she can see."""
    contents = Content.objects.editable_by(user) if contents is None else contents
    held = VersionItem.objects.filter(
        version=F("version__content__latest_version"),
        version__content__in=contents.exclude(status=Content.Status.ARCHIVED).values("pk"),
    )
    home_first = Case(When(version__content=F("item_version__item__content"), then=0), default=1)
    here = held.filter(item_version__item=OuterRef("item")).order_by(home_first, "version__content")
    return Derivation.objects.filter(item__in=held.values("item_version__item")).annotate(
        piece=Subquery(here.values("version__content")[:1]), now=current_wording(user, "source")
    )


def stale_items(user: User, contents: QuerySet[Content] | None = None) -> QuerySet[Derivation]:
    """Those of them whose source reads otherwise than when somebody looked at it. A source that only ever had one
    wording is told apart first, for most have, and who sees what is slow to find out."""
    other = ItemVersion.objects.filter(~Q(fingerprint=OuterRef("seen__fingerprint")))
    reworded = derivations_of(user, contents).filter(Exists(other.filter(item=OuterRef("source"))))
    return reworded.filter(Exists(other.filter(pk=OuterRef("now"))))


def stale_in(content: Content, user: User) -> QuerySet[Derivation]:
    """The same for one piece."""
    return stale_items(user, Content.objects.filter(pk=content.pk))


def stale_keys(user: User, contents: QuerySet[Content] | None = None) -> "QuerySet[Derivation, Any]":
    """The keys of the items of hers that `user` should look at, each once. Who has what she may edit hands it over as
    `contents`."""
    return stale_items(user, contents).values("item").distinct()


def count_stale(user: User) -> int:
    """How many they are. One query."""
    return stale_keys(user).count()


def stale_contents(user: User) -> QuerySet[Content]:
    """The pieces that they stand in."""
    return Content.objects.editable_by(user).filter(pk__in=stale_items(user).values("piece"))  # type: ignore[misc]


def visible_wording(user: User, item_id: UUID) -> ItemVersion | None:
    """The newest wording of one item that `user` can see."""
    return reusable_wordings(user, [item_id]).get(item_id)


def leads_to(source_id: UUID, item_id: UUID) -> bool:
    """Whether the source was itself made from the item, in however many steps: then the item cannot be made from it."""
    frontier, seen = {source_id}, set[UUID]()
    while frontier and item_id not in frontier:
        seen |= frontier
        above = Derivation.objects.filter(item__in=frontier).values_list("source", flat=True)
        frontier = set(above) - seen
    return item_id in frontier


def _visible_entries(user: User, item: str) -> QuerySet[VersionItem]:
    """Where the item at that path stands in what `user` may reuse, as she may see it; the newest wording first. Each
    piece is asked for by its key, so that the shared material of everybody is not gone through for every item."""
    piece = Content.objects.filter(pk=OuterRef("version__content")).reusable_versions(user)
    entries = VersionItem.objects.filter(version__in=piece, item_version__item=OuterRef(item))
    return entries.order_by("-item_version__number", "pk")
