"""The parts of a question (options, answers, pairs) as they were sent: moved, added and removed before a form reads
them. Their fields are named f"{group}-{index}-{field}", where `group` begins with the prefix of the form."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.http import QueryDict

PART_CHANGES = ("partup", "partdown", "partadd", "partremove")
_PLACE = re.compile(r"(item-([0-9]{1,5})-[a-z0-9_-]*[a-z_])-([0-9]{1,3})")


class PartPlace(NamedTuple):
    """One part: the key of its row in the editor, its group with all prefixes, and its place there from 0 on."""

    key: str
    group: str
    at: int


def find_part(name: str) -> PartPlace | None:
    """What the end of a button's value names: "item-3-options-2"; None where it names no part."""
    match = _PLACE.fullmatch(name)
    return PartPlace(match[2], match[1], int(match[3])) if match else None


def change_parts(sent: QueryDict, what: str, place: PartPlace) -> QueryDict:
    """The fields with a part moved past its neighbour, added behind another, or removed. What cannot be done is not."""
    pattern = re.compile(rf"{re.escape(place.group)}-([0-9]{{1,3}})-(.+)")
    found = {name: match for name in sent if (match := pattern.fullmatch(name))}
    count = max((int(match[1]) + 1 for match in found.values()), default=0)
    order = _changed(list(range(count)), what, place.at)
    places = {old: new for new, old in enumerate(order) if old is not None}
    changed = QueryDict(mutable=True)
    for name, values in sent.lists():
        if name not in found:
            changed.setlist(name, values)
        elif (new := places.get(int(found[name][1]))) is not None:
            changed.setlist(f"{place.group}-{new}-{found[name][2]}", values)
    for new in (new for new, old in enumerate(order) if old is None):
        changed[f"{place.group}-{new}-new"] = ""  # so that the form counts it
    return changed


def _changed(order: Sequence[int], what: str, index: int) -> list[int | None]:
    """The places that were, in their new order; None stands for a new part."""
    changed: list[int | None] = list(order)
    if index >= len(changed):
        return [*changed, None] if what == "partadd" else changed
    other = index + (1 if what == "partdown" else -1)
    if what in ("partup", "partdown") and 0 <= other < len(changed):
        changed[index], changed[other] = changed[other], changed[index]
    elif what == "partadd":
        changed.insert(index + 1, None)
    elif what == "partremove":
        del changed[index]
    return changed
