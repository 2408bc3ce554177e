"""The measurements: each case over HTTP and as its bare SQL, by turns, so that what slows the machine slows both."""

import itertools
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import django

django.setup()

import psycopg  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.cases import CASES, EXPORTS, TOKEN, Actor, Case, World, find_world  # noqa: E402
from benchmarks.exports import ExportRow, measure_export  # noqa: E402
from benchmarks.growth import measure_growth  # noqa: E402
from benchmarks.load import Tally, run_http, run_sql  # noqa: E402
from benchmarks.queues import FEW, MANY, measure_queues  # noqa: E402
from benchmarks.results import CaseRow, Results  # noqa: E402
from benchmarks.reviewing import measure_reviews  # noqa: E402
from benchmarks.statements import Script, make_script  # noqa: E402
from factoria.embedded_database import main_database  # noqa: E402

if TYPE_CHECKING:
    from benchmarks.__main__ import Scale

WARM_UP = 0.2  # seconds
GROWTH = "growth (opening and saving a quiz of many questions)"
REVIEWING = "approving and checking (review)"
QUEUES = "today’s queue (cards due)"


def prepare(contents: int, scale: "Scale", *, reuse: bool) -> World:
    """A migrated database with its dataset, and who is in it."""
    call_command("prepare", no_demo=True, verbosity=0)
    if not reuse:
        call_command("make_dataset", contents=contents, students=scale.students, responses=scale.responses, verbosity=1)
    with psycopg.connect(main_database().url(), autocommit=True) as bare:
        bare.execute("CREATE TABLE IF NOT EXISTS benchmark_commit (number integer)")
        bare.execute("VACUUM ANALYZE")
    return find_world()


@dataclass
class Run:
    """One case while it is measured."""

    case: Case
    actors: list[Actor] = field(default_factory=list)
    scripts: list[list[Script]] = field(default_factory=list)
    http: Tally = field(default_factory=Tally)
    sql: Tally = field(default_factory=Tally)

    def prepare(self, world: World, scripts: int) -> None:
        """Find the requests, and the statements that they are made of; what is wrong with them ends the case."""
        try:
            self.scripts = [_capture(world, actor, scripts) for actor in self.case.people(world, 0)]
            self.actors = self.case.people(world, 1)
        except Exception as error:  # noqa: BLE001 (whatever a page does wrong belongs into its row of the table)
            self.http.errors.append(f"{type(error).__name__}: {error}"[:200])

    def measure(self, port: int, seconds: float, *, counts: bool = True) -> None:
        if self.http.errors or self.sql.errors:
            return
        answered, played = run_http(self.actors, port, seconds), run_sql(self.scripts, main_database().url(), seconds)
        for total, part in ((self.http, answered), (self.sql, played)):
            if counts:
                total.add(part)
            else:
                total.errors += part.errors

    @property
    def queries(self) -> float:
        counts = [len(script.statements) for scripts in self.scripts for script in scripts]
        return sum(counts) / len(counts) if counts else 0


def measure_all(world: World, port: int, scale: "Scale", *, only: str | None, deadline: float) -> Results:
    """Every case, in rounds; when time runs short every round is cut alike."""
    runs = [Run(case) for case in CASES if not only or only in case.name]
    exports = [ExportRow(name, report) for name, report in EXPORTS.items() if not only or only in name]
    for run in runs:
        run.prepare(world, scale.scripts)
        run.measure(port, WARM_UP, counts=False)
    for number in range(scale.rounds):
        turns = max(1, 2 * (len(runs) + len(exports)) * (scale.rounds - number))
        seconds = max(0.2, min(scale.seconds / scale.rounds, (deadline - 5 - time.monotonic()) / turns))
        for run in runs:
            run.measure(port, seconds)
        for export in exports:
            measure_export(export, world, port, seconds)
    growth = measure_growth(world, port, rounds=3 * scale.rounds) if not only or only in GROWTH else []
    reviews = []
    if not only or only in REVIEWING:
        reviews = measure_reviews(world, port, main_database().url(), rounds=2 * scale.rounds)
    queues = []
    if not only or only in QUEUES:
        sizes = MANY if scale.rounds > 1 else FEW
        queues = measure_queues(world, main_database().url(), sizes=sizes, rounds=5 * scale.rounds)
    return Results([_row(run) for run in runs], exports, growth, reviews, queues)


def _row(run: Run) -> CaseRow:
    return CaseRow(run.case.name, run.http, run.sql, run.queries)


def _capture(world: World, actor: Actor, count: int) -> list[Script]:
    """What this person's first requests send to the database; nothing of it stays."""
    client, scripts = world.client(actor.user), []
    client.cookies["csrftoken"] = TOKEN
    for request in itertools.islice(actor.requests, count):
        with transaction.atomic():
            with CaptureQueriesContext(connection) as captured:
                if request.body is None:
                    response = client.get(request.path)
                else:
                    form = "application/x-www-form-urlencoded"
                    response = client.generic("POST", request.path, request.body, content_type=form)
            transaction.set_rollback(True)
        if response.status_code != request.status:
            raise LookupError(f"{request.path} answered {response.status_code}")
        scripts.append(make_script([query["sql"] for query in captured.captured_queries]))
        if request.body is not None:
            break  # the next one stands on what this one wrote
    return scripts
