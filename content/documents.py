"""A piece as one value: what an editor shows, an import brings, and a version is made of."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F

from content.interchange.base import ParsedContent
from content.item_types import ItemData, ItemType, answer_fingerprint, card_fingerprints, fingerprint, get_item_type
from content.kinds import Frame, get_kind
from content.models import ContentVersion, ItemVersion

SIMILAR = 0.6  # from this ratio on, two wordings of the same type in the same gap are one item, reworded


@dataclass(frozen=True)
class DocumentItem:
    """One item in a document. `item_id` is None while nobody knows which item it is, if any; `pool` names the pool
    of this piece that it is drawn from, empty where every student gets it."""

    type: str
    data: ItemData
    item_id: UUID | None = None
    external_id: str = ""
    pool: str = ""

    @property
    def item_type(self) -> ItemType[Any]:
        return get_item_type(self.type)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.item_type, self.data)

    @cached_property
    def answer_fingerprint(self) -> str:
        return answer_fingerprint(self.item_type, self.data)

    @cached_property
    def card_fingerprints(self) -> dict[str, str]:
        return card_fingerprints(self.item_type, self.data)

    @cached_property
    def heading(self) -> str:
        return self.item_type.heading(self.data)

    @cached_property
    def text(self) -> str:
        return self.item_type.text(self.data)


@dataclass(frozen=True)
class Document:
    """The whole of one piece, without its history."""

    title: str
    kind: str
    summary: str = ""
    frame: Frame = field(default_factory=Frame)
    items: tuple[DocumentItem, ...] = ()

    @property
    def text(self) -> str:
        """All its words, for search."""
        return "\n".join([self.title, self.summary, *(item.text for item in self.items)])

    @property
    def counted(self) -> str:
        """How many items it has, in words; and where they can be learnt as more cards, how many."""
        cards = sum(len(item.item_type.card_keys(item.data)) for item in self.items)
        return get_kind(self.kind).count_items(len(self.items), cards)

    def findings(self) -> list[tuple[int | None, str, str]]:
        """What has to be mended before review: position of the item (None: the whole), field, sentence."""
        kind, items = get_kind(self.kind), [(item.type, item.data) for item in self.items]
        found = kind.check(self.frame, items) + kind.check_pools(self.frame, items, [item.pool for item in self.items])
        return [(position, finding.field, str(finding.message)) for position, finding in found]


def load_items(version: ContentVersion, *, is_shown: bool = True) -> list[ItemVersion]:
    """The item versions of a snapshot in their order, with item and `pool`, and with their rendering where they are to
    be shown. One query."""
    held = ItemVersion.objects.filter(entries__version=version).annotate(pool=F("entries__pool"))  # type: ignore[no-redef]
    related = ("item", "rendering") if is_shown else ("item",)
    return list(held.select_related(*related).order_by("entries__position"))


def load_document(version: ContentVersion) -> Document:
    """The snapshot as a document. The reverse of what `content.actions.drafting` writes."""
    return to_document(version, load_items(version, is_shown=False))


def to_document(version: ContentVersion, items: Sequence[ItemVersion]) -> Document:
    """The snapshot as a document, of the items that `load_items` gave for it."""
    kind = version.content.kind
    return Document(
        title=version.title,
        kind=kind,
        summary=version.summary,
        frame=get_kind(kind).parse_frame(version.frame),
        items=tuple(to_document_item(item_version) for item_version in items),
    )


def to_document_item(item_version: ItemVersion) -> DocumentItem:
    item = item_version.item
    return DocumentItem(item.type, item_version.parsed, item.pk, item.external_id, item_version.pool)


def from_parsed(parsed: ParsedContent, *, title: str = "", summary: str = "") -> Document:
    """What was read from a file or a text, as a document of items nobody knows yet."""
    return Document(
        title=title or parsed.title,
        kind=parsed.kind,
        summary=summary or parsed.summary,
        frame=get_kind(parsed.kind).parse_frame(parsed.frame),
        items=tuple(DocumentItem(item.type, item.data, None, item.external_id, item.pool) for item in parsed.items),
    )


def match_items(
    known: Sequence[DocumentItem], found: Sequence[DocumentItem], lent: Collection[UUID] = ()
) -> list[DocumentItem]:
    """`found` with the identities of the `known` items they are, each given once. An identity from elsewhere is not
    believed, unless it is one of `lent`.

    In this order: by its id, by the identity its file gives it, by fingerprint, by heading, and last by likeness
    among the items of one type that stand between the same neighbours."""
    free = {item.item_id: item for item in known if item.item_id}
    ids = [item.item_id if item.item_id in lent and item.item_id not in free else None for item in found]
    for key in _IDENTITIES:
        _match_by(key, free, found, ids)
    _match_similar(free, found, ids, [item.item_id for item in known if item.item_id])
    return [replace(item, item_id=item_id) for item, item_id in zip(found, ids, strict=True)]


_IDENTITIES: tuple[Callable[[DocumentItem], Hashable], ...] = (
    lambda item: item.item_id,
    lambda item: (item.type, item.external_id) if item.external_id else None,
    lambda item: item.fingerprint,
    lambda item: (item.type, getattr(item.data, "name", "") or item.heading),
)


def _match_by(
    key: Callable[[DocumentItem], Hashable],
    free: dict[UUID, DocumentItem],
    found: Sequence[DocumentItem],
    ids: list[UUID | None],
) -> None:
    by_key: dict[Hashable, list[UUID]] = defaultdict(list)
    for item_id, item in free.items():
        if (value := key(item)) is not None:
            by_key[value].append(item_id)
    for index, item in enumerate(found):
        candidates = by_key.get(key(item)) if ids[index] is None and key(item) is not None else None
        if candidates:
            known_id = ids[index] = candidates.pop(0)
            del free[known_id]


def _match_similar(
    free: dict[UUID, DocumentItem],
    found: Sequence[DocumentItem],
    ids: list[UUID | None],
    order: Sequence[UUID],
) -> None:
    """Compares only within gaps between matched neighbours, so that the cost stays near the number of items."""
    place: dict[UUID | None, int] = {item_id: index for index, item_id in enumerate(order)}
    previous = -1
    for index, item in enumerate(found):
        if ids[index] is not None:
            previous = place.get(ids[index], previous)
            continue
        following = previous + 1
        candidate = free.get(order[following]) if following < len(order) else None
        if candidate and _is_similar(candidate, item):
            ids[index] = order[following]
            del free[order[following]]
            previous = following


def _is_similar(one: DocumentItem, other: DocumentItem) -> bool:
    if one.type != other.type or (one.external_id and other.external_id):
        return False
    matcher = SequenceMatcher(None, one.text[:2000], other.text[:2000], autojunk=False)
    return matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR
