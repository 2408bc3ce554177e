"""The record of a piece, to read and to take away: every transition, with the fingerprints of what was seen then."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from accounts.paging import Page, paginate
from content.models import Content, Transition, VersionItem

ORDER = ("-at", "-id")
FINGERPRINTS = 12  # of a version that the page shows; the export has them all
PIECE = 200  # rows written at a time
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet takes text for a formula by
COLUMNS = (
    "at_utc", "what", "from", "to", "by", "by_username", "reason", "version", "request_id", "transition_id", "items",
    "fingerprints",
)  # fmt: skip


@dataclass(frozen=True)
class RecordPage:
    """A page of it, its rows as `with_fingerprints` gives them; `count` there are in all, as of `as_of`."""

    page: Page[Transition]
    count: int
    as_of: datetime


def with_fingerprints(steps: QuerySet[Transition], count: int | None = None) -> QuerySet[Transition]:
    """Each step with `prints`, those of the items of its version in their order, or the first `count`; and, where these
    are not all, with `item_count`."""
    entries = VersionItem.objects.filter(version=OuterRef("version")).order_by("position")
    prints = entries.values("item_version__fingerprint")
    if count is None:
        return steps.annotate(prints=ArraySubquery(prints))
    counts = entries.order_by().values("version").annotate(count=Count("pk")).values("count")
    return steps.annotate(prints=ArraySubquery(prints[:count]), item_count=Coalesce(Subquery(counts), 0))


def load_record(content: Content, token: str | None, as_of: datetime) -> RecordPage:
    """One page of the record of `content`, the latest first. Two queries, whatever the rows."""
    steps = content.transitions.filter(at__lte=as_of)
    rows = with_fingerprints(steps, FINGERPRINTS).select_related("by", "version").defer(*_LONG)
    page = paginate(rows, order=ORDER, token=token)
    return RecordPage(page, steps.count(), as_of)


_LONG = ("version__text", "version__frame", "version__summary")


@dataclass(frozen=True)
class RecordExport:
    """The record of `content` as it was at `as_of`, the first step first. CSV holds a header and the rows; the moment
    and the number of rows stand in the name of the file. Of JSON lines, the first tells both."""

    content: Content
    as_of: datetime
    row_count: int

    @classmethod
    def make(cls, content: Content, as_of: datetime) -> "RecordExport":
        return cls(content, as_of, content.transitions.filter(at__lte=as_of).count())

    def filename(self, ending: str) -> str:
        name = slugify(self.content.title)[:60] or "material"
        return f"record_{name}_{self.as_of:%Y-%m-%dT%H%M%SZ}_{self.row_count}-rows.{ending}"

    def rows(self) -> Iterator[dict[str, Any]]:
        """One query, read through a cursor on the server, so that memory does not grow with the rows."""
        steps = self.content.transitions.filter(at__lte=self.as_of).select_related("by").order_by("at", "id")
        steps = with_fingerprints(steps).annotate(number=F("version__number"))
        with transaction.atomic():
            for step in steps.iterator(chunk_size=PIECE):
                yield _row(step)

    def csv(self) -> Iterator[str]:
        yield _csv_lines([COLUMNS])
        for rows in _pieces(self.rows()):
            yield _csv_lines([[_cell(value) for value in row.values()] for row in rows])

    def jsonl(self) -> Iterator[str]:
        head = {"record_of": str(self.content.pk), "title": self.content.title, "as_of": self.as_of.isoformat()}
        yield json.dumps(head | {"row_count": self.row_count}, ensure_ascii=False) + "\n"
        for rows in _pieces(self.rows()):
            yield "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _row(step: Any) -> dict[str, Any]:
    values = (
        step.at.isoformat(),
        step.verb,
        step.from_status,
        step.to_status,
        str(step.by) if step.by else "",
        step.by.username if step.by else "",
        step.reason,
        step.number,
        str(step.request_id) if step.request_id else None,
        str(step.pk),
        len(step.prints),
        step.prints,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _pieces(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while piece := list(islice(rows, PIECE)):
        yield piece


def _csv_lines(rows: Sequence[Sequence[str]]) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def _cell(value: Any) -> str:
    """The value as a cell: text that a spreadsheet would take for a formula is led by an apostrophe."""
    text = "" if value is None else " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
