"""Having the server run for as long as one needs it."""

import fcntl
import subprocess
import sys
import time
from typing import IO

from factoria import environment
from factoria.embedded_database.server import EmbeddedDatabase, EmbeddedDatabaseError

PATIENCE = 90.0  # seconds; the first start makes the data directory, perhaps on a slow disk
STOPPING = 30.0


def use(database: EmbeddedDatabase) -> IO[bytes]:
    """Have the server run for as long as the returned file stays open, starting a keeper where none runs.

    Raises EmbeddedDatabaseError when it cannot run or does not answer in time.
    """
    held = database.open_lock("users")
    fcntl.flock(held, fcntl.LOCK_SH)  # waits for a keeper that is stopping
    keeper: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + PATIENCE
    while not database.is_answering():
        if keeper is not None and keeper.poll():
            raise EmbeddedDatabaseError(_last_words(database))
        if (keeper is None or keeper.poll() == 0) and not database.is_kept():
            keeper = _start_keeper(database)
        if time.monotonic() > deadline:
            raise EmbeddedDatabaseError(f"The embedded PostgreSQL did not answer in time. See {database.log}.")
        time.sleep(0.05)
    if keeper is not None:
        sys.stderr.write(database.keeper_log.read_text(errors="replace"))  # such as which directory it made passable
    return held


def wait_until_stopped(database: EmbeddedDatabase) -> bool:
    """Wait for the keeper to stop the server, once the caller uses it no longer. False when others still use it."""
    deadline = time.monotonic() + STOPPING
    while database.is_kept() and time.monotonic() < deadline:
        time.sleep(0.1)
    return not database.is_kept()


def _start_keeper(database: EmbeddedDatabase) -> subprocess.Popen[bytes]:
    """A process of its own session: what ends its starter does not end it."""
    options = [f"--option={option}" for option in database.options]
    command = [sys.executable, "-m", "factoria.embedded_database", "keep", *options, str(database.directory)]
    with database.keeper_log.open("wb") as log:
        return subprocess.Popen(
            command, cwd=environment.BASE_DIR, start_new_session=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def _last_words(database: EmbeddedDatabase) -> str:
    words = database.keeper_log.read_text(errors="replace").strip()
    return words.splitlines()[-1] if words else f"The embedded PostgreSQL did not start. See {database.log}."
