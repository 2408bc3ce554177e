"""Two people changed the same version: what each did to it, and both together, item by item. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from content.diffing import Part, diff_words
from content.documents import Document, DocumentItem, match_items
from content.kinds import Frame
from content.merge_parts import MINE, ItemMerge, MergedPart, OrderMerge, TextMerge, choose, differ

ItemsById = Mapping[UUID | None, DocumentItem]
Choices = Mapping[str, str]


@dataclass(frozen=True)
class Merge:
    """What became of `base` on both sides. What one side alone changed is taken from it; where both changed the same
    thing, somebody chooses, by the key of the change."""

    base: Document
    mine: Document
    theirs: Document
    texts: list[TextMerge]
    items: list[ItemMerge]
    order: OrderMerge

    @property
    def changes(self) -> list[MergedPart]:
        """All that either side changed."""
        parts: list[MergedPart] = [*self.texts, self.order, *self.items]
        return [part for part in parts if part.is_mine or part.is_theirs]

    @property
    def conflicts(self) -> list[MergedPart]:
        return [part for part in self.changes if part.is_conflict]

    @cached_property
    def document(self) -> Document:
        """Both together, as long as nobody chose."""
        return self.resolve({})

    def resolve(self, choices: Choices) -> Document:
        """Both together, with "mine", "theirs" or "both" for each conflict. An item that one side added stands behind
        the item that stands before it there."""
        base, mine, theirs = self.base, self.mine, self.theirs
        results = {part.key: part.resolve(choices.get(part.key, part.usual)) for part in self.items}
        orders = [_keyed(mine.items), _keyed(theirs.items)]
        if not self.order.keeps_mine(choices.get(self.order.key, MINE)):
            orders.reverse()
        return Document(
            title=choose(base.title, mine.title, theirs.title, choices.get("title", MINE)),
            kind=mine.kind,
            summary=choose(base.summary, mine.summary, theirs.summary, choices.get("summary", MINE)),
            frame=_merge_frames(base.frame, mine.frame, theirs.frame, choices.get("rules", MINE)),
            items=tuple(item for key in _in_order(*orders) for item in results[key]),
        )


def merge_documents(base: Document, mine: Document, theirs: Document) -> Merge:
    """What I made of `base`, together with what they made of it."""
    mine = replace(mine, items=tuple(match_items(base.items, mine.items)))
    sides = [_keyed(document.items) for document in (base, mine, theirs)]
    items = [
        ItemMerge(key, *(side.get(key) for side in sides)) for key in _in_order(sides[1], {**sides[2], **sides[0]})
    ]
    return Merge(base, mine, theirs, _merge_texts(base, mine, theirs), items, _merge_orders(*sides))


def compare_surroundings(old: Document, new: Document) -> list[tuple[str, list[Part]]]:
    """What changed beside the items: a heading and the words of both sides."""
    pairs = zip(_surroundings(old), _surroundings(new), strict=True)
    changed = [(heading, before, after) for (_key, heading, before), (_same, _name, after) in pairs if before != after]
    return [(heading, diff_words(before, after)) for heading, before, after in changed]


def frame_wording(document: Document) -> str:
    """What its kind keeps beside the items, as lines of text."""
    return "\n".join(document.frame.wording())


def _surroundings(document: Document) -> list[tuple[str, str, str]]:
    """What stands beside the items: key, heading, text."""
    rules = frame_wording(document)
    return [
        ("title", _("Title"), document.title),
        ("summary", _("Summary"), document.summary),
        ("rules", _("Rules"), rules),
    ]


def _merge_texts(base: Document, mine: Document, theirs: Document) -> list[TextMerge]:
    frames = zip(*(vars(document.frame).items() for document in (base, mine, theirs)), strict=True)
    agrees = not any(differ(*(value for _name, value in field)) for field in frames)
    sides = zip(*map(_surroundings, (base, mine, theirs)), strict=True)
    return [
        TextMerge(key, heading, old, my, their, agrees=key == "rules" and agrees)
        for (key, heading, old), (_k, _h, my), (_k2, _h2, their) in sides
    ]


def _merge_frames(base: Frame, mine: Frame, theirs: Frame, choice: str) -> Frame:
    """Rule by rule."""
    rules = {name: choose(old, getattr(mine, name), getattr(theirs, name), choice) for name, old in vars(base).items()}
    return mine.model_copy(update=rules)


def _merge_orders(base: Mapping[str, DocumentItem], *sides: Mapping[str, DocumentItem]) -> OrderMerge:
    """Of the items that all have; mine and theirs are `sides`."""
    common = [key for key in base if all(key in side for side in sides)]
    kept = set(common)
    mine, theirs = ([item for key, item in side.items() if key in kept] for side in sides)
    return OrderMerge([base[key] for key in common], mine, theirs)


def _keyed(items: Sequence[DocumentItem]) -> dict[str, DocumentItem]:
    """The items by a key for a form: their identity, or for mine that nobody knows yet, their place."""
    return {str(item.item_id or f"new-{place}"): item for place, item in enumerate(items)}


def _in_order(first: Mapping[str, DocumentItem], second: Mapping[str, DocumentItem]) -> Iterator[str]:
    """The keys of `first` in their order, and behind each those that `second` alone has and that follow it there."""
    behind: dict[str | None, list[str]] = {None: []}
    anchor: str | None = None
    for key in second:
        if key in first:
            anchor = key
            behind[anchor] = []
        else:
            behind[anchor].append(key)
    yield from behind[None]
    for key in first:
        yield key
        yield from behind.get(key, [])
