"""What a report is: columns, filters, and rows, streamed from one query or, where they are few, computed."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise

from reports.catalogue.filters import FilterForm

Row = tuple[Any, ...]
CHUNK = 2_000  # rows fetched at a time: what an export of any length holds in memory


class ColumnType(StrEnum):
    """What a column holds, and so how it is shown and written."""

    TEXT = "text"
    CHOICE = "choice"  # a stored value, shown by its label
    STATUS = "status"  # a stored value, shown as a badge
    NUMBER = "number"
    PERCENT = "percent"
    SECONDS = "seconds"
    DAYS = "days"
    STARS = "stars"
    TIME = "time"  # UTC


NUMERIC = {
    ColumnType.NUMBER,
    ColumnType.PERCENT,
    ColumnType.SECONDS,
    ColumnType.DAYS,
    ColumnType.STARS,
}


@dataclass(frozen=True)
class Column:
    """One column. `key` names it in files, unit included; `source` is a field's path or an expression. A column that
    only tells two rows of the same look apart stands in files alone (`is_shown` false)."""

    key: str
    label: str | Promise
    source: str | Combinable
    type: ColumnType = ColumnType.TEXT
    labels: Mapping[str, str | Promise] = field(default_factory=dict)
    is_shown: bool = True

    @property
    def is_numeric(self) -> bool:
        return self.type in NUMERIC


class Report(ABC):
    """One report. Subclasses are stateless; one instance of each is registered in `reports.catalogue`."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    columns: ClassVar[tuple[Column, ...]]
    filter_form: ClassVar[type[FilterForm]]


class ComputedReport(Report):
    """A report of a few rows that no single query gives."""

    @abstractmethod
    def compute(self, filters: FilterForm) -> list[Row]:
        """All rows under the valid `filters`, a value for each column."""


class TableReport(Report):
    """A report of one query, with any number of rows."""

    @abstractmethod
    def base(self) -> QuerySet[Any]:
        """Everything the report is about: one row each, without a filter."""

    def select(self, filters: FilterForm) -> QuerySet[Any]:
        """The rows that the valid `filters` leave, newest first. Count it, page it, or hand it to `rows`."""
        return self.base().filter(filters.conditions()).order_by("-pk")

    def query(self, selected: QuerySet[Any]) -> QuerySet[Any, Row]:
        """A value for each column, for each of the `selected`: what page, JSON and CSV are made of."""
        return selected.values_list(*(column.source for column in self.columns))

    def rows(self, selected: QuerySet[Any]) -> Generator[Row, None, None]:
        """The rows of that one query, read through a cursor on the server, so that memory does not grow with them and
        all of them are of one moment."""
        with reading():  # outside of a transaction the server would gather the whole result before the first row
            yield from self.query(selected).iterator(chunk_size=CHUNK)


@contextmanager
def reading() -> Iterator[CursorWrapper]:
    """A transaction in which nothing can be written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        yield cursor


def person_name(path: str) -> Coalesce:
    """How a person is called: the full name, or else the username."""
    return Coalesce(NullIf(F(f"{path}__full_name"), Value("")), F(f"{path}__username"))
