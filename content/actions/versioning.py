"""How a document becomes an immutable version: which items it holds, which are new, which were reworded.

Called by the actions that hold the lock on the piece; the number of queries does not grow with its items."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.media_uses import record_frame_uses, record_uses
from content.documents import Document, DocumentItem, load_items, match_items, to_document_item
from content.item_types import ItemData
from content.lineage import current_wording
from content.models import Content, ContentVersion, Derivation, Item, ItemCard, ItemRendering, ItemVersion, VersionItem
from content.rendering import RENDERER

MAX_ITEMS = 2000


@dataclass(frozen=True)
class Saved:
    """The outcome of a save. `version` is the newest; `is_new` is False where nothing had changed.
    `created`, `updated` and `unchanged` are the item versions that it holds."""

    version: ContentVersion
    is_new: bool
    created: list[ItemVersion] = field(default_factory=list)
    updated: list[ItemVersion] = field(default_factory=list)
    unchanged: list[ItemVersion] = field(default_factory=list)
    removed: list[ItemVersion] = field(default_factory=list)


def write_version(
    content: Content,
    document: Document,
    *,
    by: User,
    origin: str,
    change_summary: str = "",
    held: Sequence[ItemVersion] | None = None,
    lent: Collection[UUID] = (),
) -> Saved:
    """Write `document` as the next version of `content`, whose row the caller has locked, unless nothing changed.
    `held` are the items of its newest version, where the caller has read them; `lent` those from elsewhere (another
    piece, an earlier version) that it may hold."""
    if len(document.items) > MAX_ITEMS:
        raise WrongState(_("This has more than %(limit)s items. Split it into several pieces.") % {"limit": MAX_ITEMS})
    latest = content.latest_version
    if held is None:
        held = load_items(latest, is_shown=False) if latest else []
    known = [to_document_item(item_version) for item_version in held]
    items = _identify(content, document.items, known, lent)
    entries, saved, is_derived = _write_items(content, items, held, {item.item_id: item.data for item in known}, by)
    pools = [item.pool for item in items]
    if latest and _is_unchanged(latest, document) and entries == list(held) and pools == [item.pool for item in known]:
        return replace(saved, version=latest, is_new=False)
    version = ContentVersion.objects.create(
        content=content,
        number=latest.number + 1 if latest else 1,
        title=document.title,
        summary=document.summary,
        frame=document.frame.model_dump(mode="json"),
        text=document.text,
        change_summary=change_summary,
        origin=origin,
        created_by=by,
    )
    record_frame_uses(version)
    VersionItem.objects.bulk_create(
        VersionItem(version=version, item_version=item_version, position=position, pool=pool)
        for position, (item_version, pool) in enumerate(zip(entries, pools, strict=True))
    )
    content.latest_version, content.title = version, document.title
    content.status = _status_after_edit(content)
    content.save(update_fields=["latest_version", "title", "status", "updated_at"])
    if is_derived:
        _see_sources(saved.updated, by)
    return replace(saved, version=version, is_new=True)


def _is_unchanged(version: ContentVersion, document: Document) -> bool:
    """Whether all but the items is as it was."""
    return (version.title, version.summary, version.parsed_frame) == (
        document.title,
        document.summary,
        document.frame,
    )


def _status_after_edit(content: Content) -> str:
    """Changes asked for stay asked for until the author submits again; anything else becomes a draft."""
    asked = Content.Status.CHANGES_REQUESTED
    return asked if content.status == asked else Content.Status.DRAFT


def _identify(
    content: Content, items: Sequence[DocumentItem], known: Sequence[DocumentItem], lent: Collection[UUID]
) -> list[DocumentItem]:
    """`items` with the identities they have. One that left the piece earlier and comes back is known again by the
    identity its file gives it."""
    from_file = {item.external_id for item in items if item.external_id}
    gone = {}
    if from_file:
        held_ids = [item.item_id for item in known if item.item_id]
        rows = Item.objects.filter(content=content, external_id__in=from_file).exclude(pk__in=held_ids)
        gone = {(item.type, item.external_id): item.pk for item in rows}
    return [
        item if item.item_id else replace(item, item_id=gone.get((item.type, item.external_id)))
        for item in match_items(known, items, lent)
    ]


def _write_items(
    content: Content,
    items: Sequence[DocumentItem],
    held: Sequence[ItemVersion],
    wordings: Mapping[UUID | None, ItemData],
    by: User,
) -> tuple[list[ItemVersion], Saved, bool]:
    """The item versions for `items` in their order, writing those that are new or reworded; and whether any of the
    latter was derived from another item. A wording that the item had before, here or in another piece, is not written
    again. `wordings` are those of the items `held` so far."""
    old = {item_version.item_id: item_version for item_version in held}
    saved = Saved(version=ContentVersion(), is_new=False)
    reworded = [item for item in items if item.item_id and wordings.get(item.item_id) != item.data]
    before_now = _lock_items(reworded)
    entries, new_items, written = [], [], []
    for item in items:
        before = old.get(item.item_id) if item.item_id else None
        if before and wordings[before.item_id] == item.data:
            entries.append(before)
            saved.unchanged.append(before)
            continue
        entry = before_now.wordings.get((item.item_id, _json_of(item.data)))
        if entry is None:
            row = before.item if before else Item(pk=item.item_id or uuid7(), content=content, type=item.type)
            if item.item_id is None:
                row.external_id = item.external_id
                new_items.append(row)
            entry = _item_version(row, item, before_now.numbers.get(row.pk, 0) + 1, by)
            written.append(entry)
        entries.append(entry)
        (saved.updated if before else saved.created).append(entry)
    Item.objects.bulk_create(new_items)
    _adopt_external_ids(items, old)
    ItemVersion.objects.bulk_create(written)
    record_uses(written)
    new = _pairs(entries, items, written)
    ItemRendering.objects.bulk_create(_rendering(entry, item) for entry, item in new)
    ItemCard.objects.bulk_create(card for entry, item in new for card in cards_of(entry, item.card_fingerprints))
    kept = {entry.item_id for entry in entries}
    saved.removed.extend(item_version for item_version in held if item_version.item_id not in kept)
    return entries, saved, before_now.derived


def _adopt_external_ids(items: Sequence[DocumentItem], old: dict[UUID, ItemVersion]) -> None:
    """An item that a file names for the first time takes that name."""
    adopting = []
    for item in items:
        before = old.get(item.item_id) if item.item_id else None
        if before and item.external_id and not before.item.external_id:
            before.item.external_id = item.external_id
            adopting.append(before.item)
    if adopting:
        Item.objects.bulk_update(adopting, ["external_id"])


@dataclass(frozen=True)
class _Written:
    """What there is of some items already, whose rows are held until the transaction ends: another piece may hold the
    same item, and be saved at this moment."""

    numbers: dict[UUID, int]
    wordings: dict[tuple[UUID | None, str], ItemVersion]
    derived: bool


def _lock_items(reworded: Sequence[DocumentItem]) -> _Written:
    """Their last numbers, and those of their versions that say what is to be written."""
    ids = {item.item_id for item in reworded if item.item_id}
    if not ids:
        return _Written({}, {}, derived=False)
    is_derived = Exists(Derivation.objects.filter(item=OuterRef("pk")))
    held = Item.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list(is_derived)
    derived = any(flag for (flag,) in held)
    versions = ItemVersion.objects.filter(item__in=ids).select_related("item", "rendering").order_by("number")
    same = versions.filter(Q(fingerprint__in={item.fingerprint for item in reworded}) | Q(pk=_newest("item")))
    found = list(same)
    return _Written(
        {entry.item_id: entry.number for entry in found},
        {(entry.item_id, _json(entry.data)): entry for entry in found},
        derived,
    )


def _newest(item: str) -> Subquery:
    """The key of the newest version of the item under that name."""
    return Subquery(ItemVersion.objects.filter(item=OuterRef(item)).order_by("-number").values("pk")[:1])


def _see_sources(updated: Sequence[ItemVersion], by: User) -> None:
    """Who rewords an item has looked at what it was derived from, as she can see it: it is stale no longer."""
    derivations = Derivation.objects.filter(item__in=[entry.item_id for entry in updated])
    derivations.update(seen=Coalesce(current_wording(by, "source"), F("seen")), at=timezone.now())


def _json_of(data: ItemData) -> str:
    """The data as it is stored, as one text to compare."""
    return _json(data.model_dump(mode="json", exclude_defaults=True))


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _item_version(row: Item, item: DocumentItem, number: int, by: User) -> ItemVersion:
    return ItemVersion(
        item=row,
        number=number,
        data=item.data.model_dump(mode="json", exclude_defaults=True),
        heading=item.heading,
        fingerprint=item.fingerprint,
        answer_fingerprint=item.answer_fingerprint,
        created_by=by,
    )


def _pairs(
    entries: Sequence[ItemVersion], items: Sequence[DocumentItem], written: Sequence[ItemVersion]
) -> list[tuple[ItemVersion, DocumentItem]]:
    new = {entry.pk for entry in written}
    return [(entry, item) for entry, item in zip(entries, items, strict=True) if entry.pk in new]


def cards_of(entry: ItemVersion, fingerprints: Mapping[str, str]) -> list[ItemCard]:
    """The cards that a wording can be learnt as, of their fingerprints by name."""
    return [
        ItemCard(item_version=entry, name=name, position=position, answer_fingerprint=fingerprint)
        for position, (name, fingerprint) in enumerate(fingerprints.items())
    ]


def _rendering(entry: ItemVersion, item: DocumentItem) -> ItemRendering:
    return ItemRendering(item_version=entry, html=item.item_type.html(item.data), renderer=RENDERER)
