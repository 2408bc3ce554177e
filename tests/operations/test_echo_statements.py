"""`SQL_ECHO` shows every statement, and nothing does without it."""

from pathlib import Path

import pytest

from factoria.embedded_database import database_for_tests, use
from tests.operations.processes import clean_environment, run_module

ASK = "from django.db import connection; connection.cursor().execute('SELECT 1 + 41')"


@pytest.mark.parametrize(("echo", "shown"), [("true", 1), ("false", 0)])
def test_statements(tmp_path: Path, echo: str, shown: int) -> None:
    with use(database_for_tests()):
        environment = clean_environment(
            tmp_path, DATABASE_URL=database_for_tests().url(), SECRET_KEY="of-this-test", SQL_ECHO=echo
        )
        done = run_module("manage.py", "shell", "-v0", "-c", ASK, environment=environment)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("SELECT 1 + 41;") == shown
