"""`python -m factoria.embedded_database`: `hold` is the Procfile's, `run` bin/manage's, `keep` what `use` starts."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from factoria import environment
from factoria.embedded_database.keeping import keep
from factoria.embedded_database.server import EmbeddedDatabase, EmbeddedDatabaseError, main_database
from factoria.embedded_database.using import use


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m factoria.embedded_database")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("hold", help="have the server run until told to stop; fail when it stops before")
    running = commands.add_parser("run", help="run a program with the server there, unless DATABASE_URL is set")
    running.add_argument("program", nargs=argparse.REMAINDER)
    keeping = commands.add_parser("keep", help="own the server until nobody uses it")
    keeping.add_argument("--option", action="append", default=[], help="a setting of the server, as name=value")
    keeping.add_argument("directory", type=Path)
    options = parser.parse_args(arguments)
    try:
        if options.command == "hold":
            return _hold()
        if options.command == "keep":
            return keep(EmbeddedDatabase(options.directory, tuple(options.option)))
        return _become(options.program)
    except EmbeddedDatabaseError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _hold() -> int:
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    database = main_database()
    with use(database):
        while database.is_kept():
            time.sleep(0.5)
    sys.stderr.write(f"The embedded PostgreSQL has stopped. See the end of {database.log}.\n")
    return 1


def _become(program: list[str]) -> int:
    """Turn into `program`, which holds the lock that says "in use" until it ends."""
    if environment.is_embedded():
        held = use(main_database())
        os.set_inheritable(held.fileno(), True)
    os.execv(program[0], program)  # noqa: S606 (our own scripts name it)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
