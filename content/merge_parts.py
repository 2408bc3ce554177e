"""The parts of a merge: what became of one item, one text or the order on both sides, and what can be kept of it.
Pure functions."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, TypeVar

from django.utils.translation import gettext as _

from content.diffing import Part, diff_words, wording
from content.documents import DocumentItem

T = TypeVar("T")
MINE, THEIRS, BOTH = "mine", "theirs", "both"


def choose(base: T, mine: T, theirs: T, choice: str = MINE) -> T:
    """The side that changed; where both did, each in another way, the one chosen."""
    if mine == base:
        return theirs
    return theirs if theirs != base and choice == THEIRS else mine


def differ(base: object, mine: object, theirs: object) -> bool:
    """Whether both changed it, each in another way."""
    return mine not in (base, theirs) and theirs != base


class MergedPart(ABC):
    """Something that at least one side changed. `key` names it in a form; `usual` is what holds until somebody
    chooses."""

    key: str
    heading: str
    usual: str = MINE
    has_both: ClassVar[bool] = False

    @property
    @abstractmethod
    def is_mine(self) -> bool:
        """Whether I changed it."""

    @property
    @abstractmethod
    def is_theirs(self) -> bool:
        """Whether they changed it."""

    @property
    @abstractmethod
    def is_conflict(self) -> bool:
        """Whether both changed it, each in another way."""

    @property
    @abstractmethod
    def my_parts(self) -> list[Part]:
        """What I made of it, word by word."""

    @property
    @abstractmethod
    def their_parts(self) -> list[Part]:
        """What they made of it, word by word."""


@dataclass(frozen=True)
class TextMerge(MergedPart):
    """What stands beside the items: the title, the summary; the rules as they read, and whether theirs and mine can
    stand together."""

    key: str
    heading: str
    base: str
    mine: str
    theirs: str
    agrees: bool = False

    @property
    def is_mine(self) -> bool:
        return self.mine != self.base

    @property
    def is_theirs(self) -> bool:
        return self.theirs != self.base

    @property
    def is_conflict(self) -> bool:
        return not self.agrees and differ(self.base, self.mine, self.theirs)

    @cached_property
    def my_parts(self) -> list[Part]:
        return diff_words(self.base, self.mine)

    @cached_property
    def their_parts(self) -> list[Part]:
        return diff_words(self.base, self.theirs)


@dataclass(frozen=True)
class ItemMerge(MergedPart):
    """One item; None stands for a side that does not have it. Its wording and its pool are merged apart."""

    key: str
    base: DocumentItem | None
    mine: DocumentItem | None
    theirs: DocumentItem | None

    @property
    def heading(self) -> str:  # type: ignore[override]
        item = self.mine or self.theirs or self.base
        assert item is not None, "one side has the item"
        return item.heading

    @property
    def usual(self) -> str:  # type: ignore[override]
        """Mine; but what I removed and they reworded stays."""
        return MINE if self.mine else THEIRS

    @property
    def has_both(self) -> bool:  # type: ignore[override]
        return self.mine is not None and self.theirs is not None and self.is_reworded_twice

    @property
    def is_mine(self) -> bool:
        return _face(self.mine) != _face(self.base)

    @property
    def is_theirs(self) -> bool:
        return _face(self.theirs) != _face(self.base)

    @property
    def is_conflict(self) -> bool:
        if self.base and self.mine and self.theirs:
            pools = self.base.pool, self.mine.pool, self.theirs.pool
            return self.is_reworded_twice or differ(*pools)
        return differ(_face(self.base), _face(self.mine), _face(self.theirs))

    @property
    def is_reworded_twice(self) -> bool:
        return differ(*(side and side.data for side in (self.base, self.mine, self.theirs)))

    @cached_property
    def my_parts(self) -> list[Part]:
        return diff_words(_wording(self.base), _wording(self.mine))

    @cached_property
    def their_parts(self) -> list[Part]:
        return diff_words(_wording(self.base), _wording(self.theirs))

    def resolve(self, choice: str) -> list[DocumentItem]:
        """The items that come of it: none where it is removed; where both are kept, theirs keeps the identity and mine
        follows as an item of its own."""
        if not (self.mine and self.theirs):
            taken = choose(self.base, self.mine, self.theirs, choice) if self.is_conflict else self._changed_side
            return [taken] if taken else []
        base = self.base or self.theirs
        if choice == BOTH and self.has_both:
            return [self.theirs, replace(self.mine, item_id=None, external_id="")]
        data = choose(base.data, self.mine.data, self.theirs.data, choice)
        pool = choose(base.pool, self.mine.pool, self.theirs.pool, choice)
        return [replace(self.theirs, type=self._type_of(data), data=data, pool=pool)]

    @property
    def _changed_side(self) -> DocumentItem | None:
        return self.mine if self.is_mine else self.theirs

    def _type_of(self, data: object) -> str:
        side = self.mine if self.mine and self.mine.data is data else self.theirs
        assert side is not None, "both sides have the item"
        return side.type


@dataclass(frozen=True)
class OrderMerge(MergedPart):
    """The order of the items that both sides still have: their headings, one a line."""

    base: Sequence[DocumentItem]
    mine: Sequence[DocumentItem]
    theirs: Sequence[DocumentItem]
    key: ClassVar[str] = "order"  # type: ignore[misc]

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Order")

    @property
    def is_mine(self) -> bool:
        return _ids(self.mine) != _ids(self.base)

    @property
    def is_theirs(self) -> bool:
        return _ids(self.theirs) != _ids(self.base)

    @property
    def is_conflict(self) -> bool:
        return differ(_ids(self.base), _ids(self.mine), _ids(self.theirs))

    @cached_property
    def my_parts(self) -> list[Part]:
        return diff_words(_headings(self.base), _headings(self.mine))

    @cached_property
    def their_parts(self) -> list[Part]:
        return diff_words(_headings(self.base), _headings(self.theirs))

    def keeps_mine(self, choice: str) -> bool:
        return not self.is_theirs or (self.is_mine and choice != THEIRS)


def _face(item: DocumentItem | None) -> object:
    return item and (item.data, item.pool)


def _wording(item: DocumentItem | None) -> str:
    if item is None:
        return ""
    pool = [_("Pool: %(name)s") % {"name": item.pool}] if item.pool else []
    return "\n".join([wording(item), *pool])


def _ids(items: Sequence[DocumentItem]) -> list[object]:
    return [item.item_id for item in items]


def _headings(items: Sequence[DocumentItem]) -> str:
    return "\n".join(f"{number}. {item.heading}" for number, item in enumerate(items, start=1))
