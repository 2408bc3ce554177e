"""Today's cards of students who have few, many and very many: what it takes to count them and to find the next one,
beside the same statements on a bare connection, and the page that shows it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from secrets import token_hex
from statistics import median

import psycopg
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Profile, User
from accounts.preferences import Preferences
from accounts.roles import Role
from benchmarks.cases import World
from benchmarks.load import play
from benchmarks.statements import Script, make_script
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.actions.drafting import create_content
from content.actions.submitting import submit_content
from content.documents import Document, DocumentItem, load_items
from content.item_types import get_item_type
from content.kinds import get_kind
from content.models import Content, ItemVersion
from progress.actions.progressing import refresh_progress
from progress.models import CardMemory
from progress.models.memory import MemoryState, Rating
from progress.queues import Queue

DECK = 2000  # cards, the most that a piece holds
FEW, MANY = (200, 2_000), (200, 2_000, 20_000)
NO_LIMIT = 9_999
HEADINGS = ("today’s queue, cards due", "limit a day", "queue ms", "bare SQL ms", "times", "page ms", "queries")


@dataclass
class QueueRow:
    """A student with so many cards due: the times (s) of finding out what is next, of its statements alone, and of the
    whole page."""

    cards: int
    limit: int
    found: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    queries: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"queue of {self.cards:,} cards"

    def cells(self) -> list[str]:
        if self.errors or not self.found:
            return [f"{self.cards:,}", f"{self.limit:,}", *["–"] * (len(HEADINGS) - 2)]
        found, bare, page = (median(times) * 1000 for times in (self.found, self.bare, self.page))
        return [
            f"{self.cards:,}", f"{self.limit:,}", f"{found:.1f}", f"{bare:.1f}", f"{found / bare:.2f}", f"{page:.1f}",
            str(self.queries),
        ]  # fmt: skip


def measure_queues(world: World, url: str, *, sizes: Sequence[int], rounds: int) -> list[QueueRow]:
    """One student for each size, and one with the largest and no limit of reviews a day. They take turns."""
    cards = list(_make_cards(world, max(sizes)))
    limits = [(size, Preferences().reviews_per_day) for size in sizes] + [(max(sizes), NO_LIMIT)]
    rows = [QueueRow(size, limit) for size, limit in limits]
    students = [_make_student(number, row, cards) for number, row in enumerate(rows)]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE progress_cardmemory")
    with psycopg.connect(url, autocommit=True, prepare_threshold=None) as bare:
        bare.execute("SET timezone = 'UTC'")
        for number in range(rounds + 1):  # the first one warms up
            for row, student in zip(rows, students, strict=True):
                _measure(row, student, world, bare, counts=number > 0)
    return rows


def _measure(row: QueueRow, student: User, world: World, bare: psycopg.Connection, *, counts: bool) -> None:
    student = User.objects.select_related("profile").get(pk=student.pk)  # permissions are asked for anew
    student.has_perm("content.study_content")
    with CaptureQueriesContext(connection) as captured:
        _find(student)
    script = make_script([query["sql"] for query in captured.captured_queries])
    taken = [
        _time(lambda: _find(student)),
        _time(lambda: _play(script, bare)),
        _time(lambda: _open(row, world, student)),
    ]
    row.queries = len(script.statements)
    if counts:
        for times, one in zip((row.found, row.bare, row.page), taken, strict=True):
            times.append(one)


def _find(student: User) -> None:
    queue = Queue(student, timezone.now())
    if queue.next(queue.count()) is None:
        raise LookupError("there is nothing to review")


def _play(script: Script, bare: psycopg.Connection) -> None:
    play(bare.cursor(), script)


def _open(row: QueueRow, world: World, student: User) -> None:
    answer = world.client(student).get("/study/review/")
    if answer.status_code != 200 or b"of the benchmark" not in answer.content:
        row.errors.append(f"/study/review/ answered {answer.status_code}")


def _time(do: Callable[[], None]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _make_cards(world: World, count: int) -> Iterator[tuple[Content, ItemVersion]]:
    """So many cards in published decks of one teacher."""
    for first in range(0, count, DECK):
        deck = publish(_deck(world.teachers[0], first, min(DECK, count - first)), world.reviewers[0])
        assert deck.published_version is not None, "it was just published"
        for entry in load_items(deck.published_version, is_shown=False):
            yield deck, entry


def _deck(owner: User, first: int, count: int) -> Content:
    card = get_item_type("card")
    items = tuple(
        DocumentItem("card", card.parse({"front": f"Word {number} of the benchmark", "back": f"Meaning {number}"}))
        for number in range(first, first + count)
    )
    document = Document(f"Words from {first}", "flashcards", frame=get_kind("flashcards").frame_model(), items=items)
    return create_content(document=document, by=owner).version.content


def publish(content: Content, reviewer: User) -> Content:
    """Submitted, claimed and approved as a whole."""
    request = claim_request(request=submit_content(content=content, by=content.owner), by=reviewer)
    fine = {entry.pk: Verdict.fine() for entry in load_items(request.version)}
    decide_request(request=request, by=reviewer, outcome=Outcome.APPROVE, verdicts=fine)
    content.refresh_from_db()
    return content


def _make_student(number: int, row: QueueRow, cards: Sequence[tuple[Content, ItemVersion]]) -> User:
    """Somebody who learnt the first `cards` long ago; all of them are due. Her name is new, whatever runs there were
    before on the same database."""
    name = f"benchmark-learner-{number}-{token_hex(4)}"
    preferences = Preferences(reviews_per_day=row.limit).model_dump()
    student = User.objects.create(username=name, email=f"{name}@example.org", preferences=preferences)
    Profile.objects.create(user=student)
    student.groups.add(Group.objects.get(name=Role.STUDENT))
    now, chosen = timezone.now(), list(islice(cards, row.cards))
    learnt = now - timedelta(days=90)
    CardMemory.objects.bulk_create(
        (
            CardMemory(
                student=student, item_id=entry.item_id, content=deck, answer_fingerprint=entry.answer_fingerprint,
                state=MemoryState.REVIEW, stability=30 + place % 60, difficulty=5, reviews=4, last_rating=Rating.GOOD,
                due=now - timedelta(minutes=7 * place % 43_200), first_review=learnt,
                last_review=now - timedelta(days=60),
            )
            for place, (deck, entry) in enumerate(chosen)
        ),
        batch_size=2000,
    )  # fmt: skip
    for deck in {deck.pk: deck for deck, _entry in chosen}.values():
        refresh_progress(student=student, content=deck)
    return student
