"""A wrong value stops the start with one sentence that names the variable."""

from pathlib import Path

import pytest

from factoria.embedded_database import database_for_tests, use
from factoria.start_checks import connections_needed
from tests.operations.processes import clean_environment, run_module

ELSEWHERE = {"DATABASE_URL": "postgresql://somebody@127.0.0.1:1/nothing", "SECRET_KEY": "of-this-test"}


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps', but it must be true or false."),
        ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is '0', but it must be a whole number from 1 to 256."),
        ({"DB_POOL_SIZE": "four"}, "DB_POOL_SIZE is 'four', but it must be a whole number from 0 to 1000."),
        ({"DB_POOL_MAX_OVERFLOW": "-1"}, "DB_POOL_MAX_OVERFLOW is '-1', but it must be a whole number from 0 to 1000."),
        ({"DB_POOL_TIMEOUT": "1.5"}, "DB_POOL_TIMEOUT is '1.5', but it must be a whole number from 1 to 600."),
        ({"DB_POOL_RECYCLE": "1"}, "DB_POOL_RECYCLE is '1', but it must be a whole number from 10 to 1000000000."),
        ({"DB_POOL_PRE_PING": "si"}, "DB_POOL_PRE_PING is 'si', but it must be true or false."),
        ({"DB_STATEMENT_TIMEOUT": "10s"}, "DB_STATEMENT_TIMEOUT is '10s', but it must be a whole number from 0"),
        ({"SQL_ECHO": "2"}, "SQL_ECHO is '2', but it must be true or false."),
        ({"CACHE_URL": "cupboard://"}, "CACHE_URL cannot be understood: it must be dbcache://table"),
        ({"EMAIL_URL": "pigeon://loft"}, "EMAIL_URL cannot be understood: it must be smtp+tls://"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL cannot be used: it must be postgresql://"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL cannot be"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set, but it must be when DATABASE_URL is"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_wrong_value(tmp_path: Path, variables: dict[str, str], sentence: str) -> None:
    done = run_module("manage.py", "check", environment=clean_environment(tmp_path, **ELSEWHERE | variables))
    assert done.returncode == 1
    assert done.stdout.startswith(sentence)
    assert done.stdout.count("\n") == 1


def test_no_value_is_repeated_that_may_hold_a_password(tmp_path: Path) -> None:
    url = "mysql://root:very-secret@localhost/x"
    done = run_module(
        "manage.py", "check", environment=clean_environment(tmp_path, **ELSEWHERE | {"DATABASE_URL": url})
    )
    assert "very-secret" not in done.stdout


@pytest.mark.parametrize(("module", "arguments"), [("factoria.web", []), ("manage.py", ["prepare"])])
def test_database_out_of_reach(tmp_path: Path, module: str, arguments: list[str]) -> None:
    done = run_module(module, *arguments, environment=clean_environment(tmp_path, **ELSEWHERE))
    assert done.returncode == 1
    assert "The database of DATABASE_URL does not answer" in done.stdout
    assert "Traceback" not in done.stdout


def test_more_connections_than_the_server_grants(tmp_path: Path) -> None:
    with use(database_for_tests()):
        environment = clean_environment(
            tmp_path, DATABASE_URL=database_for_tests().url(), SECRET_KEY="of-this-test", WEB_CONCURRENCY="30"
        )
        done = run_module("factoria.web", environment=environment)
    assert done.returncode == 1
    assert done.stdout == (
        "30 web workers and the background worker may open 255 connections in all, but the server grants 197: "
        "lower WEB_CONCURRENCY, DB_POOL_SIZE or DB_POOL_MAX_OVERFLOW, or raise max_connections on the server.\n"
    )


def test_connections_needed_counts_every_process() -> None:
    assert connections_needed(2, {"max_size": 8}) == 3 * 8 + 5 + 2
    assert connections_needed(2, False) == 3 * 4 + 5 + 2


@pytest.mark.parametrize(
    ("process", "debug", "size", "timeout"),
    [("web", "false", (4, 8), "10000"), ("worker", "false", (4, 8), "10000"), ("web", "true", (1, 5), "30000"),
     ("command", "false", (4, 8), "0")],
)  # fmt: skip
def test_pool_of_each_environment(
    tmp_path: Path, process: str, debug: str, size: tuple[int, int], timeout: str
) -> None:
    environment = clean_environment(tmp_path, **ELSEWHERE, DEBUG=debug, FACTORIA_PROCESS=process)
    shown = (
        "from django.conf import settings as s; o = s.DATABASES['default']['OPTIONS']; p = o['pool']; "
        "print(p['min_size'], p['max_size'], p['timeout'], p['max_lifetime'], o['application_name'], o['options'])"
    )
    done = run_module("manage.py", "shell", "-v0", "-c", shown, environment=environment)
    seconds = 10 if debug == "true" else 5
    assert done.stdout.splitlines()[-1] == (
        f"{size[0]} {size[1]} {seconds} 1800 factoria-{process} -c statement_timeout={timeout} -c timezone=UTC"
    )
