"""What has to hold before the application starts: better a sentence now than a failure under load."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

OLDEST_SERVER = 17
EXTENSIONS = frozenset({"vector", "pg_trgm", "unaccent", "citext", "fuzzystrmatch", "btree_gin"})
WORKER_CONNECTIONS = 5  # procrastinate's own pool, and the one it listens on
SPARE_CONNECTIONS = 2  # for a command beside it


class StartRefusedError(Exception):
    """The application cannot start; the message is one sentence saying why and what to do."""


def check_start() -> None:
    """Check the settings and the server. Raises StartRefusedError at the first thing that is wrong."""
    try:
        parameters = connection_parameters()
    except ImproperlyConfigured as error:
        raise StartRefusedError(str(error)) from error
    try:
        with psycopg.connect(**parameters) as server:
            _check_version(server)
            _check_extensions(server)
            _check_capacity(server)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise StartRefusedError(f"The database of DATABASE_URL does not answer: {reason}") from error


def connection_parameters() -> dict[str, Any]:
    """What psycopg needs to reach the database without Django's pool."""
    parameters = dict(connection.get_connection_params())
    for name in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(name, None)
    return parameters


def _check_version(server: psycopg.Connection) -> None:
    found = server.info.server_version // 10_000
    if found < OLDEST_SERVER:
        raise StartRefusedError(f"The server is PostgreSQL {found}, but {OLDEST_SERVER} or newer is needed.")


def _check_extensions(server: psycopg.Connection) -> None:
    rows = server.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(EXTENSIONS)])
    missing = EXTENSIONS - {name for (name,) in rows}
    if missing:
        names = ", ".join(sorted(missing))
        raise StartRefusedError(f"The server lacks these extensions, which have to be installed on it: {names}.")


def _check_capacity(server: psycopg.Connection) -> None:
    """Every pool at its fullest has to fit into what the server grants an ordinary user."""
    row = server.execute(
        "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
        " - current_setting('reserved_connections')::int"
    ).fetchone()
    granted = row[0] if row else 0
    needed = connections_needed(settings.WEB_CONCURRENCY, settings.DATABASES["default"]["OPTIONS"]["pool"])
    if needed > granted:
        raise StartRefusedError(
            f"{settings.WEB_CONCURRENCY} web workers and the background worker may open {needed} connections in all, "
            f"but the server grants {granted}: lower WEB_CONCURRENCY, DB_POOL_SIZE or DB_POOL_MAX_OVERFLOW, "
            "or raise max_connections on the server."
        )


def connections_needed(web_workers: int, pool: dict[str, Any] | bool) -> int:
    """How many connections all processes together may open. Without a pool every thread may have its own."""
    threads_of_gunicorn = 4
    each = pool["max_size"] if isinstance(pool, dict) else threads_of_gunicorn
    return (web_workers + 1) * each + WORKER_CONNECTIONS + SPARE_CONNECTIONS
