"""Eight at once, for a while: over HTTP, or on bare connections."""

import gzip
import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import psycopg

from benchmarks.cases import HOST, TOKEN, Actor, Request
from benchmarks.statements import Script

# What a write costs on a bare connection: its statements, the checks that were put off until the commit, and a commit
# that is waited for. The statements themselves are taken back, so that they can be run again.
COMMIT = "INSERT INTO benchmark_commit VALUES (1)"


@dataclass
class Tally:
    """What came of a while: how many in how many seconds, how long each took (s), and what was wrong with some."""

    done: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    wire_bytes: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.done / self.seconds if self.seconds else 0.0

    def add(self, other: "Tally") -> None:
        self.done += other.done
        self.seconds += other.seconds
        self.times += other.times
        self.wire_bytes += other.wire_bytes
        self.errors += other.errors


def run_http(actors: Sequence[Actor], port: int, seconds: float) -> Tally:
    """Every actor on a connection of her own, which stays open; every answer is looked at."""

    def work(actor: Actor, tally: Tally, until: float) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        while time.perf_counter() < until and not tally.errors:
            request = next(actor.requests)
            begun = time.perf_counter()
            status, place, wire, text = ask(connection, actor, request)
            tally.times.append(time.perf_counter() - begun)
            tally.done += 1
            tally.wire_bytes += wire
            if wrong := find_wrong(request, status, place, text):
                tally.errors.append(wrong)
        connection.close()

    return _run(work, actors, seconds)


def ask(connection: http.client.HTTPConnection, actor: Actor, request: Request) -> tuple[int, str, int, str]:
    """Status, where it leads, bytes over the wire (head and body), and the text."""
    headers = {"Cookie": actor.cookie, "Accept-Encoding": "gzip", "X-CSRFToken": TOKEN}
    if request.body is None:
        connection.request("GET", request.path, headers=headers)
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("POST", request.path, request.body, headers)
    response = connection.getresponse()
    raw = response.read()
    wire = len(raw) + sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    body = gzip.decompress(raw) if response.headers.get("Content-Encoding") == "gzip" else raw
    return response.status, response.headers.get("Location", ""), wire, body.decode()


def find_wrong(request: Request, status: int, place: str, text: str) -> str:
    """What is wrong with an answer, in words; empty when it is right."""
    if status != request.status:
        return f"{request.path} answered {status}"
    held = place if request.status == 302 else text
    if request.expected not in held and request.expected not in unescape(held):
        return f"{request.path} lacks {request.expected!r}"
    if request.status == 200 and "</html>" not in text[-200:]:
        return f"{request.path} ended early"
    return ""


def run_sql(scripts: Sequence[Sequence[Script]], url: str, seconds: float) -> Tally:
    """The statements of the same requests, each list of scripts on a connection of its own, every row fetched.
    Nothing is prepared: Django sends every statement whole, too."""

    def work(own: Sequence[Script], tally: Tally, until: float) -> None:
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            cursor = connection.cursor()
            cursor.execute("SET timezone = 'UTC'")
            for script in _round_robin(own):
                if time.perf_counter() >= until:
                    break
                begun = time.perf_counter()
                play(cursor, script)
                tally.times.append(time.perf_counter() - begun)
                tally.done += 1

    return _run(work, scripts, seconds)


def _round_robin(scripts: Sequence[Script]) -> Iterator[Script]:
    while True:
        yield from scripts


def play(cursor: "psycopg.Cursor[tuple[object, ...]]", script: Script) -> None:
    """Send the statements; what they write is taken back."""
    if script.writes:
        cursor.execute("BEGIN")
    for statement in script.statements:
        cursor.execute(statement.encode())
        if cursor.description:
            cursor.fetchall()
    if script.writes:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ROLLBACK")
        cursor.execute(COMMIT)


def _run(work: Callable[[Any, Tally, float], None], inputs: Sequence[Any], seconds: float) -> Tally:
    """One thread for each input; what they did, added up, over the time until the last was done."""
    tallies = [Tally() for _input in inputs]
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=_guarded, args=(work, given, tally, begun + seconds))
        for given, tally in zip(inputs, tallies, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = Tally()
    for tally in tallies:
        total.add(tally)
    total.seconds = time.perf_counter() - begun
    return total


def _guarded(work: Callable[[Any, Tally, float], None], given: Any, tally: Tally, until: float) -> None:
    """An exception in a thread is an error of the case, not a line on the screen."""
    try:
        work(given, tally, until)
    except (OSError, http.client.HTTPException, psycopg.Error) as error:
        tally.errors.append(f"{type(error).__name__}: {error}"[:200])
