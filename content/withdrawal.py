"""Which pieces an emergency reaches: where the words that are wrong stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from content.models import Content, ItemVersion

SEEN = ("published_version", "approved_version")  # what students see, and what they may come to see


@dataclass(frozen=True)
class OtherPiece:
    """Another piece in which the same wording stands."""

    pk: UUID
    title: str


def wordings_of(content: Content, items: Collection[UUID] | None = None) -> list[ItemVersion]:
    """The item versions that students see of `content`, or may come to see without another verdict: all, or those of
    `items`. In the order of the newest version in which they stand. One query."""
    versions = {pk for pk in (content.published_version_id, content.approved_version_id) if pk}
    found = ItemVersion.objects.filter(entries__version__in=versions).select_related("item")
    if items is not None:
        found = found.filter(item__in=items)
    ordered = found.order_by("-entries__version__number", "entries__position")
    return list({entry.pk: entry for entry in ordered}.values())


def other_holders(content: Content, wordings: Iterable[ItemVersion]) -> Mapping[UUID, set[OtherPiece]]:
    """The other pieces that hold one of these wordings where students see it or may come to, by item. Two queries."""
    held = {(entry.item_id, entry.fingerprint) for entry in wordings}
    holders: dict[UUID, set[OtherPiece]] = defaultdict(set)
    for version in SEEN if held else ():
        item, fingerprint = f"{version}__entries__item_version__item", f"{version}__entries__item_version__fingerprint"
        within = {f"{item}__in": {pk for pk, _hash in held}, f"{fingerprint}__in": {hash_ for _pk, hash_ in held}}
        found = Content.objects.filter(**within).exclude(pk=content.pk)
        for pk, title, item_id, hash_ in found.values_list("pk", "title", item, fingerprint):
            if (item_id, hash_) in held:
                holders[item_id].add(OtherPiece(pk, title))
    return holders
