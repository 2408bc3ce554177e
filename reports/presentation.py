"""The rows of a report as its page shows them. Most of a cell is drawn here: a page has hundreds of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reports.catalogue import Column, ColumnType, Row

_CELL_END = mark_safe("</td>")
_NOTHING = mark_safe('<span class="muted">–</span>')


@dataclass(frozen=True, slots=True)
class Cell:
    """One value in its column, and its table cell as HTML. Where it `is_badge`, that is the opening tag alone: the
    template draws the badge."""

    column: Column
    value: Any
    html: SafeString
    is_badge: bool = False


class ShownRow(list[Cell]):
    """The cells of a row."""

    @property
    def parts(self) -> list[tuple[SafeString, str]]:
        """Its HTML in as few parts as can be, each with the status whose badge comes after it, or ""."""
        parts, html = [], []
        for cell in self:
            html.append(cell.html)
            if cell.is_badge:
                parts.append((_join(html), str(cell.value)))
                html = [_CELL_END]
        return [*parts, (_join(html), "")]


@dataclass(frozen=True, slots=True)
class _Place:
    """A column on one page: what stands around all its values, in the language of that page."""

    column: Column
    opening: SafeString
    closing: SafeString

    def cell(self, value: Any) -> Cell:
        if value is not None and self.column.type == ColumnType.STATUS:
            return Cell(self.column, value, self.opening, is_badge=True)
        shown = _NOTHING if value is None else conditional_escape(_show(self.column, value))
        return Cell(self.column, value, self.opening + shown + self.closing)


def present_rows(columns: Sequence[Column], rows: Iterable[Row]) -> list[ShownRow]:
    """The cells of the columns that a page shows; the first names its row."""
    shown = [index for index, column in enumerate(columns) if column.is_shown]
    places = [(index, _Place(columns[index], *_frame(columns[index], index == shown[0]))) for index in shown]
    return [ShownRow(place.cell(row[index]) for index, place in places) for row in rows]


def show_duration(seconds: int) -> str:
    """Seconds as people say them: "45 s", "12 min", "3 h 05 min"."""
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def _join(html: list[SafeString]) -> SafeString:
    return mark_safe("".join(html))  # noqa: S308 (each of them is)


def _frame(column: Column, is_first: bool) -> tuple[SafeString, SafeString]:
    """What stands around the values of a column."""
    if is_first:
        return mark_safe('<th scope="row">'), mark_safe("</th>")
    numeric = mark_safe(' class="number"') if column.is_numeric else ""
    return format_html('<td data-label="{}"{}>', column.label, numeric), _CELL_END


def _show(column: Column, value: Any) -> str:
    if column.type == ColumnType.CHOICE:
        return str(column.labels.get(value, value))
    return _SHOWN.get(column.type, str)(value)


def _time(moment: datetime) -> SafeString:
    """In the time zone of the person who reads it."""
    local = localtime(moment)
    month = str(MONTHS_3[local.month]).title()
    shown = f"{local.day} {month} {local.year:04}, {local:%H:%M}"  # "j M Y, H:i", which takes ten times as long
    return format_html('<time class="nowrap" datetime="{}">{}</time>', local.isoformat(), shown)


def _percent(number: Any) -> str:
    """With a decimal only where it has one."""
    whole = int(number)
    return _("%(number)s%%") % {"number": whole if number == whole else number_format(number, 1)}


def _days(number: Any) -> str:
    return _("%(number)s d") % {"number": number_format(number, 1)}


_SHOWN: dict[ColumnType, Callable[[Any], str]] = {
    ColumnType.NUMBER: lambda number: number_format(number, force_grouping=True),
    ColumnType.PERCENT: _percent,
    ColumnType.SECONDS: show_duration,
    ColumnType.DAYS: _days,
    ColumnType.STARS: lambda number: number_format(number, 2),
    ColumnType.TIME: _time,
}
