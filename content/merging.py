"""Two people changed the same version: what each did to it, and both together, item by item. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from content.diffing import Part, diff_words, wording
from content.documents import Document, DocumentItem, match_items

T = TypeVar("T")
ItemsById = Mapping[UUID | None, DocumentItem]


@dataclass(frozen=True)
class ItemMerge:
    """One item that somebody changed; None stands for a side that does not have it. `is_conflict`: both changed it,
    each in another way, and `result` holds what I made of it."""

    base: DocumentItem | None
    mine: DocumentItem | None
    theirs: DocumentItem | None
    result: DocumentItem | None
    is_conflict: bool

    @property
    def heading(self) -> str:
        item = self.result or self.mine or self.theirs or self.base
        assert item is not None, "one side has the item"
        return item.heading

    @property
    def is_mine(self) -> bool:
        return not _is_same(self.mine, self.base)

    @property
    def is_theirs(self) -> bool:
        return not _is_same(self.theirs, self.base)

    @cached_property
    def my_parts(self) -> list[Part]:
        return _parts(self.base, self.mine)

    @cached_property
    def their_parts(self) -> list[Part]:
        return _parts(self.base, self.theirs)


@dataclass(frozen=True)
class TextMerge:
    """The same for what stands beside the items: the title, the summary, the rules."""

    heading: str
    base: str
    mine: str
    theirs: str

    @property
    def is_mine(self) -> bool:
        return self.mine != self.base

    @property
    def is_theirs(self) -> bool:
        return self.theirs != self.base

    @property
    def is_conflict(self) -> bool:
        return self.is_mine and self.is_theirs and self.mine != self.theirs

    @property
    def my_parts(self) -> list[Part]:
        return diff_words(self.base, self.mine)

    @property
    def their_parts(self) -> list[Part]:
        return diff_words(self.base, self.theirs)


@dataclass(frozen=True)
class Merge:
    """`document` has what both did; where they did different things to the same item, it has mine.
    `changes` is all that either of them changed."""

    document: Document
    changes: list[TextMerge | ItemMerge]

    @property
    def conflicts(self) -> list[TextMerge | ItemMerge]:
        return [change for change in self.changes if change.is_conflict]


def merge_documents(base: Document, mine: Document, theirs: Document) -> Merge:
    """What I made of `base`, together with what they made of it. Items stand in my order, those they added behind
    the item that stands before them in theirs. An item that one side removed and the other reworded stays."""
    found = match_items(base.items, mine.items)
    mine = replace(mine, items=tuple(found))
    sides = [_by_id(document.items) for document in (base, mine, theirs)]
    merged = [_merge_item(item_id, *sides) for item_id in {**sides[2], **sides[1], **sides[0]}]
    results = {entry.result.item_id: entry.result for entry in merged if entry.result}
    document = Document(
        title=_choose(base.title, mine.title, theirs.title),
        kind=mine.kind,
        summary=_choose(base.summary, mine.summary, theirs.summary),
        frame=_choose(base.frame, mine.frame, theirs.frame),
        items=tuple(_in_order(mine.items, theirs.items, results)),
    )
    texts = [TextMerge(name, *parts) for name, parts in _surroundings(base, mine, theirs).items()]
    both: list[TextMerge | ItemMerge] = [*texts, *merged]
    return Merge(document, [change for change in both if change.is_mine or change.is_theirs])


def _surroundings(*documents: Document) -> dict[str, list[str]]:
    """What stands beside the items, by its name, in each of the documents."""
    return {
        _("Title"): [document.title for document in documents],
        _("Summary"): [document.summary for document in documents],
        _("Rules"): [frame_wording(document) for document in documents],
    }


def frame_wording(document: Document) -> str:
    """What its kind keeps beside the items, as lines of text."""
    fields = type(document.frame).model_fields
    return "\n".join(f"{name.replace('_', ' ')}: {getattr(document.frame, name)}" for name in fields)


def _by_id(items: Sequence[DocumentItem]) -> ItemsById:
    return {item.item_id: item for item in items if item.item_id}


def _is_same(one: DocumentItem | None, other: DocumentItem | None) -> bool:
    return (one and one.data) == (other and other.data)


def _choose(base: T, mine: T, theirs: T) -> T:
    return theirs if mine == base else mine


def _merge_item(item_id: UUID | None, base: ItemsById, mine: ItemsById, theirs: ItemsById) -> ItemMerge:
    old, my, their = base.get(item_id), mine.get(item_id), theirs.get(item_id)
    is_conflict = not (_is_same(my, old) or _is_same(their, old) or _is_same(my, their))
    result = their if _is_same(my, old) or (is_conflict and my is None) else my
    return ItemMerge(old, my, their, result, is_conflict)


def _in_order(
    mine: Sequence[DocumentItem], theirs: Sequence[DocumentItem], results: ItemsById
) -> Iterator[DocumentItem]:
    """My items in my order, and behind each those of theirs that I do not have and that follow it there."""
    known = {item.item_id for item in mine}
    behind: dict[UUID | None, list[DocumentItem]] = {None: []}
    anchor: UUID | None = None
    for item in theirs:
        if item.item_id in known:
            anchor = item.item_id
            behind.setdefault(anchor, [])
        elif item.item_id in results:
            behind[anchor].append(results[item.item_id])
    yield from behind[None]
    for item in mine:
        if item.item_id is None:
            yield item
        elif item.item_id in results:
            yield results[item.item_id]
            yield from behind.get(item.item_id, [])


def _parts(old: DocumentItem | None, new: DocumentItem | None) -> list[Part]:
    return diff_words(wording(old) if old else "", wording(new) if new else "")


def compare_surroundings(old: Document, new: Document) -> list[tuple[str, list[Part]]]:
    """What changed beside the items: a heading and the words of both sides."""
    changed = _surroundings(old, new).items()
    return [(name, diff_words(before, after)) for name, (before, after) in changed if before != after]
