"""The material item by item: a form for each, which can be added, moved and removed without losing what was typed.

Fields: `item` once for each row in their order, its value a key; under `item-<key>-` then `id`, `type`, `removed`,
`closed` (the item is as it was), `extra`, and the fields of the item's own form."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.actions.versioning import MAX_ITEMS
from content.documents import DocumentItem
from content.forms.item_row import ItemRow
from content.forms.items import ItemForm, item_form
from content.forms.material import FORM, Material, Problem
from content.item_types import get_item_type

BLANK_ROWS = 3  # where there is but one type of item, so that writing can begin at once
MORE_ROWS = 3
MAX_EXTRA = 60
FEW, FEW_COMPACT = 5, 60  # up to here every row is open: forms are large, and somebody waits for them
ALL = "all"
_ROW_FIELD = re.compile(r"(item-[0-9]{1,5})-")


class ItemsMaterial(Material):
    """`opened` is the id of an item to open, or "all"."""

    mode = FORM
    template = "content/studio/_rows.html"

    @cached_property
    def rows(self) -> list[ItemRow]:
        """Every row, those that were removed included; blank ones behind where there is but one type of item."""
        rows = list(self._shown_rows() if self.sent is None else self._sent_rows(self.sent))
        if self.is_compact:
            blank = sum(1 for row in rows if row.is_blank and not row.is_removed)
            for _index in range(BLANK_ROWS - blank):
                self._append(rows, self.kind.item_types[0])
        return rows

    @property
    def numbered(self) -> Iterator[ItemRow]:
        """The rows to show, counted."""
        number = 0
        for row in self.rows:
            number += not row.is_removed
            row.number = number
            yield row

    @property
    def is_compact(self) -> bool:
        """Whether there is but one type of item, and a small one."""
        return len(self.kind.item_types) == 1

    @property
    def has_closed(self) -> bool:
        return any(row.form is None for row in self.rows)

    @property
    def addable(self) -> list[tuple[str, str | Promise]]:
        """The types of which a row can be added: names and labels."""
        return [(name, get_item_type(name).label) for name in self.kind.item_types]

    @property
    def problems(self) -> list[Problem]:
        problems = [
            Problem(row.anchor, f"{row.label} {row.number}", " ".join(row.messages))
            for row in self.numbered
            if not row.is_removed and not row.is_blank and not row.is_valid
        ]
        if len(self.rows) > MAX_ITEMS + BLANK_ROWS:
            sentence = _("At most %(limit)d fit. Split this into several pieces.") % {"limit": MAX_ITEMS}
            problems.append(Problem("items", _("All together"), sentence))
        return problems

    @property
    def items(self) -> tuple[DocumentItem, ...]:
        return tuple(row.to_item() for row in self.rows if not row.is_removed and not row.is_blank)

    def change(self, what: str, key: str) -> None:
        """Open, remove or restore a row, move it `up` or `down`, or give it `more` fields; `add` one of the type that
        `key` names; open "all". Unknown names change nothing."""
        if what == "add" and key in self.kind.item_types:
            self._append(self.rows, key)
        for row in list(self.rows):
            if row.key == key or (what == "open" and key == ALL):
                self._change_row(row, what)

    def _change_row(self, row: ItemRow, what: str) -> None:
        match what:
            case "open":
                row.form = row.form or self._form(row.prefix, row.type, row.original)
            case "remove" | "restore":
                row.is_removed = what == "remove"
            case "more" if row.form:
                row.extra = min(row.extra + MORE_ROWS, MAX_EXTRA)
                row.form = self._form(row.prefix, row.type, row.original, self._sent_of(row.prefix), row.extra)
            case "up" | "down":
                self._move(row, -1 if what == "up" else 1)

    def _move(self, row: ItemRow, step: int) -> None:
        """Past its neighbour among the rows that are there."""
        there = [other for other in self.rows if not other.is_removed]
        if row not in there or not 0 <= there.index(row) + step < len(there):
            return
        neighbour = there[there.index(row) + step]
        self.rows.remove(row)
        self.rows.insert(self.rows.index(neighbour) + (step > 0), row)

    def _append(self, rows: list[ItemRow], item_type: str) -> None:
        key = str(1 + max((int(row.key) for row in rows), default=0))
        rows.append(ItemRow(key, item_type, item_form(item_type, prefix=f"item-{key}")))

    def _shown_rows(self) -> Iterator[ItemRow]:
        known = _by_id(self.base)
        are_few = len(self.shown) <= (FEW_COMPACT if self.is_compact else FEW)
        for number, item in enumerate(self.shown, start=1):
            original = known.get(item.item_id) if item.item_id else None
            is_asked_for = self.opened in (ALL, str(item.item_id))
            is_open = are_few or is_asked_for or original is None or original.data != item.data
            form = item_form(item.type, prefix=f"item-{number}", initial=item.data) if is_open else None
            yield ItemRow(str(number), item.type, form, original)

    def _sent_rows(self, sent: QueryDict) -> Iterator[ItemRow]:
        known = _by_id(self.base)
        for key in dict.fromkeys(sent.getlist("item")):
            if not (key.isascii() and key.isdigit() and len(key) < 6):
                continue
            prefix = f"item-{key}"
            original = known.pop(_uuid(sent.get(f"{prefix}-id", "")), None)
            named = original.type if original else sent.get(f"{prefix}-type", "")
            item_type = named if named in self.kind.item_types else self.kind.item_types[0]
            row = ItemRow(key, item_type, None, original, f"{prefix}-removed" in sent)
            if original is None or f"{prefix}-closed" not in sent:
                row.extra = _small_number(sent.get(f"{prefix}-extra", ""))
                row.form = self._form(prefix, item_type, original, self._sent_of(prefix), row.extra)
            yield row

    def _form(
        self,
        prefix: str,
        item_type: str,
        original: DocumentItem | None,
        sent: QueryDict | None = None,
        extra: int = 0,
    ) -> ItemForm:
        initial = original.data if original else None
        return item_form(item_type, prefix=prefix, initial=initial, data=sent, extra=extra)

    def _sent_of(self, prefix: str) -> QueryDict | None:
        """What was sent for one row; None while nothing was sent at all."""
        return None if self.sent is None else self._sent_by_row.get(prefix) or QueryDict()

    @cached_property
    def _sent_by_row(self) -> dict[str, QueryDict]:
        """A form looks through all that it is given, and a page has thousands of fields."""
        by_row: dict[str, QueryDict] = {}
        for name, values in (self.sent or QueryDict()).lists():
            if match := _ROW_FIELD.match(name):
                if match[1] not in by_row:
                    by_row[match[1]] = QueryDict(mutable=True)
                by_row[match[1]].setlist(name, values)
        return by_row


def _by_id(items: Sequence[DocumentItem]) -> dict[UUID | None, DocumentItem]:
    return {item.item_id: item for item in items if item.item_id}


def _small_number(text: str) -> int:
    return min(int(text), MAX_EXTRA) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
