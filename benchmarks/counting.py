"""Item statistics: what counting 1,000 new responses costs on 100,000 old ones, and on ten million.

The old ones are made in the database, with the counts and figures that belong to them; what is new is counted by the
job itself. Both sizes have the same 500 questions and the same history of each student, so that nothing differs but how
much there is."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import django

django.setup()

import psycopg  # noqa: E402
from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from accounts.roles import Role  # noqa: E402
from benchmarks.queues import publish  # noqa: E402
from benchmarks.results import describe_machine, format_table  # noqa: E402
from content.actions.drafting import create_content  # noqa: E402
from content.documents import Document, DocumentItem  # noqa: E402
from content.item_types import get_item_type  # noqa: E402
from content.kinds import get_kind  # noqa: E402
from factoria.embedded_database import main_database  # noqa: E402
from factoria.embedded_database.server import DATABASE  # noqa: E402
from progress.actions.counting import count_attempts, write_statistics  # noqa: E402
from progress.actions.recounting import recount  # noqa: E402
from progress.statistics.observing import Wordings  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results" / "counting.md"
SIZES, QUICK_SIZES = (100_000, 10_000_000), (50_000, 500_000)
LARGE = "factoria_large"
QUIZZES, QUESTIONS, TIMES = 25, 20, 2  # a student takes each quiz that often
NEW = 50  # attempts that are counted at once: 1,000 responses
MOST = 2.0  # times that the largest size may take what the smallest takes
HEADINGS = ("responses", "students", "counts kept", f"count {NEW * QUESTIONS:,} new ms", "times", "queries", "wrong")

# Some are better than others; a question is worth one point or two; its second option earns half.
_ATTEMPTS = """
    INSERT INTO progress_quizattempt (id, student_id, content_id, version_id, number, seed, started_at, finished_at,
        ended_by, seconds, score, max_score, to_count)
    SELECT uuidv7(), student.id, quiz.id, quiz.published_version_id, turn, 1, now() - interval '1 day',
        now() - interval '23 hours', 'student', 600, 10, 30, %(to_count)s
    FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_user WHERE username LIKE 'counted-%%'
    ) student
    CROSS JOIN (SELECT id, published_version_id, row_number() OVER (ORDER BY id) AS place FROM content_content) quiz
    CROSS JOIN generate_series(%(first)s::integer, %(last)s::integer) AS turn
    WHERE student.place BETWEEN %(from)s AND %(to)s AND (%(all)s OR quiz.place = student.place %% %(quizzes)s + 1)
    ORDER BY turn, quiz.id, student.id
"""
_RESPONSES = """
    INSERT INTO progress_response (id, attempt_id, item_version_id, answer, fraction, points, answered_at)
    SELECT uuidv7(), attempt_id, item_version_id, jsonb_build_array(option), (2 - option) / 2.0, points, now()
    FROM (
        SELECT attempt.id AS attempt_id, entry.item_version_id, 1 + entry.position % 2 AS points,
            CASE WHEN random() < 0.25 + skill * 0.6 THEN 0 WHEN random() < 0.4 THEN 1 ELSE 2 END AS option
        FROM (
            SELECT id, version_id, (hashtext(student_id::text) & 1023) / 1024.0 AS skill FROM progress_quizattempt
            WHERE NOT EXISTS (SELECT FROM progress_response WHERE attempt_id = progress_quizattempt.id)
        ) attempt
        JOIN content_versionitem entry ON entry.version_id = attempt.version_id
    ) chosen
"""
_OBSERVED = """
    CREATE UNLOGGED TABLE observed AS
    SELECT response.attempt_id, response.item_version_id, response.fraction AS mark, attempt.number = 1 AS is_first,
        response.answer ->> 0 AS option,
        round((whole.earned - response.fraction * response.points) / (whole.points - response.points), 12) AS rest
    FROM progress_response response
    JOIN progress_quizattempt attempt ON attempt.id = response.attempt_id
    JOIN (
        SELECT attempt_id, sum(fraction * points) AS earned, sum(points) AS points FROM progress_response
        GROUP BY attempt_id
    ) whole ON whole.attempt_id = response.attempt_id
    WHERE NOT EXISTS (SELECT FROM progress_countedattempt WHERE attempt_id = attempt.id)
"""
_COUNTED = """
    INSERT INTO progress_countedattempt (attempt_id, answers, counted_at)
    SELECT attempt_id, jsonb_agg(jsonb_build_array(item_version_id, (mark * 10000000)::bigint,
        (rest * 1000000000000)::bigint, is_first, jsonb_build_array(option)) ORDER BY item_version_id), now()
    FROM observed GROUP BY attempt_id
"""
_TALLY = """
    INSERT INTO {table} (item_version_id, is_first, {column}, rest, count)
    SELECT item_version_id, which, {column}, rest, count(*)
    FROM observed CROSS JOIN (VALUES (true), (false)) AS sort(which) WHERE is_first OR NOT which
    GROUP BY item_version_id, which, {column}, rest
    ON CONFLICT (item_version_id, is_first, {column}, rest) DO UPDATE SET count = {table}.count + excluded.count
"""


@dataclass
class CountingRow:
    """One size: the times (s) of counting what is new, and what is kept."""

    responses: int
    students: int
    tallies: int = 0
    queries: int = 0
    differences: int | None = None
    times: list[float] = field(default_factory=list)

    def cells(self, smallest: "CountingRow") -> list[str]:
        took = median(self.times)
        return [
            f"{self.responses:,}",
            f"{self.students:,}",
            f"{self.tallies:,}",
            f"{took * 1000:.0f}",
            f"{took / median(smallest.times):.2f}",
            str(self.queries),
            "–" if self.differences is None else str(self.differences),
        ]


def measure_counting(*, quick: bool, rounds: int = 9) -> int:
    """The sizes stand in a database each and take turns, so that what slows the machine slows both. Returns an exit
    status: 1 where the largest takes too long, or a count is not what counting anew makes it."""
    begun = time.monotonic()
    call_command("prepare", no_demo=True, verbosity=0)
    _make_quizzes()
    students = QUIZZES * QUESTIONS * TIMES
    small, large = (CountingRow(size, size // students) for size in (QUICK_SIZES if quick else SIZES))
    _say(f"making {small.responses:,} responses ...")
    _grow(small, made=0)
    small.differences = recount(mends=False, tell=_say)
    _copy_database()
    with _in_large():
        _say(f"making {large.responses:,} responses ...")
        _grow(large, made=small.students)
    _say("counting what is new ...")
    for number in range(rounds + 1):  # the first one warms up
        _measure(small, number)
        with _in_large():
            _measure(large, number)
    return _report([small, large], begun, write=not quick)


def _copy_database() -> None:
    connection.close()
    connection.close_pool()
    with psycopg.connect(main_database().url("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {LARGE} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {LARGE} TEMPLATE {DATABASE}")


@contextmanager
def _in_large() -> Iterator[None]:
    """Everything is asked of the large database."""
    _change_database(LARGE)
    try:
        yield
    finally:
        _change_database(DATABASE)


def _change_database(name: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def _make_quizzes() -> None:
    """Their questions have three options each: the first is right, the second by half."""
    people = []
    for role in (Role.TEACHER, Role.REVIEWER):
        person = User.objects.create(username=f"counting-{role.value}", email=f"{role.value}@counting.example.org")
        Profile.objects.create(user=person)
        person.groups.add(Group.objects.get(name=role))
        people.append(User.objects.get(pk=person.pk))
    teacher, reviewer = people
    for number in range(QUIZZES):
        items = tuple(_question(number, place) for place in range(QUESTIONS))
        document = Document(f"Quiz {number}", "quiz", "About it.", get_kind("quiz").frame_model(), items)
        publish(create_content(document=document, by=teacher).version.content, reviewer)


def _question(number: int, place: int) -> DocumentItem:
    kind = get_item_type("multiple_choice")
    options = [{"text": "Sand", "credit": 100}, {"text": "Silt", "credit": 50}, {"text": "Salt"}]
    stem = f"Quiz {number}, question {place}: what does a slow river lay down?"
    return DocumentItem(kind.name, kind.parse({"stem": stem, "options": options, "points": str(1 + place % 2)}))


def _grow(row: CountingRow, *, made: int) -> None:
    """Until there are so many students, each with her attempts, all of them counted."""
    User.objects.bulk_create(
        (User(username=f"counted-{n:06d}", email=f"{n}@counted.example.org") for n in range(made, row.students)),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET session_replication_role = replica")  # what is made here is whole: nothing has to check it
        _add_attempts(first=1, last=TIMES, start=made + 1, end=row.students, to_count=False, everywhere=True)
        cursor.execute(_OBSERVED)
        cursor.execute(_COUNTED)
        for table, column in (("progress_marktally", "mark"), ("progress_optiontally", "option")):
            cursor.execute(_TALLY.format(table=table, column=column))
        cursor.execute("DROP TABLE observed")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SELECT array_agg(DISTINCT item_version_id) FROM progress_marktally")
        write_statistics(cursor.fetchone()[0], Wordings())
        cursor.execute("RESET work_mem")
        cursor.execute("RESET synchronous_commit")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def _add_attempts(*, first: int, last: int, start: int, end: int, to_count: bool, everywhere: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _ATTEMPTS,
            {
                "first": first,
                "last": last,
                "from": start,
                "to": end,
                "to_count": to_count,
                "all": everywhere,
                "quizzes": QUIZZES,
            },
        )
        cursor.execute(_RESPONSES)


def _measure(row: CountingRow, number: int) -> None:
    """Fifty students take a quiz once more, two of them each quiz, and the job counts that."""
    turn, start = TIMES + 1 + number, 1 + (number * NEW) % (row.students - NEW + 1)
    _add_attempts(first=turn, last=turn, start=start, end=start + NEW - 1, to_count=True, everywhere=False)
    if number == 0:
        with CaptureQueriesContext(connection) as queries:
            changed = count_attempts()
        row.queries = len(queries)
    else:
        begun = time.perf_counter()
        changed = count_attempts()
        row.times.append(time.perf_counter() - begun)
    assert len(changed) == QUIZZES * QUESTIONS, "every question was answered once more"
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM progress_marktally) + (SELECT count(*) FROM progress_optiontally)")
        row.tallies = cursor.fetchone()[0]


def _report(rows: Sequence[CountingRow], begun: float, *, write: bool) -> int:
    smallest, largest = rows[0], rows[-1]
    times = median(largest.times) / median(smallest.times)
    text = (
        f"{describe_machine(time.monotonic() - begun)}\n"
        f"{QUIZZES * QUESTIONS} questions, all of which each new batch touches; the median of {len(largest.times)}"
        " batches, the two sizes taking turns.\n\n"
        f"{format_table(HEADINGS, [row.cells(smallest) for row in rows])}\n"
    )
    sys.stdout.write(f"\n{text}")
    if write:
        RESULTS.write_text(f"# Counting what students answer\n\n{text}", encoding="utf-8")
    return int(times > MOST or bool(smallest.differences))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
