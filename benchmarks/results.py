"""The table: on the screen, and in results/latest.md."""

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from django.db import connection

from benchmarks.exports import ExportRow
from benchmarks.growth import HEADINGS as GROWTH_HEADINGS
from benchmarks.growth import GrowthRow
from benchmarks.load import Tally
from benchmarks.queues import HEADINGS as QUEUE_HEADINGS
from benchmarks.queues import QueueRow
from benchmarks.reviewing import HEADINGS as REVIEW_HEADINGS
from benchmarks.reviewing import ReviewRow
from content.models import Content
from progress.models import LearningProgress, Response

LATEST = Path(__file__).resolve().parent / "results" / "latest.md"
HEADINGS = ("page or action", "requests/s", "bare SQL/s", "share", "queries", "kB", "p50 ms", "p95 ms")
EXPORT_HEADINGS = ("export", "rows/s", "COPY rows/s", "share", "rows")


@dataclass(frozen=True)
class CaseRow:
    """One case, measured."""

    name: str
    http: Tally
    sql: Tally
    queries: float

    @property
    def errors(self) -> list[str]:
        return [*self.http.errors, *self.sql.errors]

    def cells(self) -> list[str]:
        if self.errors or len(self.http.times) < 2 or not self.sql.rate:
            return [self.name, *["–"] * (len(HEADINGS) - 1)]
        shares = quantiles(self.http.times, n=20)
        return [
            self.name,
            f"{self.http.rate:,.0f}",
            f"{self.sql.rate:,.0f}",
            f"{self.http.rate / self.sql.rate:.2f}",
            f"{self.queries:.0f}",
            f"{self.http.wire_bytes / self.http.done / 1000:.1f}",
            f"{shares[9] * 1000:.1f}",
            f"{shares[18] * 1000:.1f}",
        ]


@dataclass(frozen=True)
class Results:
    """All that was measured."""

    cases: Sequence[CaseRow]
    exports: Sequence[ExportRow]
    growth: Sequence[GrowthRow] = ()
    reviews: Sequence[ReviewRow] = ()
    queues: Sequence[QueueRow] = ()

    def report(self, *, write: bool, seconds: float) -> int:
        """Print it, write it down, and return an exit status: 1 when an answer was wrong."""
        tables = [format_table(HEADINGS, [case.cells() for case in self.cases])] if self.cases else []
        if self.exports:
            tables.append(format_table(EXPORT_HEADINGS, [_export_cells(export) for export in self.exports]))
        more: list[tuple[Sequence[str], Sequence[GrowthRow | ReviewRow | QueueRow]]] = [
            (GROWTH_HEADINGS, self.growth),
            (REVIEW_HEADINGS, self.reviews),
            (QUEUE_HEADINGS, self.queues),
        ]
        tables += [format_table(headings, [row.cells() for row in table]) for headings, table in more if table]
        rows: list[CaseRow | ExportRow | GrowthRow | ReviewRow | QueueRow] = [*self.cases, *self.exports]
        rows += [*self.growth, *self.reviews, *self.queues]
        wrong = [f"{row.name}: {row.errors[0]}" for row in rows if row.errors]
        text = "\n\n".join([_describe(seconds), *tables, *wrong]) + "\n"
        sys.stdout.write(f"\n{text}")
        if write:
            LATEST.parent.mkdir(exist_ok=True)
            LATEST.write_text(f"# The latest figures\n\n{text}", encoding="utf-8")
        return 1 if wrong else 0


def _export_cells(export: ExportRow) -> list[str]:
    if export.errors or not export.copy_rate:
        return [export.name, *["–"] * (len(EXPORT_HEADINGS) - 1)]
    share = f"{export.rate / export.copy_rate:.2f}"
    return [export.name, f"{export.rate:,.0f}", f"{export.copy_rate:,.0f}", share, f"{export.rows:,}"]


def format_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown whose columns are aligned, names left and figures right."""
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        padded = [cells[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True))]
        return f"| {' | '.join(padded)} |"

    rule = f"|{'-' * (widths[0] + 2)}|" + "|".join(f"{'-' * (width + 1)}:" for width in widths[1:]) + "|"
    return "\n".join([line(headings), rule, *(line(row) for row in rows)])


def _describe(seconds: float) -> str:
    """Machine and dataset, in two lines."""
    counts = f"{Content.objects.count():,} pieces, {LearningProgress.objects.count():,} progress rows"
    return (
        f"{describe_machine(seconds)}\n{counts}, {Response.objects.count():,} responses; "
        "8 connections, 1 process of 8 threads."
    )


def describe_machine(seconds: float) -> str:
    """Date, revision, machine, and how long it took."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, revision {_revision()}, {_processor()}, {os.cpu_count()} cores "
        f"(load {os.getloadavg()[0]:.1f} at the end), Linux {platform.release()}, Python {platform.python_version()}, "
        f"PostgreSQL {server}; {seconds:.0f} s in all."
    )


def _revision() -> str:
    found = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
