"""Item statistics, kept up with what students answer: what is new is counted, what is worth something else by now is
taken out and counted anew, and the figures of the items concerned follow from their counts.

`QuizAttempt.to_count` says that an attempt waits for this. Whoever makes its answers worth something else sets it while
holding the row of the attempt, and the count holds that row, too: neither misses what the other does."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from progress.actions.tallying import Changes, change_counts
from progress.models import CountedAttempt, ItemStatistics, QuizAttempt
from progress.querysets import QuizAttemptQuerySet
from progress.statistics.history import later_attempts
from progress.statistics.loading import load_choices, load_tallies
from progress.statistics.observing import Answer, Wordings, observe
from progress.statistics.telling import FIGURES, tell_figures

logger = logging.getLogger(__name__)

WEIGH = "progress.weigh_statistics"  # the job, by its name: jobs call back into this module
BATCH = 200  # attempts in one transaction
VERSIONS = 100  # item versions whose counts are held in memory at once
BATCHES = 100  # in one run of the job: what is left is for the next one
TURN = 0x1E5717157105  # of the advisory lock: whoever counts holds it


@dataclass(frozen=True)
class Counted:
    """What came of one batch: how far it reached, in the order of attempts, and the item versions whose statistics
    changed."""

    last: UUID
    changed: frozenset[UUID]


def count_attempts(*, batches: int = BATCHES) -> set[UUID]:
    """Count the finished attempts that wait, at most so many batches of them; returns the item versions whose
    statistics changed. Safe to run twice, twice at once (the second one leaves it to the first), and after it was
    killed."""
    changed: set[UUID] = set()
    wordings, after = Wordings(), None
    for _number in range(batches):
        counted = _count_carefully(after, wordings)
        if counted is None:
            break
        after = counted.last
        changed |= counted.changed
    return changed


def take_turn() -> bool:
    """Hold the right to change counts until the transaction ends; False while somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return bool(cursor.fetchone() == (True,))


def _count_carefully(after: UUID | None, wordings: Wordings) -> Counted | None:
    """A batch, or where that fails a single attempt, so that one which cannot be counted keeps no other waiting."""
    try:
        return _count_batch(after, wordings, BATCH)
    except Exception:
        logger.exception("%d attempts could not be counted together", BATCH)
    waiting = _waiting(after)[:1].values_list("pk", flat=True)
    for pk in waiting:
        try:
            return _count_batch(after, wordings, 1)
        except Exception:
            logger.exception("attempt %s could not be counted", pk)
            return Counted(pk, frozenset())
    return None


@transaction.atomic
def _count_batch(after: UUID | None, wordings: Wordings, size: int) -> Counted | None:
    """The next attempts that wait; None where there are none, and while somebody else counts."""
    if not take_turn():
        return None
    waiting = _lock(_waiting(after).order_by("pk")[:size])
    if not waiting:
        return None
    attempts = _with_later(waiting)
    return Counted(waiting[-1].pk, frozenset(_count(attempts, wordings)))


def _waiting(after: UUID | None) -> QuizAttemptQuerySet:
    rows = QuizAttempt.objects.finished().filter(to_count=True).order_by("pk")
    return rows.filter(pk__gt=after) if after else rows


def _lock(rows: QuizAttemptQuerySet) -> list[QuizAttempt]:
    """Those that nobody else holds: who does will have them counted again."""
    locked = rows.select_for_update(of=("self",), skip_locked=True).select_related("version")
    return list(locked.only("student_id", "version__created_by_id"))


def _with_later(waiting: Sequence[QuizAttempt]) -> list[QuizAttempt]:
    """With those that were begun after a new one and finished before it: their answers are not the first ones any more.
    Where somebody holds one of them, all of its student wait for the next run."""
    known = set(CountedAttempt.objects.filter(attempt__in=waiting).values_list("attempt_id", flat=True))
    fresh: dict[UUID, UUID] = {}
    for attempt in waiting:
        if attempt.pk not in known:
            fresh.setdefault(attempt.student_id, attempt.pk)
    here = {attempt.pk for attempt in waiting}
    later = {pk: student for pk, student in later_attempts(fresh).items() if pk not in here} if fresh else {}
    locked = _lock(QuizAttempt.objects.filter(pk__in=later).order_by("pk")) if later else []
    held = {later[pk] for pk in set(later) - {attempt.pk for attempt in locked}}
    return [attempt for attempt in (*waiting, *locked) if attempt.student_id not in held]


def _count(attempts: Sequence[QuizAttempt], wordings: Wordings) -> set[UUID]:
    """Take out what is counted of them, and count them as they are now. The caller holds them and has the turn."""
    answers = observe(attempts, wordings)
    before = dict(CountedAttempt.objects.filter(attempt__in=answers).values_list("attempt_id", "answers"))
    changes = Changes()
    for attempt_id, found in answers.items():
        changes.count(before.get(attempt_id, ()), -1)
        changes.count(found, 1)
    change_counts(changes)
    keep_counted(answers)
    QuizAttempt.objects.filter(pk__in=answers).update(to_count=False)
    changed = changes.versions
    write_statistics(changed, wordings)
    if changed:
        app.configure_task(WEIGH).defer(item_versions=[str(pk) for pk in sorted(changed)])
    return changed


def keep_counted(answers: Mapping[UUID, Sequence[Answer]]) -> None:
    """Keep what is counted of each attempt."""
    now = timezone.now()
    CountedAttempt.objects.bulk_create(
        [CountedAttempt(attempt_id=pk, answers=found, counted_at=now) for pk, found in answers.items()],
        update_conflicts=True,
        unique_fields=["attempt"],
        update_fields=["answers", "counted_at"],
    )


def write_statistics(versions: Iterable[UUID], wordings: Wordings) -> None:
    """Tell the figures of item versions from their counts; none are left where nothing is counted any more."""
    ordered = sorted(versions)
    for start in range(0, len(ordered), VERSIONS):
        some = ordered[start : start + VERSIONS]
        rows = list(statistics_of(some, wordings))
        ItemStatistics.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["item_version", "is_first"],
            update_fields=[*FIGURES, "computed_at"],
        )
        kept = Q(item_version__in=[row.item_version_id for row in rows if row.is_first], is_first=True)
        kept |= Q(item_version__in=[row.item_version_id for row in rows if not row.is_first], is_first=False)
        ItemStatistics.objects.filter(item_version__in=some).exclude(kept).delete()


def statistics_of(versions: Sequence[UUID], wordings: Wordings) -> Iterator[ItemStatistics]:
    """As the counts say, not saved."""
    entries, now = wordings.load(versions), timezone.now()
    found = load_tallies(versions)
    choices = load_choices(found)
    for key, tallies in sorted(found.items(), key=itemgetter(0)):
        version, is_first = key
        values = tell_figures(entries[version], tallies, choices[key])
        yield ItemStatistics(item_version_id=version, is_first=is_first, computed_at=now, **values)
