"""`python -m benchmarks`: a database and a server of its own, measurements, a table, and nothing left running."""

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stage import database_in_use, fresh_database, running_server

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Scale:
    """How large the dataset is, how long each side of a case runs (seconds, in all), in how many rounds, how many
    different requests of each person are replayed, and how long the whole may take."""

    contents: int
    students: int
    responses: int
    seconds: float
    rounds: int
    scripts: int
    limit: float


QUICK = Scale(contents=500, students=60, responses=5_000, seconds=0.9, rounds=1, scripts=1, limit=80)
FULL = Scale(contents=10_000, students=500, responses=100_000, seconds=8, rounds=4, scripts=3, limit=450)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run",
        description="Measure the pages beside their bare SQL; a full run writes benchmarks/results/latest.md.",
    )
    parser.add_argument("--quick", action="store_true", help="a small dataset and short runs: at most 90 seconds")
    parser.add_argument("--contents", type=int, metavar="N", help="another number of pieces (takes the time it takes)")
    parser.add_argument("--only", metavar="WORD", help="only the cases whose name holds the word")
    parser.add_argument("--reuse", action="store_true", help="measure on the database of the last run")
    parser.add_argument(
        "--counting", action="store_true", help="item statistics on ten million responses alone: about half an hour"
    )
    options = parser.parse_args(arguments)
    if options.counting:
        return count(quick=options.quick)
    scale, begun = QUICK if options.quick else FULL, time.monotonic()
    is_full = not (options.quick or options.only or options.contents)
    os.chdir(ROOT)
    set_environment("benchmarks")
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    with contextlib.ExitStack() as stack:
        stack.enter_context(database_in_use())
        if not options.reuse:
            fresh_database()
        # Django reads the environment when it is first imported, and wants its database there.
        from benchmarks.measuring import measure_all, prepare  # noqa: PLC0415

        world = prepare(options.contents or scale.contents, scale, reuse=options.reuse)
        port = stack.enter_context(running_server())
        deadline = begun + scale.limit if options.contents is None else float("inf")
        results = measure_all(world, port, scale, only=options.only, deadline=deadline)
        return results.report(write=is_full, seconds=time.monotonic() - begun)
    raise AssertionError("a run ends with its report")


def count(*, quick: bool) -> int:
    """Measure the job that counts what students answer, on a database of its own; writes benchmarks/results/counting.md
    unless it is `quick`."""
    os.chdir(ROOT)
    set_environment("counting")
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(143))
    with database_in_use():
        fresh_database()
        from benchmarks.counting import measure_counting  # noqa: PLC0415 (as above)

        return measure_counting(quick=quick)
    raise AssertionError("a run ends with its report")


def set_environment(folder: str) -> None:
    """As in production, but for the embedded database, under var/ in `folder`, and plain HTTP: one process, its
    threads, and a pool for them."""
    for name in (
        "DATABASE_URL",
        "DEBUG",
        "SQL_ECHO",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DB_STATEMENT_TIMEOUT",
        "CACHE_URL",
    ):
        os.environ[name] = ""  # empty counts as unset, and keeps .env from filling it in
    os.environ |= {
        "FACTORIA_DATA_DIR": str(ROOT / "var" / folder),
        "DJANGO_SETTINGS_MODULE": "factoria.settings",
        "WEB_CONCURRENCY": "1",
        "DB_POOL_SIZE": "4",
        "DB_POOL_MAX_OVERFLOW": "4",
        "HTTPS_ONLY": "false",
        "EMAIL_URL": "dummymail://",  # nobody is written to
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
