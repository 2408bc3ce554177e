"""What changed between two documents, item by item. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from content.documents import Document, DocumentItem, match_items
from content.item_diff import Change, FieldComparison, Place, arrange, compare_fields, lines_of
from content.word_diff import Operation, Part, diff_words

__all__ = ["Change", "ItemComparison", "Operation", "Part", "compare_documents", "diff_words", "wording"]


@dataclass(frozen=True)
class ItemComparison:
    """One item on both sides; `old` is None where it was added, `new` where it was removed. The positions count
    from 0. `is_moved`: it changed its place among the items that both sides have, whatever else changed."""

    change: Change
    old: DocumentItem | None
    new: DocumentItem | None
    old_position: int | None
    new_position: int | None
    is_moved: bool = False

    @property
    def item(self) -> DocumentItem:
        """The newer side, or the only one."""
        item = self.new or self.old
        assert item is not None, "a comparison has at least one side"
        return item

    @property
    def item_id(self) -> UUID | None:
        return self.item.item_id

    @property
    def is_pooled(self) -> bool:
        """Whether it is drawn from another pool, or from one for the first or the last time."""
        return self.old is not None and self.new is not None and self.old.pool != self.new.pool

    @cached_property
    def parts(self) -> list[Part]:
        """The wording of both sides, word by word."""
        return diff_words(wording(self.old) if self.old else "", wording(self.new) if self.new else "")

    @cached_property
    def fields(self) -> list[FieldComparison]:
        """The same field by field, an option or a pair at a time."""
        return compare_fields(self.old.data if self.old else None, self.new.data if self.new else None)

    @property
    def is_spacing(self) -> bool:
        """Whether it changed, but for nothing that shows: in its white space."""
        return self.change == Change.CHANGED and not any(field.is_changed for field in self.fields)


def wording(item: DocumentItem) -> str:
    """The source of an item as lines of text: what it says as it is written, its numbers and switches by name."""
    return "\n".join(lines_of(item.data.model_dump(exclude_defaults=True)))


def compare_documents(old: Document, new: Document) -> list[ItemComparison]:
    """Every item of both, in the order of `new`; what was removed stands where it stood among its neighbours.
    Items of `new` that nobody knows yet are matched to those of `old` as a save would."""
    found = _identified(old.items, new.items)
    before: dict[UUID | None, int] = {item.item_id: position for position, item in enumerate(old.items) if item.item_id}
    places = arrange([before.get(item.item_id) for item in found], len(old.items))
    return [_compare(old.items, found, place) for place in places]


def _identified(known: Sequence[DocumentItem], found: Sequence[DocumentItem]) -> Sequence[DocumentItem]:
    if all(item.item_id for item in found):
        return found
    matched = match_items(known, found)
    return [item if item.item_id else match for item, match in zip(found, matched, strict=True)]


def _compare(known: Sequence[DocumentItem], found: Sequence[DocumentItem], place: Place) -> ItemComparison:
    old = None if place.old is None else known[place.old]
    new = None if place.new is None else found[place.new]
    return ItemComparison(_change(old, new, place), old, new, place.old, place.new, place.is_moved)


def _change(old: DocumentItem | None, new: DocumentItem | None, place: Place) -> Change:
    if old is None:
        return Change.ADDED
    if new is None:
        return Change.REMOVED
    if old.data != new.data:
        return Change.CHANGED
    if old.pool != new.pool:
        return Change.POOLED
    return Change.MOVED if place.is_moved else Change.SAME
