"""What a piece and its items were made from, as pages show it to one author."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse

from accounts.models import User
from content.bank import seen_entries, with_place
from content.documents import DocumentItem, to_document_item
from content.item_diff import FieldComparison, compare_fields
from content.lineage import derivations_of
from content.models import Content, ContentVersion, Derivation, ItemVersion, VersionItem
from content.overview import edit_address
from content.search import search_items

FOUND_AT_ONCE = 20
NAMED = 5  # copies


@dataclass(frozen=True)
class Lineage:
    """`derivation` as one author sees it. `held` is the item as it stands in `content`; `now` the newest wording of the
    source that she can see, in `source_content`, both None where she can see none."""

    derivation: Derivation
    content: Content
    held: ItemVersion
    now: ItemVersion | None = None
    source_content: Content | None = None

    @property
    def is_stale(self) -> bool:
        return self.now is not None and self.now.fingerprint != self.derivation.seen.fingerprint

    @cached_property
    def item(self) -> DocumentItem:
        return to_document_item(self.held)

    @cached_property
    def fields(self) -> list[FieldComparison]:
        """What the source said then, and says now."""
        then = to_document_item(self.derivation.seen)
        return compare_fields(then.data, to_document_item(self.now).data if self.now else None)

    @cached_property
    def item_fields(self) -> list[FieldComparison]:
        """The item itself, field by field."""
        return compare_fields(None, self.item.data)

    @property
    def heading(self) -> str:
        """That of the source, as far as she can see it."""
        return (self.now or self.derivation.seen).heading

    @property
    def edit_url(self) -> str:
        """The editor, opened at the item."""
        return reverse("content:content-edit", args=[self.content.pk]) + edit_address(self.held.item_id)


@dataclass(frozen=True)
class SourceNote:
    """What an item was made from, by its heading then, and whether it reads otherwise now."""

    heading: str
    is_stale: bool


@dataclass(frozen=True)
class Descent:
    """The version that a piece was duplicated from, None without one, and its own copies: how many there are, and a
    few of those that the reader may edit."""

    origin: ContentVersion | None
    is_origin_editable: bool
    count: int
    named: list[Content]


def load_lineages(derivations: Iterable[Derivation], user: User) -> list[Lineage]:
    """What `derivations_of` found, in that order, with all that a page shows of it. Five queries at most."""
    found = list(derivations)
    places: dict[UUID, UUID] = {row.pk: row.piece for row in found}  # type: ignore[attr-defined]  # annotated
    rows = Derivation.objects.select_related("seen__item", "source", "by").in_bulk(list(places))
    contents = Content.objects.select_related("owner").defer("search").in_bulk(set(places.values()))
    held = _held({(places[row.pk], row.item_id) for row in found})
    sources = _newest(user, {row.source_id for row in found})
    return [
        Lineage(
            rows[row.pk],
            contents[places[row.pk]],
            held[places[row.pk], row.item_id],
            *(sources.get(row.source_id) or (None, None)),
        )
        for row in found
        if row.pk in rows and (places[row.pk], row.item_id) in held
    ]


def lineages_in(content: Content, user: User) -> dict[UUID, list[Lineage]]:
    """All of them in one piece, by item. Six queries at most."""
    by_item: dict[UUID, list[Lineage]] = defaultdict(list)
    for lineage in load_lineages(derivations_of(user, Content.objects.filter(pk=content.pk)), user):
        by_item[lineage.derivation.item_id].append(lineage)
    return by_item


def source_notes(content: Content, user: User) -> dict[UUID, list[SourceNote]]:
    """The same in a word, by item. Two queries."""
    changed = ItemVersion.objects.filter(~Q(fingerprint=OuterRef("seen__fingerprint")), pk=OuterRef("now"))
    rows = derivations_of(user, Content.objects.filter(pk=content.pk)).annotate(is_stale=Exists(changed))
    notes: dict[UUID, list[SourceNote]] = defaultdict(list)
    for item_id, heading, is_stale in rows.order_by("id").values_list("item", "seen__heading", "is_stale"):
        notes[item_id].append(SourceNote(heading, is_stale))
    return notes


def descent_of(content: Content, user: User) -> Descent:
    """What the piece was duplicated from and what from it, as `user` may know it. Four queries at most."""
    editable = Content.objects.editable_by(user)
    version_id = content.copied_from_id
    origin = ContentVersion.objects.filter(pk__in=[version_id]).select_related("content__owner")
    version = origin.defer("text", "frame", "content__search").first() if version_id else None
    copies = Content.objects.filter(copied_from__content=content)
    count = copies.count()
    return Descent(
        origin=version,
        is_origin_editable=version is not None and editable.filter(pk=version.content_id).exists(),
        count=count,
        named=list(editable.filter(pk__in=copies.values("pk")).order_by("-id")[:NAMED]) if count else [],
    )


def find_sources(user: User, words: str, *, but: UUID) -> list[VersionItem]:
    """Items that `user` may reuse and that hold `words`, sections of guides first; without the item `but`. Each once,
    in its newest wording that she can see, with the piece it stands in."""
    entries = search_items(seen_entries(user), words).exclude(item_version__item=but)
    newest = entries.order_by("item_version__item", "-item_version__number", "-version")
    found = with_place(VersionItem.objects.filter(pk__in=newest.distinct("item_version__item").values("pk")))
    sections_first = Case(When(item_version__item__type="section", then=0), default=1)
    return list(found.order_by(sections_first, "-version", "position")[:FOUND_AT_ONCE])


def _held(wanted: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], ItemVersion]:
    """The items as they stand in the newest versions of the pieces, by piece and item."""
    entries = VersionItem.objects.filter(
        version=F("version__content__latest_version"),
        version__content__in={content for content, _item in wanted},
        item_version__item__in={item for _content, item in wanted},
    )
    placed = entries.select_related("item_version__item", "version").defer("version__text", "version__frame")
    return {(entry.version.content_id, entry.item_version.item_id): entry.item_version for entry in placed}


def _newest(user: User, items: Collection[UUID]) -> dict[UUID, tuple[ItemVersion, Content]]:
    """The newest wording of each that `user` can see, and where."""
    entries = with_place(seen_entries(user).filter(item_version__item__in=items))
    return {
        entry.item_version.item_id: (entry.item_version, entry.version.content)
        for entry in entries.order_by("item_version__number", "-pk")
    }
