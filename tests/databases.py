"""The databases of a test run: each worker has its own, cloned from a migrated template that outlives the run.

Several runs may share one server. A run's databases carry its own number; an advisory lock, which the server lets go of
when its holder dies, tells a living run's from a dead one's.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

TEMPLATE_PREFIX = "factoria_template_"
TEST_PREFIX = "factoria_test_"


def migrations_digest() -> str:
    """A short hash of every migration of every app, and of Django's version: what the template was made of."""
    digest = hashlib.sha256(django.__version__.encode())
    for config in sorted(apps.get_app_configs(), key=lambda found: found.label):
        for path in sorted((Path(config.path) / "migrations").rglob("*")):
            if path.suffix in {".py", ".sql"}:
                digest.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def own_database(worker: str) -> Iterator[str]:
    """The name of a fresh clone of the template, which Django's connection now leads to. Dropped at the end."""
    name = f"{TEST_PREFIX}{os.getpid()}_{secrets.token_hex(3)}_{worker}"
    original = str(connection.settings_dict["NAME"])
    with _administration() as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])  # "alive", for as long as this connection lives
        _drop_leftovers(admin)
        clone_template(name)
        _lead_to(name)
        try:
            yield name
        finally:
            _lead_to(original)
            _drop(admin, name)


def clone_template(name: str) -> None:
    """Make database `name` anew from the template, which is migrated first where it is missing or old."""
    template = TEMPLATE_PREFIX + migrations_digest()
    with _administration() as admin:
        _drop(admin, name)
        admin.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE_PREFIX])
        if not _exists(admin, template):
            _build(admin, template)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _build(admin: psycopg.Connection, template: str) -> None:
    """Migrate into a draft and rename it, so that a template is always whole. Older templates go."""
    draft = f"{template}_draft"
    for (old,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE_PREFIX}%"]):
        _drop(admin, old)
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    original = str(connection.settings_dict["NAME"])
    _lead_to(draft)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _lead_to(original)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template)))


def _lead_to(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


def _exists(admin: psycopg.Connection, name: str) -> bool:
    return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_leftovers(admin: psycopg.Connection) -> None:
    """Drop what runs that were killed have left: nobody holds the lock of its name."""
    found = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEST_PREFIX}%"]).fetchall()
    for (name,) in found:
        with _administration() as claim:
            if claim.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone() == (True,):
                _drop(admin, name)


@contextmanager
def _administration() -> Iterator[psycopg.Connection]:
    """A connection of its own to the server's maintenance database, committing each statement."""
    parameters = connection.get_connection_params() | {"dbname": "postgres", "application_name": "factoria-tests"}
    for name in ("cursor_factory", "context", "isolation_level", "server_side_binding", "pool"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as admin:
        yield admin
