"""The material item by item: a form for each, which can be added, copied, moved and removed without losing what was
typed.

Fields: `item` once for each row in their order, its value a key; under `item-<key>-` then `id`, `type` of a new one,
`pool`, `removed`, `closed` (the item is as it was), and the fields of the item's own form."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from content.actions.versioning import MAX_ITEMS
from content.documents import DocumentItem
from content.forms.cards import CardForm
from content.forms.item_row import ItemRow
from content.forms.items import ItemForm, item_form
from content.forms.material import FORM, Material, Problem
from content.forms.parts import PART_CHANGES, change_parts, find_part
from content.item_types import get_item_type
from content.kinds import StudyMode
from content.kinds.flashcards import CardData, CardStyle
from content.sent import uuid_of
from content.text import pool_name

ALL = "all"
CHANGES = {"add", "copy", "open", "remove", "restore", "up", "down", "type", "ask", *PART_CHANGES}
SPARE = {"card": 3, "segment": 1}  # blank rows behind the others, so that writing goes on at once; else one in all
MANY = {"card": 60, "segment": 60, "section": 20}  # beyond that rows are closed until somebody opens them
_ROW_FIELD = re.compile(r"(item-[0-9]{1,5})-")


class ItemsMaterial(Material):
    """`opened` is the id of an item to open, or "all"."""

    mode = FORM
    template = "content/studio/_rows.html"

    @cached_property
    def rows(self) -> list[ItemRow]:
        """Every row, those that were removed included; blank ones behind."""
        rows = list(self._shown_rows() if self.sent is None else self._sent_rows(self.sent))
        blank = sum(1 for row in rows if row.is_blank and not row.is_removed)
        wanted = 0 if self._next else SPARE.get(self.kind.item_types[0], 0 if rows else 1)
        for _index in range(wanted - blank):
            rows.append(self._new_row(rows, self.kind.item_types[0], rows[-1] if rows else None))
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
    def has_closed(self) -> bool:
        return any(row.form is None for row in self.rows)

    @property
    def has_pools(self) -> bool:
        """Whether items can be in a pool that each student gets some of."""
        return self.kind.study_mode == StudyMode.ANSWER

    @property
    def addable(self) -> list[tuple[str, str | Promise]]:
        """The types of which a row can be added: names and labels."""
        return [(name, get_item_type(name).label) for name in self.kind.item_types]

    @property
    def suggestions(self) -> dict[str, list[str]]:
        """Names that were used in this piece before, for the fields that take one: pools and speakers."""
        items = (*self.base, *self.shown)
        names = {
            "pools": {item.pool for item in items},
            "speakers": {getattr(item.data, "speaker", "") for item in items},
        }
        return {name: sorted(found - {""}) for name, found in names.items() if found - {""}}

    @property
    def problems(self) -> list[Problem]:
        problems = [
            Problem(element, f"{row.label} {row.number}" + (f", {label}" if label else ""), message)
            for row in self.numbered
            if not row.is_removed and not row.is_valid and not (row.is_blank and row.is_known_type)
            for element, label, message in row.mistakes()
        ]
        if len(self.rows) > MAX_ITEMS + max(SPARE.values()):
            sentence = _("At most %(limit)d fit. Split this into several pieces.") % {"limit": MAX_ITEMS}
            problems.append(Problem("items", _("All together"), sentence))
        return problems

    @property
    def items(self) -> tuple[DocumentItem, ...]:
        return tuple(row.to_item() for row in self.rows if not row.is_removed and not row.is_blank)

    def change(self, what: str, name: str) -> ItemRow | None:
        """Do what a button asks for, and return the row where work goes on.

        `name` is the key of a row to open, remove, restore, move `up` or `down`, `copy`, or `add` another below; or a
        type, of which `add` puts one last. `type` and `ask` only show the fields of the type that was chosen. "part…"
        changes the part of a question that `name` ends with (see `content.forms.parts`). Unknown names change nothing.
        """
        if what == "open" and name == ALL:
            for row in self.rows:
                self._open(row)
            return None
        place = find_part(name) if what in PART_CHANGES else None
        found = next((row for row in self.rows if row.key == (place.key if place else name)), None)
        if found and place and found.form:
            changed = change_parts(self._sent_of(found.prefix) or QueryDict(), what, place)
            self._sent_by_row[found.prefix] = dict(changed.lists())
            found.form = self._form(found.prefix, found.type, found.original, self._sent_of(found.prefix))
        if found is None and what == "add" and name in self.kind.item_types:
            above = self.rows[-1] if self.rows else None
            return self._mark(self._insert(self._new_row(self.rows, name, above), len(self.rows)))
        return self._mark(self._change_row(found, what)) if found else None

    def _change_row(self, row: ItemRow, what: str) -> ItemRow:
        match what:
            case "open":
                self._open(row)
            case "remove" | "restore":
                row.is_removed = what == "remove"
            case "up" | "down":
                self._move(row, -1 if what == "up" else 1)
            case "add":
                return self._insert(self._new_row(self.rows, row.type, row), self.rows.index(row) + 1)
            case "copy":
                return self._insert(self._copy(row), self.rows.index(row) + 1)
        return row

    def _mark(self, row: ItemRow) -> ItemRow:
        row.is_next = True
        return row

    def _insert(self, row: ItemRow, index: int) -> ItemRow:
        self.rows.insert(index, row)
        return row

    def _open(self, row: ItemRow) -> None:
        row.form = row.form or self._form(row.prefix, row.type, row.original)

    def _move(self, row: ItemRow, step: int) -> None:
        """Past its neighbour among the rows that are there."""
        there = [other for other in self.rows if not other.is_removed]
        if row not in there or not 0 <= there.index(row) + step < len(there):
            return
        neighbour = there[there.index(row) + step]
        self.rows.remove(row)
        self.rows.insert(self.rows.index(neighbour) + (step > 0), row)

    def _new_row(self, rows: Sequence[ItemRow], item_type: str, above: ItemRow | None) -> ItemRow:
        """A blank row; a card asks as the one above it does."""
        key = self._free_key(rows)
        form = item_form(item_type, prefix=f"item-{key}")
        if isinstance(form, CardForm) and above:
            form.begin_as(_style_of(above))
        return ItemRow(key, item_type, form)

    def _copy(self, row: ItemRow) -> ItemRow:
        """A new row of the same words, typed or kept."""
        key = self._free_key(self.rows)
        copied = ItemRow(key, row.type, None, pool=row.pool)
        sent = self._sent_of(row.prefix) if row.form and self.sent is not None else None
        if sent:
            renamed = QueryDict(mutable=True)
            for name, values in sent.lists():
                renamed.setlist(f"{copied.prefix}{name.removeprefix(row.prefix)}", values)
            self._sent_by_row[copied.prefix] = dict(renamed.lists())
            copied.form = self._form(copied.prefix, row.type, None, renamed)
        else:
            initial = row.original.data if row.original else None
            copied.form = item_form(row.type, prefix=copied.prefix, initial=initial)
        return copied

    def _free_key(self, rows: Sequence[ItemRow]) -> str:
        """A key that no row has."""
        return self._next or str(1 + max((int(row.key) for row in rows), default=0))

    @property
    def _next(self) -> str:
        """The key of a row to come, sent where a page sends but one of its rows; empty otherwise."""
        following = self.sent.get("next", "") if self.sent else ""
        return following if _is_key(following) else ""

    def _shown_rows(self) -> Iterator[ItemRow]:
        known = _by_id(self.base)
        are_few = len(self.shown) <= MANY.get(self.kind.item_types[0], 5)
        for number, item in enumerate(self.shown, start=1):
            original = known.get(item.item_id) if item.item_id else None
            is_open = are_few or self._is_asked_for(item) or original is None or original.data != item.data
            form = item_form(item.type, prefix=f"item-{number}", initial=item.data) if is_open else None
            yield ItemRow(str(number), item.type, form, original, item.pool)

    def _is_asked_for(self, item: DocumentItem) -> bool:
        return self.opened in (ALL, str(item.item_id))

    def _sent_rows(self, sent: QueryDict) -> Iterator[ItemRow]:
        known = _by_id(self.base)
        for key in filter(_is_key, dict.fromkeys(sent.getlist("item"))):
            prefix = f"item-{key}"
            original = known.pop(uuid_of(sent.get(f"{prefix}-id", "")), None)
            named = original.type if original else sent.get(f"{prefix}-type", self.kind.item_types[0])
            is_known = named in self.kind.item_types
            row = ItemRow(key, named if is_known else self.kind.item_types[0], None, original, is_known_type=is_known)
            row.pool = pool_name(sent.get(f"{prefix}-pool", original.pool if original else ""))
            row.is_removed = f"{prefix}-removed" in sent
            if original is None or f"{prefix}-closed" not in sent:
                row.form = self._form(prefix, row.type, original, self._sent_of(prefix))
            elif self._is_asked_for(original):
                self._open(row)
            yield row

    def _form(
        self, prefix: str, item_type: str, original: DocumentItem | None, sent: QueryDict | None = None
    ) -> ItemForm:
        return item_form(item_type, prefix=prefix, initial=original.data if original else None, data=sent)

    def _sent_of(self, prefix: str) -> QueryDict | None:
        """What was sent for one row; None while nothing was sent at all."""
        if self.sent is None:
            return None
        sent = QueryDict(mutable=True)
        for name, values in self._sent_by_row.get(prefix, {}).items():
            sent.setlist(name, values)
        return sent

    @cached_property
    def _sent_by_row(self) -> dict[str, dict[str, list[str]]]:
        """A form looks through all that it is given, and a page has thousands of fields."""
        by_row: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for name, values in (self.sent or QueryDict()).lists():
            if match := _ROW_FIELD.match(name):
                by_row[match[1]][name] = [str(value) for value in values]
        return by_row


def _style_of(row: ItemRow) -> CardStyle:
    if isinstance(row.form, CardForm):
        return row.form.shown_style
    return row.original.data.style if row.original and isinstance(row.original.data, CardData) else CardStyle.BASIC


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _by_id(items: Sequence[DocumentItem]) -> dict[UUID | None, DocumentItem]:
    return {item.item_id: item for item in items if item.item_id}
