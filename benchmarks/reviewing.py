"""Review, step by step: approving a quiz of twenty of which three questions changed, over HTTP, and the automated
checks of a version. Each request is approved once, so all that leads to it happens outside of the measure."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from statistics import median
from urllib.parse import urlencode

import psycopg
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.cases import HOST, TOKEN, Request, World
from benchmarks.growth import make_quiz
from benchmarks.load import ask, find_wrong, play
from benchmarks.statements import Script, make_script
from content.actions.checking import run_checks
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import load_document, load_items
from content.models import CheckRun, Content, ContentVersion, ReviewRequest
from content.review.approval import items_to_read

QUESTIONS, CHANGED, CHECKED = 20, 3, (20, 500)
HEADINGS = ("review", "p50 ms", "bare SQL ms", "share", "queries", "times")


@dataclass
class ReviewRow:
    """One step: how long it took (s) each time, how long its statements take alone, and how many they are."""

    name: str
    taken: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    queries: int = 0
    errors: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        if self.errors or not self.taken:
            return [self.name, *["–"] * (len(HEADINGS) - 1)]
        taken, bare = median(self.taken) * 1000, median(self.bare) * 1000
        return [
            self.name, f"{taken:.1f}", f"{bare:.1f}", f"{bare / taken:.2f}", str(self.queries), str(len(self.taken)),
        ]  # fmt: skip


def measure_reviews(world: World, port: int, url: str, *, rounds: int) -> list[ReviewRow]:
    """`rounds` approvals, and as many runs of the checks of a quiz of usual size; few of the largest, for each takes
    half a minute. The database is at `url`."""
    checks = [_measured_checks(world.teachers[0], url, size, max(2, rounds * CHECKED[0] // size)) for size in CHECKED]
    return [_measured_approvals(world, port, url, rounds), *checks]


def _measured_approvals(world: World, port: int, url: str, rounds: int) -> ReviewRow:
    row = ReviewRow(f"approve (quiz of {QUESTIONS}, {CHANGED} changed)")
    teacher, reviewer = world.teachers[0], world.reviewers[0]
    world.session(reviewer)  # begun here, for what is recorded is taken back
    quiz = make_quiz(teacher, QUESTIONS)
    _approve(_submit(quiz, teacher, reviewer), reviewer)
    for number in range(rounds + 1):  # the first one warms up
        request = _approval(_submit(quiz, teacher, reviewer, number=number + 1))
        script = _recorded(row, partial(_post, world, reviewer, request))
        bare = _play(script, url)
        taken = _send(row, world, reviewer, request, port)
        if row.errors:
            break
        if number:
            row.taken.append(taken)
            row.bare.append(bare)
    return row


def _submit(quiz: Content, by: User, reviewer: User, number: int = 0) -> ReviewRequest:
    """The quiz, its first questions reworded unless it is the first time: submitted, and in the reviewer's hands."""
    quiz.refresh_from_db()
    version = quiz.latest_version
    assert version is not None, "a piece is created with its first version"
    if number:
        document = load_document(version)
        words = {"explanation": f"The slower the water, the smaller the grains: measured {number} times."}
        changed = [replace(item, data=item.data.model_copy(update=words)) for item in document.items[:CHANGED]]
        document = replace(document, items=(*changed, *document.items[CHANGED:]))
        save_version(content=quiz, document=document, by=by, base_number=version.number)
    request = submit_content(content=quiz, by=by)
    return claim_request(request=request, by=reviewer)


def _approve(request: ReviewRequest, by: User) -> None:
    fine = {entry.pk: Verdict.fine() for entry in load_items(request.version)}
    decide_request(request=request, by=by, outcome=Outcome.APPROVE, verdicts=fine)


def _approval(request: ReviewRequest) -> Request:
    """What a reviewer's browser sends: a verdict on each question that she has to read."""
    unread = items_to_read(request, {entry.pk: entry for entry in load_items(request.version)})
    assert len(unread) == CHANGED, "the others are approved"
    queue = "/admin/content/reviewrequest/"
    body = urlencode({"outcome": Outcome.APPROVE, "reason": "", **{f"verdict-{pk}": "fine" for pk in unread}})
    return Request(f"{queue}{request.pk}/change/", queue, 302, body)


def _post(world: World, by: User, request: Request) -> None:
    client = world.client(by)
    client.cookies["csrftoken"] = TOKEN
    form = "application/x-www-form-urlencoded"
    response = client.generic("POST", request.path, request.body or "", content_type=form)
    if response.status_code != request.status:
        raise LookupError(f"{request.path} answered {response.status_code}")


def _send(row: ReviewRow, world: World, by: User, request: Request, port: int) -> float:
    """The time (s) that the answer took; one that is wrong is an error of the row."""
    to_server = http.client.HTTPConnection(HOST, port, timeout=60)
    begun = time.perf_counter()
    status, place, _wire, text = ask(to_server, world.actor(by, iter(())), request)
    taken = time.perf_counter() - begun
    to_server.close()
    if wrong := find_wrong(request, status, place, text):
        row.errors.append(wrong)
    return taken


def _measured_checks(teacher: User, url: str, size: int, rounds: int) -> ReviewRow:
    """A version is checked in a job, so nobody waits for it: what it costs a worker."""
    row = ReviewRow(f"checks of a quiz of {size}")
    version = make_quiz(teacher, size, words=_words(size)).latest_version
    assert version is not None, "a piece is created with its first version"
    try:
        script = _recorded(row, partial(_check, version))
        for _round in range(rounds):
            row.bare.append(_play(script, url))
            row.taken.append(_time_of_checks(version))
    except LookupError as error:
        row.errors.append(str(error))
    return row


def _time_of_checks(version: ContentVersion) -> float:
    with _taken_back():
        begun = time.perf_counter()
        _check(version)
        return time.perf_counter() - begun


def _check(version: ContentVersion) -> None:
    """Raises LookupError where one of them broke off, for it ran too long."""
    CheckRun.objects.create(version=version)
    run_checks(version)
    if broken := list(version.check_results.filter(is_failed=True).values_list("check_name", flat=True)):
        raise LookupError(f"broke off: {', '.join(broken)}")


def _words(count: int) -> list[str]:
    """As many names of rivers as there are questions: else all of them would be each other's doubles."""
    random = Random(0)  # noqa: S311 (the same names every time)
    return ["".join(random.choice("bdfgklmnrtvz") + random.choice("aeiou") for _n in range(4)) for _q in range(count)]


def _recorded(row: ReviewRow, do: Callable[[], None]) -> Script:
    """The statements of it; nothing of it stays."""
    with _taken_back(), CaptureQueriesContext(connection) as captured:
        do()
    sent = [query["sql"] for query in captured.captured_queries]
    script = make_script([text for text in sent if "statement_timeout" not in text])  # alone it may take its time
    row.queries = len(script.statements)
    return script


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _play(script: Script, url: str) -> float:
    """The time (s) that the statements take on a bare connection; they are taken back."""
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as bare:
        cursor = bare.cursor()
        cursor.execute("SET timezone = 'UTC'")
        begun = time.perf_counter()
        play(cursor, script)
        return time.perf_counter() - begun
