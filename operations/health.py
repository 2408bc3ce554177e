"""Whether the parts the application stands on are there."""

import threading

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor

NO_ANSWER = "The database does not answer."

# Set once every migration was seen applied: they are applied before a process starts, so it need not ask again.
migrations_are_known = threading.Event()


def check_database() -> str | None:
    """None when the database answers, otherwise a sentence."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return NO_ANSWER
    return None


def check_migrations() -> str | None:
    """None when every migration of this release is applied, otherwise a sentence."""
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    except Error:
        return NO_ANSWER
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return f"{len(missing)} of the migrations are not applied: run bin/manage migrate."
    migrations_are_known.set()
    return None
