"""What a run stands on: its own PostgreSQL with default settings, which is to say durable, and its own web server."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import psycopg

from factoria.embedded_database import main_database, use, wait_until_stopped
from factoria.embedded_database.server import DATABASE

THREADS = 8
PATIENCE = 60.0  # seconds until the server answers


@contextlib.contextmanager
def database_in_use() -> Iterator[None]:
    """The embedded server of FACTORIA_DATA_DIR, running; stopped at the end."""
    with use(main_database()):
        yield
    wait_until_stopped(main_database())


def fresh_database() -> None:
    """An empty database in place of the last run's."""
    with psycopg.connect(main_database().url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")


@contextlib.contextmanager
def running_server() -> Iterator[int]:
    """Gunicorn with one process and `THREADS` threads, on the port that is given; ended at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "--config", "python:factoria.gunicorn_config"]
    command += ["--threads", str(THREADS), "--log-level", "warning", "factoria.wsgi"]
    environment = os.environ | {"FACTORIA_PROCESS": "web", "PORT": str(port), "HOST": "127.0.0.1"}
    server = subprocess.Popen(command, env=environment, preexec_fn=_end_with_parent)  # noqa: PLW1509 (one thread yet)
    try:
        _wait_for(server, f"http://127.0.0.1:{port}/health/ready")
        yield port
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _end_with_parent() -> None:
    """Ask Linux to end the server when this run is killed."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _wait_for(server: "subprocess.Popen[bytes]", url: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), opener.open(url, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit("The web server did not start: its last lines are above.")
