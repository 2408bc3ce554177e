"""`bin/run`: one command starts everything, and however it ends nothing is left running."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from factoria.embedded_database import EmbeddedDatabase, use
from tests.operations.processes import (
    Running,
    Visitor,
    clean_environment,
    free_port,
    processes_using,
    run_module,
    running_module,
    wait_until,
)

Start = Callable[[], AbstractContextManager[Running]]


@pytest.fixture(scope="module")
def data(shared_place: Path) -> Iterator[Path]:
    """A data directory whose database counts as having the demo, which has tests of its own and takes a while."""
    database = EmbeddedDatabase(shared_place / "postgres")
    with use(database), psycopg.connect(database.url()) as connection:
        row = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    assert row
    (shared_place / "demo-loaded").write_text(row[0])
    yield shared_place
    wait_until(lambda: not processes_using(shared_place))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(data: Path, port: int, tmp_path: Path) -> Start:
    return lambda: running_module(
        "factoria.run", "--port", str(port), environment=clean_environment(data), log=tmp_path / "log"
    )


def test_start_and_stop(start: Start, data: Path, port: int) -> None:
    with start() as running:
        running.wait_for_words(f"La Factoria is running at http://127.0.0.1:{port}")
        assert Visitor(f"http://127.0.0.1:{port}").get("/health/ready").status == 200
        assert oct((data / "secret_key").stat().st_mode & 0o777) == "0o600"
        _refuse_to_run_twice(data, running)
        _run_a_command_beside_it(data)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
        assert running.said.rstrip().endswith("La Factoria has stopped.")
        wait_until(lambda: not processes_using(data), 10)


def _refuse_to_run_twice(data: Path, running: Running) -> None:
    second = run_module("factoria.run", "--port", str(free_port()), environment=clean_environment(data))
    assert second.returncode == 1
    assert f"La Factoria runs here already (process {running.process.pid})" in second.stdout


def _run_a_command_beside_it(data: Path) -> None:
    ask = "from django.db import connection as c; c.ensure_connection(); print('It is there.')"
    done = run_module(
        "factoria.embedded_database", "run", sys.executable, "manage.py", "shell", "-v0", "-c", ask,
        environment=clean_environment(data),
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout == "It is there.\n"


@pytest.mark.parametrize(
    ("words", "culprit"),
    [
        (("factoria.worker",), "The worker process was killed by signal 9"),
        (("gunicorn", "factoria.wsgi"), "The web process was killed by signal 9"),
        (("embedded_database", "hold"), "The database process was killed by signal 9"),
    ],
)
def test_end_with_a_killed_child(start: Start, data: Path, words: tuple[str, ...], culprit: str) -> None:
    with start() as running:
        running.wait_for_words("is running at")
        running.descendant(*words).kill()
        assert running.process.wait(30) == 1
        assert culprit in running.said
        assert "Start again with bin/run." in running.said
        wait_until(lambda: not processes_using(data), 10)


def test_end_with_the_killed_server_and_recover(start: Start, data: Path) -> None:
    with start() as running:
        running.wait_for_words("is running at")
        os.kill(int((data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]), signal.SIGKILL)
        assert running.process.wait(30) == 1
        assert "The database process ended with status 1" in running.said
    with start() as running:
        running.wait_for_words("is running at")


def test_leave_no_orphan_when_killed_outright(start: Start, data: Path) -> None:
    with start() as running:
        running.wait_for_words("is running at")
        running.process.kill()
        running.process.wait()
        wait_until(lambda: not processes_using(data), 20)


def test_refuse_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = run_module("factoria.run", "--port", str(number), environment=clean_environment(tmp_path))
    assert done.returncode == 1
    assert done.stdout == f"Port {number} at 127.0.0.1 is taken: stop what uses it, or choose another with --port.\n"
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "http"], "'http' is not a port: it must be a number from 1 to 65535"),
        (["--port", "70000"], "'70000' is not a port"),
        (["--host", "198.51.100.7"], "198.51.100.7 is no address of this machine"),
    ],
)
def test_refuse_wrong_arguments(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = run_module("factoria.run", *arguments, environment=clean_environment(tmp_path))
    assert done.returncode != 0
    assert sentence in done.stdout
    assert "Traceback" not in done.stdout
