"""`python -m factoria.run`: all of La Factoria on this machine, for as long as it is left running (see bin/run)."""

import argparse
import contextlib
import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import IO

from factoria import environment
from factoria.embedded_database import EmbeddedDatabaseError, main_database, use, wait_until_stopped
from factoria.supervision import Supervisor, signal_group

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (each with an address at which it answers)
PATIENCE = 120.0  # seconds until the first page


class RunError(Exception):
    """It cannot run; the message is one sentence saying why and what to do."""


def main(arguments: Sequence[str]) -> int:
    options = _parse(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with _only_one(), contextlib.ExitStack() as database:
            _check_port(options.host, options.port)
            _tell_children(options.host, options.port)
            if environment.is_embedded():
                database.enter_context(use(main_database()))
            _prepare()
            sentence = _supervise(options.host, options.port)
        _wait_for_database()
    except (RunError, EmbeddedDatabaseError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sentence = None
        _wait_for_database()
    if sentence:
        sys.stderr.write(f"{sentence}\n")
        return 1
    _say("La Factoria has stopped.")
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run", description="Start La Factoria; Ctrl-C stops it.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="the port to listen at (default: %(default)s)")
    return parser.parse_args(arguments)


def _port(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= 65_535:
        raise argparse.ArgumentTypeError(f"{raw!r} is not a port: it must be a number from 1 to 65535")
    return int(raw)


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Two would work on the same data, and each would stop what the other uses. Raises RunError."""
    path = environment.data_directory() / "run.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("a+")
    except OSError as error:
        raise RunError(
            f"{path} cannot be written ({error.strerror}): set FACTORIA_DATA_DIR to a directory of yours."
        ) from error
    with lock:
        _claim(lock)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _claim(lock: IO[str]) -> None:
    """Take the lock; what a killed run left behind is given the time to end."""
    deadline = time.monotonic() + 15
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "?"
            if Path(f"/proc/{owner}").exists() or not Path("/proc/self").exists() or time.monotonic() > deadline:
                raise RunError(f"La Factoria runs here already (process {owner}): stop that one first.") from None
            time.sleep(0.5)
        else:
            return


def _check_port(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror as error:
        raise RunError(f"{host} is no address of this machine: choose another with --host.") from error
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"Port {port} at {host} is taken: stop what uses it, or choose another with --port.",
            errno.EACCES: f"Port {port} is only for root: choose another with --port, such as 8000.",
            errno.EADDRNOTAVAIL: f"{host} is no address of this machine: choose another with --host.",
        }
        raise RunError(
            reasons.get(error.errno or 0, f"Cannot listen at {host}, port {port}: {error.strerror}.")
        ) from error


def _tell_children(host: str, port: int) -> None:
    """What the processes read. This start serves plain HTTP at the address it prints, so it asks for no more."""
    os.environ["HOST"], os.environ["PORT"] = host, str(port)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ.setdefault("SITE_URL", f"http://{EVERYWHERE.get(host, host)}:{port}")
    os.environ.setdefault("HTTPS_ONLY", "false")
    os.environ.setdefault("ALLOWED_HOSTS", "*" if host in EVERYWHERE else f"localhost,127.0.0.1,[::1],{host}")
    os.chdir(environment.BASE_DIR)


def _prepare() -> None:
    """Database and static files, in a process of its own that a Ctrl-C stops in good order."""
    work = subprocess.Popen([sys.executable, "manage.py", "prepare"], start_new_session=True)
    try:
        status = work.wait()
    except KeyboardInterrupt:
        signal_group(work.pid, signal.SIGTERM)
        work.wait()
        raise
    if status:
        raise RunError("La Factoria was not started, for the reason above.")


def _supervise(host: str, port: int) -> str | None:
    """Run the Procfile. None when we were told to stop, otherwise a sentence naming the process at fault."""
    leave_out = set() if environment.is_embedded() else {"database"}
    supervisor = Supervisor(
        environment.BASE_DIR / "Procfile",
        leave_out=leave_out,
        once_started=lambda: _announce(host, port),
    )
    supervisor.loop()
    if supervisor.first_ended is None:
        return None
    name, status = supervisor.first_ended
    how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"The {name} process {how}, so everything was stopped. Its last lines are above. Start again with bin/run."


def _announce(host: str, port: int) -> None:
    """Say where it is once it answers; when it never does, say so and stop."""
    asked = EVERYWHERE.get(host, host)
    asked = f"[{asked}]" if ":" in asked else asked
    shown = f"[{host}]" if ":" in host else host
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(f"http://{asked}:{port}/health/ready"):
        if time.monotonic() > deadline:
            sys.stderr.write(f"La Factoria did not answer within {PATIENCE:.0f} seconds: stopping.\n")
            os.kill(os.getpid(), signal.SIGTERM)
            return
        time.sleep(0.2)
    _say(f"La Factoria is running at http://{shown}:{port}")


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, HTTPException):
        return False


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _wait_for_database() -> None:
    if environment.is_embedded() and not main_database().is_used():
        wait_until_stopped(main_database())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
