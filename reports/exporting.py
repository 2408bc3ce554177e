"""Reports as files: text in pieces, written as the rows come, so that memory does not grow with them.

CSV holds a header and the rows, nothing else, for machines read it too; report, moment and filters stand in the name
of the file, and its lines are its row count. JSON carries all of them inside. Times are UTC, numbers plain."""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.text import slugify

from reports.catalogue import ComputedReport, Report, Row, TableReport
from reports.catalogue.copying import copy_rows, write_rows
from reports.catalogue.filters import FilterForm

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else
PIECE = 500  # rows written at a time


@dataclass
class Export:
    """One report, its valid filters, the moment it is of, and how many rows were given out so far."""

    report: Report
    filters: FilterForm
    as_of: datetime
    row_count: int = 0

    def rows(self) -> Iterator[Row]:
        with closing(self._rows()) as rows:
            for row in rows:
                self.row_count += 1
                yield row

    def records(self) -> Iterator[str]:
        """The rows as records of CSV, many at a time."""
        with closing(self._records()) as records:
            while piece := list(islice(records, PIECE)):
                self.row_count += len(piece)
                yield b"".join(piece).decode()

    def _rows(self) -> Generator[Row, None, None]:
        if isinstance(self.report, TableReport):
            return self.report.rows(self.report.select(self.filters))
        return (row for row in self._computed.compute(self.filters))

    def _records(self) -> Generator[bytes | memoryview, None, None]:
        if isinstance(self.report, TableReport):
            return copy_rows(self.report.columns, self.report.query(self.report.select(self.filters)))
        return write_rows(self.report.columns, self._computed.compute(self.filters))

    @property
    def _computed(self) -> ComputedReport:
        assert isinstance(self.report, ComputedReport), "a report is one or the other"
        return self.report

    def filename(self, file_format: str) -> str:
        """Such as "student-progress_2026-11-20T204137Z_status-completed.csv"."""
        used = [f"{slugify(name)}-{slugify(value)}"[:40] for name, value in self.filters.used().items()]
        return "_".join([self.report.name, f"{self.as_of:%Y-%m-%dT%H%M%SZ}", *used]) + f".{file_format}"


def write_csv(export: Export) -> Iterator[str]:
    """Header and rows. Text that a spreadsheet would take for a formula is led by an apostrophe."""
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow([column.key for column in export.report.columns])
    yield header.getvalue()
    yield from export.records()


def write_json(export: Export) -> Iterator[str]:
    """One object; `row_count` comes last, for it is known only then."""
    names = [column.key for column in export.report.columns]
    head = {"report": export.report.name, "as_of": export.as_of.isoformat(), "filters": export.filters.used()}
    yield json.dumps(head | {"columns": names}, ensure_ascii=False)[:-1] + ', "rows": [\n'
    pieces: list[str] = []
    for row in export.rows():
        comma = "" if export.row_count == 1 else ",\n"
        pieces.append(comma + json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_json_value))
        if len(pieces) == PIECE:
            yield "".join(pieces)
            pieces.clear()
    yield "".join(pieces) + f'\n], "row_count": {export.row_count}}}\n'


@dataclass(frozen=True)
class FileFormat:
    """How a report is written, and what a browser is told it is."""

    write: Callable[[Export], Iterator[str]]
    content_type: str


FORMATS = {
    "csv": FileFormat(write_csv, "text/csv; charset=utf-8"),
    "json": FileFormat(write_json, "application/json"),
}


def _json_value(value: Any) -> Any:
    """What JSON has no type for: decimals become numbers, times ISO 8601, the rest its text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return float(value) if hasattr(value, "as_tuple") else str(value)
