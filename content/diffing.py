"""What changed between two documents, item by item, and between two texts, word by word. Pure functions."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from content.documents import Document, DocumentItem, match_items

Operation = Literal["same", "added", "removed"]
Part = tuple[Operation, str]

MAX_COMPARISONS = 1_000_000  # of words: two rewritten passages beyond it are shown whole, one after the other
_WORD = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"
    SAME = "same"


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

    @cached_property
    def parts(self) -> list[Part]:
        """The wording of both sides, word by word."""
        return diff_words(wording(self.old) if self.old else "", wording(self.new) if self.new else "")


def diff_words(old: str, new: str) -> list[Part]:
    """How `old` became `new`: what was not removed makes `new`, what was not added makes `old` but for white space;
    neighbours differ in their operation. Line by line first, then word by word within the lines that changed."""
    parts: list[Part] = []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        compare = _words if tag == "replace" else _whole
        for operation, text in compare(before[i1:i2], after[j1:j2]):
            if parts and parts[-1][0] == operation:
                parts[-1] = (operation, parts[-1][1] + text)
            elif text:
                parts.append((operation, text))
    return parts


def wording(item: DocumentItem) -> str:
    """The source of an item as lines of text: what it says as it is written, its numbers and switches by name."""
    return "\n".join(_lines(item.data.model_dump(exclude_defaults=True)))


def compare_documents(old: Document, new: Document) -> list[ItemComparison]:
    """Every item of both, in the order of `new`; what was removed stands where it stood among its neighbours.
    Items of `new` that nobody knows yet are matched to those of `old` as a save would."""
    found = _identified(old.items, new.items)
    before: dict[UUID | None, int] = {item.item_id: position for position, item in enumerate(old.items) if item.item_id}
    common = [before[item.item_id] for item in found if item.item_id in before]
    stays = set(_longest_increasing(common))
    rows = [_compare(old.items, before.get(item.item_id), item, place, stays) for place, item in enumerate(found)]
    return _with_removed(rows, old.items, {item.item_id for item in found})


def _identified(known: Sequence[DocumentItem], found: Sequence[DocumentItem]) -> Sequence[DocumentItem]:
    if all(item.item_id for item in found):
        return found
    matched = match_items(known, found)
    return [item if item.item_id else match for item, match in zip(found, matched, strict=True)]


def _compare(
    known: Sequence[DocumentItem], position: int | None, new: DocumentItem, place: int, stays: set[int]
) -> ItemComparison:
    if position is None:
        return ItemComparison(Change.ADDED, None, new, None, place)
    old, is_moved = known[position], position not in stays
    if old.data == new.data:
        return ItemComparison(Change.MOVED if is_moved else Change.SAME, old, new, position, place, is_moved)
    return ItemComparison(Change.CHANGED, old, new, position, place, is_moved)


def _with_removed(
    rows: list[ItemComparison], known: Sequence[DocumentItem], kept: set[UUID | None]
) -> list[ItemComparison]:
    """`rows` with the items that `known` alone has, each behind the item that stood before it."""
    behind: dict[int | None, list[ItemComparison]] = {}
    anchor: int | None = None
    for position, item in enumerate(known):
        if item.item_id in kept:
            anchor = position
        else:
            row = ItemComparison(Change.REMOVED, item, None, position, None)
            behind.setdefault(anchor, []).append(row)
    result = list(behind.get(None, []))
    for row in rows:
        result.append(row)
        if row.old_position is not None:
            result.extend(behind.get(row.old_position, []))
    return result


def _longest_increasing(numbers: Sequence[int]) -> list[int]:
    """A longest increasing subsequence of different numbers: what stays in place when a list is reordered."""
    tails: list[int] = []
    chains: list[tuple[int, Any]] = []
    for number in numbers:
        place = bisect_left(tails, number)
        chain = (number, chains[place - 1] if place else None)
        tails[place : place + 1] = [number]
        chains[place : place + 1] = [chain]
    result = []
    link = chains[-1] if chains else None
    while link is not None:
        result.append(link[0])
        link = link[1]
    return result[::-1]


def _whole(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    if old == new:
        yield "same", "".join(old)
    else:
        yield "removed", "".join(old)
        yield "added", "".join(new)


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """Words are the same whatever the white space behind them; it is shown as it is in `new`."""
    before, after = (_WORD.findall("".join(lines)) for lines in (old, new))
    if len(before) * len(after) > MAX_COMPARISONS:
        yield from _whole(before, after)
        return
    matcher = SequenceMatcher(
        None, [word.rstrip() for word in before], [word.rstrip() for word in after], autojunk=False
    )
    gap = ""  # the white space that stood behind the last word of both, where `new` has none there
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield "same", "".join(after[j1:j2])
            gap = "" if after[j2 - 1][-1].isspace() else before[i2 - 1][len(before[i2 - 1].rstrip()) :]
        else:
            yield from _whole([gap * (i2 > i1), *before[i1:i2]], after[j1:j2])


def _lines(value: Any, name: str = "") -> Iterator[str]:
    """The leaves of dumped data. Words stand for themselves; what is no words is named, or nobody could read it.
    An entry of a list (an option with its credit) is one line."""
    match value:
        case dict():
            for key, entry in value.items():
                yield from _lines(entry, str(key))
        case list() | tuple():
            for entry in value:
                yield " · ".join(_lines(entry, name))
        case None | "":
            return
        case bool():
            yield f"{name}: {_('yes') if value else _('no')}"
        case Decimal():
            yield f"{name}: {value:f}"
        case str() if not (isinstance(value, Enum) or name == "type" or _NUMBER.fullmatch(value)):
            yield value
        case _:
            yield f"{name}: {value}"
