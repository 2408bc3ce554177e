"""Migrations: complete, named for what they do, free of application code, data apart from schema, both ways."""

import ast
import importlib
import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from factoria.environment import BASE_DIR

APPS = ["accounts", "content", "feedback", "progress", "reports", "operations"]
FILES = sorted(path for app in APPS for path in (BASE_DIR / app / "migrations").glob("[0-9]*.py"))
DATA = (migrations.RunPython,)
EITHER = (migrations.RunSQL, migrations.SeparateDatabaseAndState)


def name_of(path: Path) -> str:
    return f"{path.parent.parent.name}/{path.stem}"


def load(path: Path) -> migrations.Migration:
    app, stem = path.parent.parent.name, path.stem
    module = importlib.import_module(f"{app}.migrations.{stem}")
    migration: migrations.Migration = module.Migration(stem, app)
    return migration


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=said, stderr=said)
    except SystemExit:
        pytest.fail(said.getvalue(), pytrace=False)


@pytest.mark.django_db
def test_no_conflicting_leaves() -> None:
    assert MigrationLoader(connection).detect_conflicts() == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_named_for_what_it_does(path: Path) -> None:
    assert path.stem == "0001_initial" or re.fullmatch(r"\d{4}_[a-z]{2,}(_[a-z0-9]+)+", path.stem)
    assert "_auto_" not in path.stem


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_no_application_code(path: Path) -> None:
    """The application goes on changing; a migration has to mean the same for ever."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
    assert not {module for module in modules if module.split(".")[0] in {*APPS, "factoria"}}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_keeps_data_apart_from_schema(path: Path) -> None:
    operations = load(path).operations
    has_data = any(isinstance(operation, DATA) for operation in operations)
    has_schema = any(not isinstance(operation, DATA + EITHER) for operation in operations)
    assert not (has_data and has_schema)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_says_how_to_go_back(path: Path) -> None:
    assert all(operation.reversible for operation in load(path).operations)


@pytest.mark.django_db(transaction=True)
def test_goes_back_to_nothing_and_forth_again() -> None:
    executor = MigrationExecutor(connection)
    ours = {app for app, _name in executor.loader.graph.leaf_nodes() if app in APPS}
    executor.migrate([(app, None) for app in ours])
    tables = set(connection.introspection.table_names())
    assert not {table for table in tables if table.split("_")[0] in APPS}
    forward = MigrationExecutor(connection)
    forward.migrate(forward.loader.graph.leaf_nodes())
    assert not MigrationExecutor(connection).migration_plan(forward.loader.graph.leaf_nodes())


@pytest.mark.django_db
def test_takes_no_long_lock() -> None:
    """django-migration-linter: nothing that stops a running release, or holds a table for long."""
    said = io.StringIO()
    try:
        call_command(
            "lintmigrations", include_apps=APPS, no_cache=True, quiet=["ok", "ignore"], stdout=said, stderr=said
        )
    except SystemExit as end:
        if end.code:
            pytest.fail(said.getvalue(), pytrace=False)
