"""What changed inside one item: field by field, and in a list of options or pairs entry by entry. Pure functions."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.card_styles import STYLES
from content.item_types import ItemData
from content.kinds.flashcards import CardData, CardStyle
from content.word_diff import Part, diff_words, in_context

ALIKE = 0.5  # from this ratio on, two entries of a list are one, reworded
MOST_COMPARED = 40  # entries of either side that are compared by likeness
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"
    POOLED = "pooled"  # it reads as before, and is drawn from another pool
    SAME = "same"


@dataclass(frozen=True)
class Place:
    """Where one thing stands in an old and in a new list, counted from 0; None where it does not. `is_moved`: it
    changed its place among those that both lists have."""

    old: int | None
    new: int | None
    is_moved: bool = False


@dataclass(frozen=True)
class EntryComparison:
    """One entry of a list: an option with its credit, a pair, an answer."""

    place: Place
    old: str
    new: str

    @property
    def change(self) -> Change:
        if self.place.old is None:
            return Change.ADDED
        if self.place.new is None:
            return Change.REMOVED
        if self.old != self.new:
            return Change.CHANGED
        return Change.MOVED if self.place.is_moved else Change.SAME

    @property
    def text(self) -> str:
        """The newer side, or the only one."""
        return self.new or self.old

    @cached_property
    def parts(self) -> list[Part]:
        return diff_words(self.old, self.new)


@dataclass(frozen=True)
class FieldComparison:
    """One field of an item: `parts` of a text or a value, `entries` of a list."""

    label: str
    parts: list[Part] = field(default_factory=list)
    entries: list[EntryComparison] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The newer side, or the only one."""
        newer = "".join(text for operation, text in self.parts if operation != "removed")
        return newer or "".join(text for _operation, text in self.parts)

    @cached_property
    def shown(self) -> list[Part]:
        """The parts, without most of what did not change."""
        return in_context(self.parts)

    @cached_property
    def is_changed(self) -> bool:
        return any(operation != "same" for operation, _text in self.parts) or any(
            entry.change != Change.SAME for entry in self.entries
        )


def compare_fields(old: ItemData | None, new: ItemData | None) -> list[FieldComparison]:
    """Every field that either side fills, as one reads them; `None` stands for a side that does not have the item."""
    before, after = (dict(_fields(data.model_dump(exclude_defaults=True))) if data else {} for data in (old, new))
    if isinstance(old, CardData) and isinstance(new, CardData) and old.style != new.style:
        before["style"], after["style"] = old.style, new.style  # the usual one too: a change leads from it, or to it
    paths = sorted({**after, **before}, key=_order)
    return [_compare_field(path, before.get(path), after.get(path)) for path in paths]


def arrange(matches: Sequence[int | None], old_count: int) -> list[Place]:
    """The new list in its order, of which `matches` says what was where in the old one; what left it stands behind
    the one that stood before it."""
    stays = set(_longest_increasing([old for old in matches if old is not None]))
    kept, behind = set(matches), dict[int | None, list[Place]]()
    anchor: int | None = None
    for old in range(old_count):
        if old in kept:
            anchor = old
        else:
            behind.setdefault(anchor, []).append(Place(old, None))
    places = list(behind.get(None, []))
    for new, match in enumerate(matches):
        places.append(Place(match, new, match is not None and match not in stays))
        if match is not None:
            places.extend(behind.get(match, []))
    return places


def lines_of(value: Any, name: str = "") -> Iterator[str]:
    """The leaves of dumped data. Words stand for themselves; what is no words is named, or nobody could read it.
    An entry of a list (an option with its credit) is one line."""
    match value:
        case dict():
            for key, entry in value.items():
                yield from lines_of(entry, str(key))
        case list() | tuple():
            for entry in value:
                yield " · ".join(lines_of(entry, name))
        case None | "":
            return
        case str() if not (isinstance(value, Enum) or name == "type" or _NUMBER.fullmatch(value)):
            yield value
        case _:
            yield f"{label_of(name).lower()}: {_say(value)}"


def label_of(name: str) -> str:
    """The name of a field of data as people call it."""
    return str(_LABELS.get(name) or name.replace("_", " ").capitalize())


def field_order(name: str) -> int:
    """Where the field of that name stands among those of an item; first where nothing is known of it."""
    return list(_LABELS).index(name) if name in _LABELS else -1


def named_fields(data: ItemData) -> list[tuple[str, str]]:
    """Path and name of every field that the item fills and that one can say something about, in the order in which one
    reads them."""
    paths = dict(_fields(data.model_dump(exclude_defaults=True)))
    names = {path: path.rpartition(".")[2] for path in sorted(paths, key=_order)}
    return [(path, label_of(name)) for path, name in names.items() if name not in _SILENT]


def _fields(dumped: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of dumped data under their paths; those of a question inside a section stand among its own."""
    for name, value in dumped.items():
        if isinstance(value, dict):
            yield from _fields(value, f"{above}{name}.")
        elif value not in (None, "", (), []):
            yield f"{above}{name}", value


def _order(path: str) -> tuple[bool, int]:
    """A question inside a section comes behind the section."""
    return "." in path, field_order(path.rpartition(".")[2])


def _compare_field(path: str, old: Any, new: Any) -> FieldComparison:
    label = label_of(path.rpartition(".")[2])
    if isinstance(old if new is None else new, list | tuple):
        before, after = ([" · ".join(lines_of(entry)) for entry in side or ()] for side in (old, new))
        places = arrange(_matches(before, after), len(before))
        return FieldComparison(label, entries=[_entry(place, before, after) for place in places])
    return FieldComparison(label, parts=diff_words(_say(old), _say(new)))


def _entry(place: Place, before: Sequence[str], after: Sequence[str]) -> EntryComparison:
    old = "" if place.old is None else before[place.old]
    return EntryComparison(place, old, "" if place.new is None else after[place.new])


def _matches(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """Which entry of `before` each of `after` is: the same one, else one that begins alike, else the likest."""
    matches: list[int | None] = [None] * len(after)
    free = dict.fromkeys(range(len(before)))
    for key in (str, _beginning):
        by_key: dict[str, list[int]] = {}
        for old in reversed(free):
            by_key.setdefault(key(before[old]), []).append(old)
        for new, line in enumerate(after):
            if matches[new] is None and by_key.get(key(line)):
                matches[new] = by_key[key(line)].pop()
        taken = set(matches)
        free = {old: None for old in free if old not in taken}
    missing = [new for new, match in enumerate(matches) if match is None]
    for _ratio, old, new in sorted(_likenesses(before, after, list(free), missing), reverse=True):
        if old in free and matches[new] is None:
            matches[new] = old
            del free[old]
    return matches


def _beginning(line: str) -> str:
    return line.partition(" · ")[0]


def _likenesses(
    before: Sequence[str], after: Sequence[str], old: Sequence[int], new: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    if max(len(old), len(new)) > MOST_COMPARED:
        return
    for one in old:
        for other in new:
            matcher = SequenceMatcher(None, before[one][:300], after[other][:300], autojunk=False)
            if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
                yield ratio, one, other


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


def _say(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Decimal():
            return f"{value:f}"
        case CardStyle():
            return str(STYLES[value].label)
        case _:
            return str(value)


_SILENT = {"format", "type"}  # how a field is written, not what it says
_LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "heading": gettext_lazy("Heading"),
    "chapter": gettext_lazy("Chapter"),
    "speaker": gettext_lazy("Speaker"),
    "stem": gettext_lazy("Question"),
    "style": gettext_lazy("Style"),
    "front": gettext_lazy("Front"),
    "back": gettext_lazy("Back"),
    "hint": gettext_lazy("Hint"),
    "body": gettext_lazy("Text"),
    "text": gettext_lazy("Text"),
    "options": gettext_lazy("Options"),
    "answers": gettext_lazy("Answers"),
    "answer": gettext_lazy("Answer"),
    "entries": gettext_lazy("Entries, in order"),
    "pairs": gettext_lazy("Pairs"),
    "distractors": gettext_lazy("Further answers to choose from"),
    "criteria": gettext_lazy("Criteria"),
    "units": gettext_lazy("Units"),
    "tolerance": gettext_lazy("Tolerance"),
    "credit": gettext_lazy("Credit"),
    "feedback": gettext_lazy("Feedback"),
    "feedback_true": gettext_lazy("Said to “true”"),
    "feedback_false": gettext_lazy("Said to “false”"),
    "other_feedback": gettext_lazy("Said to any other answer"),
    "explanation": gettext_lazy("Explanation"),
    "grader_info": gettext_lazy("For whoever grades it"),
    "min_words": gettext_lazy("Words at least"),
    "max_words": gettext_lazy("Words at most"),
    "points_from_rubric": gettext_lazy("Points follow from the criteria"),
    "points": gettext_lazy("Points"),
    "multiple": gettext_lazy("Several answers are right"),
    "shuffle": gettext_lazy("Options change places"),
    "format": gettext_lazy("Markup"),
    "type": gettext_lazy("Type"),
}
