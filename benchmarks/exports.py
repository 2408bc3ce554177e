"""Exports: rows a second as the web server sends them, beside PostgreSQL's own COPY of the same query."""

import http.client
import time
from dataclasses import dataclass, field

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.cases import HOST, World
from benchmarks.statements import CURSOR
from factoria.embedded_database import main_database


@dataclass
class ExportRow:
    """One export: rows and seconds of either side."""

    name: str
    report: str
    sql: str = ""
    rows: int = 0
    sent: tuple[int, float] = (0, 0.0)
    copied: tuple[int, float] = (0, 0.0)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.sent[0] / self.sent[1] if self.sent[1] else 0.0

    @property
    def copy_rate(self) -> float:
        return self.copied[0] / self.copied[1] if self.copied[1] else 0.0


def measure_export(export: ExportRow, world: World, port: int, seconds: float) -> None:
    """For a while, by turns: the whole file over HTTP, the whole query by COPY; at least one of each."""
    path = f"/reports/{export.report}/export/?format=csv"
    try:
        export.sql = export.sql or _find_query(world, export.report)
        until = time.perf_counter() + 2 * seconds
        while True:
            rows, spent = _download(world.session(world.staff), port, path)
            copied, copying = _copy(export.sql)
            if rows != copied:
                export.errors.append(f"{rows} rows were sent, but there are {copied}")
                return
            export.rows = rows
            export.sent = (export.sent[0] + rows, export.sent[1] + spent)
            export.copied = (export.copied[0] + copied, export.copied[1] + copying)
            if time.perf_counter() > until:
                return
    except Exception as error:  # noqa: BLE001 (whatever it does wrong belongs into its row of the table)
        export.errors.append(f"{type(error).__name__}: {error}"[:200])


def _find_query(world: World, report: str) -> str:
    """What the report reads, found in its JSON: as CSV the database formats it, too."""
    path = f"/reports/{report}/export/?format=json"
    with CaptureQueriesContext(connection) as captured:
        world.client(world.staff).get(path).getvalue()
    sent = (str(query["sql"]) for query in captured.captured_queries)
    return next(CURSOR.sub("", text) for text in sent if CURSOR.match(text))


def _download(session: str, port: int, path: str) -> tuple[int, float]:
    """Rows (without the header) and seconds."""
    begun = time.perf_counter()
    browser = http.client.HTTPConnection(HOST, port, timeout=60)
    browser.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    response = browser.getresponse()
    lines = 0
    while piece := response.read(1 << 16):
        lines += piece.count(b"\n")
    browser.close()
    if response.status != 200:
        raise LookupError(f"{path} answered {response.status}")
    return lines - 1, time.perf_counter() - begun


def _copy(sql: str) -> tuple[int, float]:
    begun = time.perf_counter()
    with psycopg.connect(main_database().url(), autocommit=True) as bare, bare.cursor() as cursor:
        lines = 0
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)".encode()) as copying:
            for piece in copying:
                lines += bytes(piece).count(b"\n")
    return lines, time.perf_counter() - begun
