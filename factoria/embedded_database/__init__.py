"""The embedded PostgreSQL: for a trial, for development and for the tests. Anything serious sets DATABASE_URL.

Who needs the server calls `use`, which holds a shared lock on a file; the kernel lets go of it however the process
ends. One *keeper* process, started by the first user, owns the server and stops it once nobody holds that lock. So
whoever is killed, nothing keeps running and nothing needs tidying up.
"""

from factoria.embedded_database.server import (
    EmbeddedDatabase,
    EmbeddedDatabaseError,
    database_for_tests,
    main_database,
)
from factoria.embedded_database.using import use, wait_until_stopped

__all__ = [
    "EmbeddedDatabase",
    "EmbeddedDatabaseError",
    "database_for_tests",
    "main_database",
    "use",
    "wait_until_stopped",
]
