"""The database, or a web worker, dies in the middle of a submit: what was acknowledged is there, the rest is told."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import RemoteDisconnected
from pathlib import Path
from typing import IO

import psutil
import psycopg
import pytest

from factoria.embedded_database import EmbeddedDatabase, use
from tests.operations.processes import (
    Answer,
    Running,
    Visitor,
    clean_environment,
    free_port,
    run_module,
    running_module,
    wait_until,
)


class Server:
    """An embedded PostgreSQL of this test's own, which can be killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.database = EmbeddedDatabase(directory)
        self.held: IO[bytes] = use(self.database)

    def kill(self) -> None:
        number = (self.database.directory / "postmaster.pid").read_text().split("\n", 1)[0]
        os.kill(int(number), signal.SIGKILL)
        wait_until(lambda: not self.database.is_kept())

    def start(self) -> None:
        self.held.close()
        self.held = use(self.database)

    def usernames(self) -> set[str]:
        with psycopg.connect(self.database.url()) as connection:
            return {name for (name,) in connection.execute("SELECT username FROM accounts_user")}

    @contextmanager
    def blocked_sign_ups(self) -> Iterator[None]:
        """Whoever signs up waits in the middle of it."""
        connection = psycopg.connect(self.database.url())
        connection.execute("LOCK TABLE accounts_user IN ACCESS EXCLUSIVE MODE")
        try:
            yield
        finally:
            connection.close()

    def last_job_status(self) -> str:
        with psycopg.connect(self.database.url()) as connection:
            row = connection.execute(
                "SELECT status::text FROM procrastinate_jobs"
                " WHERE task_name = 'operations.tasks.clear_expired_sessions' ORDER BY id DESC LIMIT 1"
            ).fetchone()
            return str(row[0]) if row else ""

    def is_somebody_waiting(self) -> bool:
        with psycopg.connect(self.database.url()) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE application_name = 'factoria-web' AND wait_event_type = 'Lock'"
            ).fetchone()
            return row is not None and row[0] > 0


@pytest.fixture(scope="module")
def server(shared_place: Path) -> Iterator[Server]:
    server = Server(shared_place / "postgres")
    yield server
    server.held.close()
    wait_until(lambda: not server.database.is_kept())


@pytest.fixture(scope="module")
def settings_of_web(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """As in production but over plain HTTP; the database is prepared."""
    environment = clean_environment(
        tmp_path_factory.mktemp("data"), DATABASE_URL=server.database.url(), SECRET_KEY="of-this-test",
        EMAIL_URL="dummymail://", PORT=str(free_port()), HTTPS_ONLY="false", DB_POOL_TIMEOUT="2",
    )  # fmt: skip
    prepared = run_module("manage.py", "prepare", environment=environment)
    assert prepared.returncode == 0, prepared.stdout
    return environment


@pytest.fixture(scope="module")
def web(settings_of_web: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """The web processes, and the address they answer at."""
    log = tmp_path_factory.mktemp("web") / "log"
    with running_module("factoria.web", environment=settings_of_web, log=log) as running:
        running.wait_for_words("Booting worker")
        yield running, f"http://127.0.0.1:{settings_of_web['PORT']}"


@pytest.fixture
def origin(web: tuple[Running, str], server: Server) -> str:
    """The address, once everything works (again)."""
    _running, origin = web
    if not server.database.is_answering():
        server.start()
    wait_until(lambda: _answers(origin))
    return origin


def _answers(origin: str) -> bool:
    try:
        return Visitor(origin).get("/health/ready").status == 200
    except OSError:
        return False


def sign_up(origin: str, username: str) -> Answer:
    visitor = Visitor(origin)
    assert visitor.get("/accounts/signup/").status == 200
    password = "a-very-good-secret"
    return visitor.post(
        "/accounts/signup/", username=username, email=f"{username}@example.org", password1=password, password2=password
    )


@contextmanager
def sign_up_under_way(server: Server, origin: str, username: str) -> Iterator[list[Answer | Exception]]:
    """Somebody's sign-up hangs in the database; the list has its answer at the end."""
    answers: list[Answer | Exception] = []

    def submit() -> None:
        try:
            answers.append(sign_up(origin, username))
        except OSError as error:
            answers.append(error)

    submitting = threading.Thread(target=submit)
    with server.blocked_sign_ups():
        submitting.start()
        wait_until(server.is_somebody_waiting)
        yield answers
    submitting.join(30)


def test_killed_database(server: Server, origin: str) -> None:
    assert sign_up(origin, "acknowledged").status == 302
    with sign_up_under_way(server, origin, "interrupted") as answers:
        server.kill()
    (answer,) = answers
    assert isinstance(answer, Answer)
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "15"
    assert "what you typed is still there" in answer.text

    visitor = Visitor(origin)
    assert visitor.get("/health").status == 200
    assert visitor.get("/health/ready").status == 503

    server.start()
    assert server.usernames() == {"acknowledged"}
    wait_until(lambda: _answers(origin), 15)
    assert sign_up(origin, "interrupted").status == 302
    assert server.usernames() == {"acknowledged", "interrupted"}


def test_killed_web_worker(server: Server, origin: str, web: tuple[Running, str]) -> None:
    before = server.usernames()
    running, _origin = web
    with sign_up_under_way(server, origin, "dropped") as answers:
        for worker in psutil.Process(running.process.pid).children():
            worker.kill()
    (answer,) = answers
    assert isinstance(answer, RemoteDisconnected | ConnectionError)
    assert server.usernames() == before
    wait_until(lambda: _answers(origin), 15)
    assert sign_up(origin, "dropped").status == 302
    assert server.usernames() == before | {"dropped"}


def test_restarted_database_is_noticed_by_every_thread(server: Server, origin: str) -> None:
    """No request after a restart meets a connection of before: each is checked as it leaves the pool."""
    server.kill()
    server.start()
    answers = [Visitor(origin).get("/health/startup").status for _request in range(20)]
    assert answers == [200] * 20


def test_worker_begins_again(server: Server, settings_of_web: dict[str, str], tmp_path: Path) -> None:
    with running_module("factoria.worker", environment=settings_of_web, log=tmp_path / "log") as running:
        running.wait_for_words("Starting worker")
        server.kill()
        running.wait_for_words("it begins again in")
        server.start()
        with psycopg.connect(server.database.url()) as connection:
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
                " VALUES ('default', 'operations.tasks.clear_expired_sessions', '{\"timestamp\": 0}', 'todo')"
            )
        wait_until(lambda: server.last_job_status() == "succeeded")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10) == 0
