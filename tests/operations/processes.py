"""Starting the application as its own processes, the way it runs outside of tests."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path

import psutil

from factoria.environment import BASE_DIR

PATIENCE = 180.0  # seconds; a start that loads the demo, on a busy machine
OURS = (
    "PYTEST_",
    "DJANGO_",
    "DB_",
    "FACTORIA_",
    "DATABASE_URL",
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "WEB_CONCURRENCY",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment(data: Path, **variables: str) -> dict[str, str]:
    """The environment without what tests or a developer's settings put there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return inherited | {"FACTORIA_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"} | variables


def run_module(module: str, *arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run it to its end; `stdout` has everything it said."""
    return subprocess.run(
        [sys.executable, *(["-m", module] if not module.endswith(".py") else [module]), *arguments],
        cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip


@contextlib.contextmanager
def running_module(module: str, *arguments: str, environment: dict[str, str], log: Path) -> Iterator["Running"]:
    """It, running in a session of its own, with all it says in `log`; killed at the end if it still runs."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments], cwd=BASE_DIR, env=environment,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    running = Running(process, log)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        if process.poll() is None:
            process.kill()
            process.wait()


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for_words(self, words: str) -> None:
        wait_until(lambda: words in self.said or self.process.poll() is not None)
        assert words in self.said, self.said

    def descendant(self, *words: str) -> psutil.Process:
        """The process below it whose command line has all the words."""
        for found in psutil.Process(self.process.pid).children(recursive=True):
            if all(word in " ".join(found.cmdline()) for word in words):
                return found
        raise AssertionError(f"no process with {words}")


def wait_until(is_true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.1)


def processes_using(data: Path) -> list[psutil.Process]:
    """Every living process whose command line or environment names this data directory."""
    return [found for found in psutil.process_iter() if _uses(found, data)]


def _uses(process: psutil.Process, data: Path) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE or process.pid == os.getpid():
            return False
        return str(data) in " ".join(process.cmdline()) or process.environ().get("FACTORIA_DATA_DIR") == str(data)
    except psutil.Error:
        return False


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


@dataclass
class Visitor:
    """Somebody at a browser without JavaScript: keeps cookies, follows nothing, sends forms with their token."""

    origin: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.origin + path))

    def post(self, path: str, **fields: str) -> Answer:
        token = next(cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        return self._ask(urllib.request.Request(self.origin + path, data=body))

    def _ask(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies), _NoRedirects()
        )
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())
