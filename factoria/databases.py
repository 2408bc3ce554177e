"""The database as Django's settings want it: one PostgreSQL, through Django's own psycopg pool."""

from dataclasses import dataclass
from typing import Any

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.abc import Query

from factoria import environment
from factoria.embedded_database import database_for_tests, main_database

CHECK_OF_POOL = ""  # what `ConnectionPool.check_connection` executes


@dataclass(frozen=True)
class PoolDefaults:
    """What an environment gives where the variable says nothing. A `size` of 0 means no pool at all."""

    size: int
    max_overflow: int
    timeout: int
    statement_timeout: int


PRODUCTION = PoolDefaults(size=4, max_overflow=4, timeout=5, statement_timeout=10_000)
DEVELOPMENT = PoolDefaults(size=1, max_overflow=4, timeout=10, statement_timeout=30_000)
TESTS = PoolDefaults(size=0, max_overflow=0, timeout=10, statement_timeout=60_000)  # databases are cloned and dropped


class PooledConnection(psycopg.Connection[Any]):
    """A connection that, found dead as it leaves the pool, has the pool renew the others too.

    They die together, when the server restarts. The pool would find out one by one, waiting longer each time, until the
    person who asked for the page waits in vain.
    """

    def execute(self, query: Query, *args: Any, **keywords: Any) -> psycopg.Cursor[Any]:
        try:
            return super().execute(query, *args, **keywords)
        except psycopg.OperationalError:
            if query == CHECK_OF_POOL:
                connections[DEFAULT_DB_ALIAS].pool.drain()  # type: ignore[attr-defined]
            raise


def default_database(*, debug: bool, process: str) -> dict[str, Any]:
    """`DATABASES["default"]` for the web, the worker or a command.

    Raises ImproperlyConfigured with a sentence when a variable cannot be understood.
    """
    defaults = TESTS if environment.is_testing() else DEVELOPMENT if debug or environment.is_embedded() else PRODUCTION
    config = environment.read_url(
        "DATABASE_URL", _embedded_url(), environ.Env.db_url_config, expected="postgresql://user:password@host:port/name"
    )
    options = dict(config.pop("OPTIONS", {}))
    if config.get("ENGINE") != "django.db.backends.postgresql" or not config.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL cannot be used: it must be postgresql://user:password@host:port/name.")
    timeout = environment.read_integer("DB_STATEMENT_TIMEOUT", defaults.statement_timeout, minimum=0)
    if process == "command":
        timeout = 0  # a migration or an export takes the time it takes, and somebody watches it
    options["application_name"] = f"factoria-{process}"
    options["connect_timeout"] = 5
    options["options"] = f"-c statement_timeout={timeout} -c timezone=UTC {options.get('options', '')}".strip()
    options["pool"] = _pool(defaults, f"factoria-{process}")
    return config | {
        "HOST": options.pop("host", config.get("HOST", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": environment.read_boolean("DB_POOL_PRE_PING", True),
    }


def _embedded_url() -> str:
    return database_for_tests().url() if environment.is_testing() else main_database().url()


def _pool(defaults: PoolDefaults, name: str) -> dict[str, Any] | bool:
    size = environment.read_integer("DB_POOL_SIZE", defaults.size, minimum=0, maximum=1_000)
    overflow = environment.read_integer("DB_POOL_MAX_OVERFLOW", defaults.max_overflow, minimum=0, maximum=1_000)
    timeout = environment.read_integer("DB_POOL_TIMEOUT", defaults.timeout, minimum=1, maximum=600)
    lifetime = environment.read_integer("DB_POOL_RECYCLE", 1_800, minimum=10)
    if size + overflow == 0:
        return False
    return {
        "min_size": size,
        "max_size": size + overflow,
        "timeout": timeout,
        "max_lifetime": lifetime,
        "reconnect_timeout": 1,  # seconds; longer, the growing pauses between attempts would outlast the trouble
        "connection_class": PooledConnection,
        "name": name,
    }
