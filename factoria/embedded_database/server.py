"""Which server: where its data, its socket, its log and its locks are."""

import fcntl
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from factoria import environment

DATABASE = "factoria"
LONGEST_SOCKET_DIRECTORY = 85  # of the 103 bytes that every system grants the path of a socket
QUICK_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class EmbeddedDatabaseError(Exception):
    """The embedded database cannot run here; the message is one sentence saying why and what to do."""


@dataclass(frozen=True)
class EmbeddedDatabase:
    """A PostgreSQL server in `directory`, reached by a Unix socket only, with `options` ("name=value") set."""

    directory: Path
    options: tuple[str, ...] = ()

    @property
    def socket_directory(self) -> Path:
        """The data directory itself, which only its owner can enter, unless its path is too long for a socket."""
        if len(os.fsencode(self.directory)) <= LONGEST_SOCKET_DIRECTORY:
            return self.directory
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path(f"/tmp/factoria-{os.geteuid()}-{digest}")  # noqa: S108 (made 0700, and its owner checked)

    @property
    def log(self) -> Path:
        return self.directory.with_name(f"{self.directory.name}.log")

    @property
    def keeper_log(self) -> Path:
        return self.directory.with_name(f"{self.directory.name}.keeper.log")

    def url(self, name: str = DATABASE) -> str:
        return f"postgresql://postgres@/{name}?host={quote(str(self.socket_directory), safe='')}"

    def open_lock(self, purpose: str) -> IO[bytes]:
        """The file whose lock means "a keeper runs" (`keeper`) or "in use" (`users`)."""
        path = self.directory.with_name(f"{self.directory.name}.{purpose}.lock")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return path.open("ab")
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"{path} cannot be opened ({error.strerror}): start La Factoria as the user who owns it, "
                "or set FACTORIA_DATA_DIR to a directory of your own."
            ) from error

    def is_kept(self) -> bool:
        """Whether a keeper runs, ready or not."""
        with self.open_lock("keeper") as lock:
            return not try_lock(lock, fcntl.LOCK_SH)

    def is_used(self) -> bool:
        """Whether anybody uses the server; a keeper that is stopping counts as well."""
        with self.open_lock("users") as lock:
            return not try_lock(lock, fcntl.LOCK_EX)

    def is_answering(self, name: str = DATABASE) -> bool:
        try:
            psycopg.connect(self.url(name), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True


def try_lock(file: IO[bytes], kind: int) -> bool:
    """Take the lock, shared or exclusive, unless another holds it; True when it is ours."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def main_database() -> EmbeddedDatabase:
    """The one that holds a trial's data."""
    return EmbeddedDatabase(environment.data_directory() / "postgres")


def database_for_tests() -> EmbeddedDatabase:
    """The one of the tests: it may forget everything in a power cut, and is quick for it."""
    return EmbeddedDatabase(environment.data_directory() / "test-postgres", QUICK_AND_FORGETFUL)
