"""Progress, computed from what lies beneath it. Nothing else writes `LearningProgress`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.access import can_study
from content.kinds import StudyMode
from content.models import Content, Item, VersionItem
from progress.drawing import count_questions
from progress.models import (
    CardMemory,
    ItemRead,
    LearningProgress,
    QuizAttempt,
    ReadingPlace,
    ReviewLog,
    SectionCheck,
    StudyTime,
)
from progress.models.memory import Rating

Status = LearningProgress.Status


@dataclass(frozen=True)
class Figures:
    """All that `LearningProgress` holds of one student and one piece."""

    percentage: int = 0
    time_spent: int = 0
    quiz_score: Decimal | None = None
    flashcard_score: Decimal | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    last_accessed_at: datetime | None = None

    @property
    def status(self) -> str:
        if self.completed_at:
            return Status.COMPLETED
        return Status.IN_PROGRESS if self.started_at else Status.NOT_STARTED


def lock_progress(*, student: User, content: Content, mode: StudyMode | None = None) -> LearningProgress:
    """The row of this student and piece, made if it is missing, and held until the transaction ends: every action
    of a student on a piece takes it first. Raises PermissionDenied unless she may study the piece, WrongState when it
    is not studied in that `mode`."""
    if not can_study(student, content):
        raise PermissionDenied(
            _("This material is not in the library, so you cannot study it. Look for another there.")
        )
    if mode not in (None, content.kind_type.study_mode):
        raise WrongState(_("This material is studied in another way. Open it in the library to see how."))
    rows = LearningProgress.objects.select_for_update().filter(student=student, content=content)
    for progress in rows:
        return progress
    LearningProgress.objects.bulk_create([LearningProgress(student=student, content=content)], ignore_conflicts=True)
    return rows.get()


@transaction.atomic
def refresh_progress(*, student: User, content: Content) -> LearningProgress:
    """Write what `compute_figures` finds. Without a published version there is nothing to measure against: what
    stands is left as it is. Raises PermissionDenied unless she may study the piece."""
    return write_figures(lock_progress(student=student, content=content), content)


def write_figures(progress: LearningProgress, content: Content) -> LearningProgress:
    """Bring `progress`, whose row the caller has locked, in line with the evidence."""
    if content.published_version_id is None:
        return progress
    figures = compute_figures(progress.student_id, content)
    for field, value in values_of(figures).items():
        setattr(progress, field, value)
    progress.save(update_fields=list(values_of(figures)))
    return progress


def values_of(figures: Figures) -> dict[str, object]:
    """The figures by the fields of the row."""
    return {**asdict(figures), "status": figures.status}


def compute_figures(student_id: UUID, content: Content) -> Figures:
    """How far a student is with a piece, measured against its published version.

    *Read* (guide, podcast): the percentage is the share of the published items that she marked as read. Completed
    once all are, at the time of the last of them.
    *Answered* (quiz): 100% and completed from her first finished attempt on; before, the share of the questions that
    the open attempt asks to which it has an answer, 99% at most. The quiz score is her best finished attempt,
    in percent.
    *Turned* (cards): the percentage is the share of the published cards turned at least once. Completed once all are,
    at the first turn of the last of them. The flashcard score is the share of the turned cards whose last rating is
    good or easy.

    Percentages are rounded down, so that 100 means all. An item keeps what she did with it through its versions; one
    that is added later lowers the percentage, and the piece is in progress again. Started is the first thing she did
    with the piece (with one to read, when she first was anywhere in it), last accessed the last. Time spent is the sum
    of the times that each thing took (see `progress.clock`), in whole seconds, of items that have been removed too."""
    return _MODES[content.kind_type.study_mode](student_id, content)


def _read(student_id: UUID, content: Content) -> Figures:
    reads = ItemRead.objects.filter(student=student_id, content=content).aggregate(
        done=Count("id", filter=Q(item__in=_published_items(content))),
        latest=Max("read_at", filter=Q(item__in=_published_items(content))),
        first=Min("read_at"),
        last=Max("read_at"),
    )
    checks = SectionCheck.objects.filter(student=student_id, content=content).aggregate(
        first=Min("first_answered_at"), last=Max("answered_at")
    )
    place = ReadingPlace.objects.filter(student=student_id, content=content).aggregate(begun=Min("begun_at"))
    at_it = StudyTime.objects.filter(student=student_id, content=content).aggregate(last=Max("until"))
    total = VersionItem.objects.filter(version=content.published_version_id).count()
    return Figures(
        percentage=_percentage(reads["done"], total),
        time_spent=time_spent(student_id, content),
        started_at=min(filter(None, (reads["first"], checks["first"], place["begun"])), default=None),
        completed_at=reads["latest"] if reads["done"] == total > 0 else None,
        last_accessed_at=max(
            filter(None, (reads["last"], checks["last"], place["begun"], at_it["last"])), default=None
        ),
    )


def _answered(student_id: UUID, content: Content) -> Figures:
    own = QuizAttempt.objects.filter(student=student_id, content=content)
    attempts = list(own.with_answered().order_by("number"))
    finished = [attempt for attempt in attempts if attempt.is_finished]
    scores = [attempt.percent for attempt in finished if attempt.percent is not None]
    touched = [time for attempt in attempts for time in (attempt.started_at, attempt.saved_at, attempt.finished_at)]
    return Figures(
        percentage=100 if finished else max((_share_answered(attempt, content) for attempt in attempts), default=0),
        time_spent=time_spent(student_id, content),
        quiz_score=_rounded(max(scores)) if scores else None,
        started_at=min((attempt.started_at for attempt in attempts), default=None),
        completed_at=min((attempt.finished_at for attempt in finished if attempt.finished_at), default=None),
        last_accessed_at=max(filter(None, touched), default=None),
    )


def time_spent(student_id: UUID, content: Content) -> int:
    """Seconds spent reading and answering it, and with its cards."""
    at_it = StudyTime.objects.filter(student=student_id, content=content).aggregate(all=Sum("seconds", default=0))
    reviews = ReviewLog.objects.filter(student=student_id, content=content)
    milliseconds: int = reviews.aggregate(all=Sum("duration_ms", default=0))["all"]
    seconds: int = at_it["all"]
    return seconds + milliseconds // 1000


def _share_answered(attempt: QuizAttempt, content: Content) -> int:
    """How much of an open attempt is answered, in percent: less than 100 until it is finished."""
    attempt.version.content = content
    return min(99, _percentage(attempt.answered, count_questions(attempt.version).asked))


def _turned(student_id: UUID, content: Content) -> Figures:
    memories = CardMemory.objects.filter(student=student_id, item__in=_published_items(content)).aggregate(
        turned=Count("id"), known=Count("id", filter=Q(last_rating__gte=Rating.GOOD)), latest=Max("first_review")
    )
    logs = ReviewLog.objects.filter(student=student_id, content=content).aggregate(
        first=Min("reviewed_at"), last=Max("reviewed_at")
    )
    total, turned = VersionItem.objects.filter(version=content.published_version_id).count(), memories["turned"]
    return Figures(
        percentage=_percentage(turned, total),
        time_spent=time_spent(student_id, content),
        flashcard_score=_rounded(Decimal(memories["known"] * 100) / turned) if turned else None,
        started_at=logs["first"],
        completed_at=memories["latest"] if turned == total > 0 else None,
        last_accessed_at=logs["last"],
    )


def _published_items(content: Content) -> QuerySet[Item]:
    return Item.objects.filter(versions__entries__version=content.published_version_id)


def _percentage(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


def _rounded(percent: Decimal) -> Decimal:
    return percent.quantize(Decimal("0.1"), ROUND_HALF_UP)


_MODES: dict[StudyMode, Callable[[UUID, Content], Figures]] = {
    StudyMode.READ: _read,
    StudyMode.ANSWER: _answered,
    StudyMode.TURN: _turned,
}
