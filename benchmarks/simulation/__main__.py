"""`python -m benchmarks.simulation`: students live through their days in as many processes as there are cores, phase by
phase; between two phases the teacher edits. At the end all is computed anew, and nothing may differ."""

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from benchmarks.__main__ import ROOT, set_environment
from benchmarks.stage import database_in_use, fresh_database


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks/simulate",
        description="Let students study for weeks through the real actions, then compute everything anew. "
        "The exit status is 1 when anything differs. A run of full size writes benchmarks/results/simulation.md.",
    )
    parser.add_argument("--students", type=int, default=1000, metavar="N")
    parser.add_argument("--days", type=int, default=60, metavar="N")
    parser.add_argument("--quick", action="store_true", help="100 students for 20 days: a minute or two")
    options = parser.parse_args(arguments)
    students, days = (100, 20) if options.quick else (options.students, options.days)
    os.chdir(ROOT)
    set_environment("simulation")
    begun = time.monotonic()
    with database_in_use():
        fresh_database()
        # Django reads the environment when it is first imported, and wants its database there.
        from benchmarks.simulation import school  # noqa: PLC0415

        school.found(students)
        totals = simulate(days)
        return school.report(totals, days=days, seconds=time.monotonic() - begun, write=students >= 1000)
    raise AssertionError("a run ends with its report")


def simulate(days: int) -> tuple[Counter[str], Counter[str]]:
    """All phases, one after the other: what was done, and what was refused, by its sentence."""
    from benchmarks.simulation import school  # noqa: PLC0415 (as above)

    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    processes = os.cpu_count() or 1
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        for phase, span in enumerate(school.phases(days)):
            sys.stdout.write(f"days {span.start + 1} to {span.stop} ...\n")
            sys.stdout.flush()
            shares = [pool.submit(school.live_part, share, processes, span) for share in range(processes)]
            for share in shares:
                part = share.result()
                done += part[0]
                refused += part[1]
            school.edit(phase, span.stop)
    return done, refused


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
