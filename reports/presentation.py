"""A row of a report as its page shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports.catalogue import Column, ColumnType, Row


@dataclass(frozen=True)
class Cell:
    """One value in its column. `text` is how it reads; badges and times are drawn by the template."""

    column: Column
    value: Any

    @property
    def text(self) -> str | Promise:
        if self.column.type == ColumnType.CHOICE:
            return self.column.labels.get(self.value, self.value)
        return _TEXTS.get(self.column.type, str)(self.value)


def present_row(columns: Sequence[Column], row: Row) -> list[Cell]:
    """The cells of the columns that a page shows."""
    cells = (Cell(column, value) for column, value in zip(columns, row, strict=True))
    return [cell for cell in cells if cell.column.is_shown]


def show_duration(seconds: int) -> str:
    """Seconds as people say them: "45 s", "12 min", "3 h 05 min"."""
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": seconds}
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def _percent(number: Any) -> str:
    """With a decimal only where it has one."""
    return _("%(number)s%%") % {"number": number_format(number, 0 if number == int(number) else 1)}


def _days(number: Any) -> str:
    return _("%(number)s d") % {"number": number_format(number, 1)}


_TEXTS: dict[ColumnType, Callable[[Any], str]] = {
    ColumnType.NUMBER: lambda number: number_format(number, force_grouping=True),
    ColumnType.PERCENT: _percent,
    ColumnType.SECONDS: show_duration,
    ColumnType.DAYS: _days,
    ColumnType.STARS: lambda number: number_format(number, 2),
}
