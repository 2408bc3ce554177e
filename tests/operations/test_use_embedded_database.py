"""The embedded PostgreSQL: there while somebody uses it, gone afterwards, and never in its own way."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from factoria.embedded_database import EmbeddedDatabase, EmbeddedDatabaseError, use, wait_until_stopped
from factoria.embedded_database.server import QUICK_AND_FORGETFUL


@pytest.fixture
def database(shared_place: Path) -> Iterator[EmbeddedDatabase]:
    database = EmbeddedDatabase(shared_place / "postgres", QUICK_AND_FORGETFUL)
    yield database
    assert wait_until_stopped(database)


def answer(database: EmbeddedDatabase, statement: str) -> object:
    with psycopg.connect(database.url()) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None


def test_runs_while_used(database: EmbeddedDatabase) -> None:
    with use(database):
        assert database.is_used()
        assert answer(database, "SHOW timezone") == "UTC"
        assert answer(database, "SHOW listen_addresses") == ""
        assert answer(database, "SHOW fsync") == "off"
        assert answer(database, "SELECT lower('ÄÉ')") == "äé"
        with use(database):
            pass
        assert answer(database, "SELECT 1") == 1  # the other user's leaving changed nothing
    assert wait_until_stopped(database)
    assert not database.is_answering()


def test_keeps_its_data(database: EmbeddedDatabase) -> None:
    with use(database), psycopg.connect(database.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    assert wait_until_stopped(database)
    with use(database):
        assert answer(database, "SELECT number FROM kept") == 42


def test_used_again_while_it_stops(database: EmbeddedDatabase) -> None:
    for _round in range(5):
        with use(database):
            assert answer(database, "SELECT 1") == 1


def test_starts_over_what_a_crash_left(database: EmbeddedDatabase) -> None:
    with use(database):
        pass
    assert wait_until_stopped(database)
    stale = database.directory / "postmaster.pid"
    stale.write_text(
        f"{os.getpid()}\n{database.directory}\n1700000000\n5432\n{database.socket_directory}\n\n0 0\nready\n"
    )
    (database.directory / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    with use(database):
        assert answer(database, "SELECT 1") == 1


def test_begins_again_after_an_interrupted_set_up(place: Path) -> None:
    database = EmbeddedDatabase(place / "postgres", QUICK_AND_FORGETFUL)
    half = place / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with use(database):
        assert answer(database, "SELECT 1") == 1
    assert not half.exists()
    assert wait_until_stopped(database)


def test_a_path_too_long_for_a_socket(place: Path) -> None:
    database = EmbeddedDatabase(place / ("long" * 30) / "postgres", QUICK_AND_FORGETFUL)
    with use(database):
        assert answer(database, "SELECT 1") == 1
        assert database.socket_directory.stat().st_mode & 0o777 == 0o700
    assert wait_until_stopped(database)


def test_data_of_another_version(place: Path) -> None:
    database = EmbeddedDatabase(place / "postgres")
    database.directory.mkdir()
    (database.directory / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedDatabaseError, match="holds data of PostgreSQL 12, but the embedded one is 18"):
        use(database)


def test_a_place_that_cannot_be_written() -> None:
    with pytest.raises(EmbeddedDatabaseError, match="set FACTORIA_DATA_DIR to a directory of your own"):
        use(EmbeddedDatabase(Path("/proc/factoria/postgres")))
