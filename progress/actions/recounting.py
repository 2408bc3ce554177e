"""Item statistics from scratch: every finished attempt is looked at again, and what is counted is held against it.

Attempts are streamed, student by student, and their counts are summed up by the database in tables that vanish, so that
it takes the same memory however many there are. All of it sees the database as it was at one moment: students and
authors go on, and what waits to be counted then is taken as it stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from progress.actions.counting import TURN, VERSIONS, keep_counted, statistics_of, write_statistics
from progress.actions.tallying import Changes, change_counts, copy_counts, make_scratch, wrong_counts
from progress.models import CountedAttempt, ItemStatistics, QuizAttempt
from progress.querysets import QuizAttemptQuerySet
from progress.statistics.observing import Wordings, observe
from progress.statistics.telling import FIGURES

CHUNK = 500  # attempts in memory at once
DIFFERENCES = 5_000  # counts that are mended at once
Tell = Callable[[str], None]
T = TypeVar("T")


def recount(*, mends: bool, tell: Tell) -> int:
    """Look at everything; `tell` hears a line for each difference, which is mended with `mends`. Returns how many there
    were. It is no part of a transaction. While it mends, nobody else counts."""
    with _turn(mends), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL statement_timeout = 0")
        make_scratch()
        wordings = Wordings()
        differences = _recount_attempts(wordings, mends=mends, tell=tell)
        versions, differing = _recount_tallies(mends=mends, tell=tell)
        if mends:
            write_statistics(versions, wordings)
        return differences + differing + _recount_figures(wordings, mends=mends, tell=tell)


@contextmanager
def _turn(holds: bool) -> Iterator[None]:
    """Have the turn before the moment that is looked at, and until all is written."""
    if not holds:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])


def _attempts() -> QuizAttemptQuerySet:
    """Student by student, with whether she `has_waiting` ones, which are to be counted yet."""
    waiting = QuizAttempt.objects.finished().filter(to_count=True, student=OuterRef("student"))
    rows = QuizAttempt.objects.finished().select_related("version").only("student_id", "version__created_by_id")
    rows = rows.annotate(has_waiting=Exists(waiting))  # type: ignore[no-redef]
    return rows.order_by("student", "pk")


def _recount_attempts(wordings: Wordings, *, mends: bool, tell: Tell) -> int:
    """What is counted of each attempt, beside what its answers say; the sums go to the scratch tables."""
    differing = 0
    for attempts in _chunks(_attempts().iterator(chunk_size=CHUNK), CHUNK):
        answers = observe([attempt for attempt in attempts if not attempt.has_waiting], wordings)
        known = dict(CountedAttempt.objects.filter(attempt__in=attempts).values_list("attempt_id", "answers"))
        wrong = {pk: found for pk, found in answers.items() if known.get(pk) != found}
        for pk in wrong:
            tell(f"attempt {pk}: {'counted otherwise' if pk in known else 'not counted'}")
        if mends and wrong:
            keep_counted(wrong)
        differing += len(wrong)
        changes = Changes()
        for found in (known | answers).values():
            changes.count(found, 1)
        copy_counts(changes)
    return differing


def _recount_tallies(*, mends: bool, tell: Tell) -> tuple[set[UUID], int]:
    """The counts, beside those sums. Returns the item versions of which some differ, too."""
    versions: set[UUID] = set()
    differing = 0
    changes = Changes()
    for wrong in wrong_counts():
        tell(str(wrong))
        versions.add(UUID(wrong.key[0]))
        differing += 1
        changes.correct(wrong)
        if differing % DIFFERENCES == 0:
            changes = _mend(changes, mends=mends)
    _mend(changes, mends=mends)
    return versions, differing


def _mend(changes: Changes, *, mends: bool) -> Changes:
    """What is left to do."""
    if mends:
        change_counts(changes)
    return Changes()


def _recount_figures(wordings: Wordings, *, mends: bool, tell: Tell) -> int:
    """The figures, beside what the counts say."""
    differing = 0
    for versions in _chunks(_counted_versions(), VERSIONS):
        standing = {
            (row.item_version_id, row.is_first): row for row in ItemStatistics.objects.filter(item_version__in=versions)
        }
        told = {(row.item_version_id, row.is_first): row for row in statistics_of(versions, wordings)}
        wrong = [key for key in sorted({*standing, *told}) if _differs(standing.get(key), told.get(key))]
        for version, is_first in wrong:
            tell(f"statistics {version} {'first' if is_first else 'all'}: another figure follows from the counts")
        if mends and wrong:
            write_statistics({version for version, _is_first in wrong}, wordings)
        differing += len(wrong)
    return differing


def _differs(standing: ItemStatistics | None, told: ItemStatistics | None) -> bool:
    if standing is None or told is None:
        return standing is not told
    return any(getattr(standing, name) != getattr(told, name) for name in FIGURES)


def _counted_versions() -> Iterator[UUID]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT item_version_id FROM progress_marktally UNION SELECT item_version_id FROM progress_itemstatistics"
            " ORDER BY item_version_id"
        )
        for (version,) in cursor:
            yield version


def _chunks(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(rows, size)):
        yield chunk
