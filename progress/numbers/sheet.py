"""The page behind a number: the figure, how it came about, and a table of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format

from accounts.models import User


@dataclass(frozen=True)
class Cell:
    """One value of a row: words or a moment, perhaps as a link, or as a badge where it has a `tone`. `lang` is that of
    words out of material."""

    text: str = ""
    url: str = ""
    lang: str = ""
    at: datetime | None = None
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Column:
    label: str
    is_number: bool = False


@dataclass(frozen=True)
class Sheet:
    """`value` is the figure itself, None where there is none to tell; `figure` and `unit` say it in words, `rule` how
    it comes about, `filters` (label, value) of what. It is made of `count` rows, of which these are a page."""

    title: str
    value: float | None
    figure: str
    unit: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    count: int
    rule: str = ""
    filters: Sequence[tuple[str, str]] = ()
    above: Sequence[tuple[str, str]] = ()  # label and address of the sheets that this is a part of
    links: Mapping[str, str] = field(default_factory=dict)
    is_reset: bool = False

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Question:
    """Whose figure is asked for, as of when; the filters stand in the address."""

    student: User
    now: datetime
    request: HttpRequest

    def get(self, name: str) -> str:
        return self.request.GET.get(name, "")


Opener = Callable[[Question], Sheet]


def address(figure: str, **filters: object) -> str:
    """Of the page behind a figure."""
    query = urlencode({name: value for name, value in filters.items() if value})
    return reverse("progress:numbers", args=[figure]) + (f"?{query}" if query else "")


def number(value: int, url: str = "") -> Cell:
    """A count; of nothing there is nothing to open."""
    return Cell(number_format(value, force_grouping=True), url if value else "")
