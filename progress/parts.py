"""Material to read, in the parts that a student marks as read: each section by itself, each chapter as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from content.models import ItemVersion


@dataclass
class Part:
    """`anchor` names it on its page; it is read when all its items are. `title` is plain text, empty without one."""

    anchor: str
    title: str
    entries: list[ItemVersion] = field(default_factory=list)
    is_read: bool = False

    @property
    def first(self) -> UUID:
        """The item that it begins with."""
        return self.entries[0].item_id

    @property
    def start(self) -> int | None:
        """The second of the recording at which it begins, None where nobody said."""
        start: int | None = self.entries[0].data.get("start")
        return start

    @property
    def label(self) -> str:
        return self.title or _("Introduction")


def split_parts(entries: Iterable[ItemVersion], read: set[UUID]) -> list[Part]:
    """The items of a version in their parts. Items whose data knows chapters are parts by chapter; any other item
    is a part of its own. `read` holds the items that the student has read."""
    parts: list[Part] = []
    for entry in entries:
        chapter = entry.data.get("chapter", "")
        goes_on = entry.item.type == "segment" and not chapter and parts
        if not goes_on:
            parts.append(Part(anchor=f"part-{len(parts) + 1}", title=_title(entry)))
        parts[-1].entries.append(entry)
    for part in parts:
        part.is_read = all(entry.item_id in read for entry in part.entries)
    return parts


def _title(entry: ItemVersion) -> str:
    """The chapter or the heading that the part begins with; of what knows neither, its label in lists."""
    if entry.item.type == "segment":
        return str(entry.data.get("chapter", ""))
    has_heading = entry.item.type != "section" or entry.data.get("heading")
    return entry.heading if has_heading else ""


def find_part(parts: Sequence[Part], anchor: str) -> int | None:
    """The place of the part of that name."""
    return next((index for index, part in enumerate(parts) if part.anchor == anchor), None)


def find_item(parts: Sequence[Part], item_id: UUID) -> int | None:
    """The place of the part that holds the item."""
    held = (index for index, part in enumerate(parts) if any(entry.item_id == item_id for entry in part.entries))
    return next(held, None)


def next_unread(parts: Sequence[Part], start: int) -> int | None:
    """The place of the first part from `start` on that is not read; else of the first of all."""
    order = [*range(start, len(parts)), *range(start)]
    return next((index for index in order if not parts[index].is_read), None)
