"""The keeper: it owns the server process, and stops it once nobody uses it."""

import contextlib
import ctypes
import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO

import psutil
import psycopg
from psycopg import sql

from factoria.embedded_database.installation import BINARIES, prepare_directories, run_as, system_user
from factoria.embedded_database.server import DATABASE, EmbeddedDatabase, EmbeddedDatabaseError, try_lock

PATIENCE = 60.0  # seconds; recovery after a crash reads the log first
ALWAYS = ("listen_addresses=", "unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC",
          "shared_preload_libraries=pg_stat_statements")  # fmt: skip


def keep(database: EmbeddedDatabase) -> int:
    """Run the server until nobody uses it, or until told to stop. Returns an exit status.

    Where another keeper runs already there is nothing to do.
    """
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    with database.open_lock("keeper") as lock, database.open_lock("users") as users:
        if not _claim(lock):
            return 0
        with _running_server(database) as server:
            while server.poll() is None:
                # Once got, this lock is held until the server has stopped: who wants to use it waits, then starts anew.
                if try_lock(users, fcntl.LOCK_EX):
                    return 0
                time.sleep(0.3)
    sys.stderr.write(f"The embedded PostgreSQL ended unexpectedly. See {database.log}.\n")
    return 1


def _claim(lock: IO[bytes]) -> bool:
    """Whether we are the keeper. Somebody who merely looks whether there is one has the lock for a moment."""
    for _attempt in range(20):
        if try_lock(lock, fcntl.LOCK_EX):
            return True
        time.sleep(0.02)
    return False


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit(0)


@contextlib.contextmanager
def _running_server(database: EmbeddedDatabase) -> Iterator[subprocess.Popen[bytes]]:
    """The server, answering, with our database in it; stopped at the end, its connections with it."""
    user = system_user()
    prepare_directories(database, user)
    _end_predecessor(database)
    server = _start(database, user)
    try:
        _wait_for(server, database)
        _create_database(database)
        yield server
    finally:
        for how, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if server.poll() is None:
                server.send_signal(how)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(seconds)


def _start(database: EmbeddedDatabase, user: str | None) -> subprocess.Popen[bytes]:
    command = [str(BINARIES / "postgres"), "-D", str(database.directory)]
    for option in (*ALWAYS, f"unix_socket_directories={database.socket_directory}", *database.options):
        command += ["-c", option]
    with database.log.open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_stop_with_parent,  # noqa: PLW1509 (this process has one thread)
            **run_as(user),
        )


def _stop_with_parent() -> None:
    """Ask Linux for a fast shutdown of the server (SIGINT) when its keeper dies, even of SIGKILL."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _wait_for(server: subprocess.Popen[bytes], database: EmbeddedDatabase) -> None:
    deadline = time.monotonic() + PATIENCE
    while not database.is_answering("postgres"):
        if server.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedDatabaseError(f"The embedded PostgreSQL did not start. See the end of {database.log}.")
        time.sleep(0.05)


def _create_database(database: EmbeddedDatabase) -> None:
    with psycopg.connect(database.url("postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _end_predecessor(database: EmbeddedDatabase) -> None:
    """End what a killed keeper left, now that we hold its lock; a server that still shuts down gets the time for it.

    The numbers it left in files may by now be those of other processes, which would keep PostgreSQL from starting.
    """
    pid_file = database.directory / "postmaster.pid"
    leftovers = [path for path in (pid_file, *database.socket_directory.glob(".s.PGSQL.*")) if path.exists()]
    if not leftovers:
        return
    number = pid_file.read_text().split("\n", 1)[0] if pid_file.exists() else ""
    left = [process for process in psutil.process_iter() if _is_of(process, database)]
    for process in left:
        if str(process.pid) == number:
            process.send_signal(signal.SIGINT)
    _gone, stuck = psutil.wait_procs(left, timeout=20)
    for process in stuck:
        process.kill()
    psutil.wait_procs(stuck, timeout=5)
    for path in leftovers:
        path.unlink(missing_ok=True)


def _is_of(process: psutil.Process, database: EmbeddedDatabase) -> bool:
    """Whether it is a living process of this server: they all work in its data directory."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(database.directory)
    except psutil.Error:
        return False
