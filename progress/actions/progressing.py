"""Progress, computed from what lies beneath it. Nothing else writes `LearningProgress`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.access import can_study
from content.kinds import StudyMode
from content.models import Content, Item, ItemCard, VersionItem
from progress.actions.locking import hold_cards
from progress.counting import rounded, score_that_counts
from progress.drawing import count_questions
from progress.models import (
    CardMemory,
    ItemRead,
    LearningProgress,
    QuizAttempt,
    ReadingPlace,
    Response,
    ReviewLog,
    SectionCheck,
    StudyTime,
)
from progress.models.memory import Rating
from progress.querysets import DECKS
from progress.rules import quiz_frame

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
        raise PermissionDenied(_not_in_the_library())
    if mode not in (None, content.kind_type.study_mode):
        raise WrongState(_("This material is studied in another way. Open it in the library to see how."))
    progress = hold_progress(student.pk, content)
    if content.published_version_id is None:  # it was taken out of the library a moment ago
        raise PermissionDenied(_not_in_the_library())
    return progress


def _not_in_the_library() -> str:
    return _("This material is not in the library, so you cannot study it. Look for another there.")


def hold_progress(student_id: UUID, content: Content) -> LearningProgress:
    """The same row for what happens to a student without her doing. `content` has the version that is published now,
    whenever it was read: who waited for the row while another one was published is measured against that."""
    if content.kind in DECKS:
        hold_cards(student_id)
    own = LearningProgress.objects.filter(student=student_id, content=content)
    rows = own.select_for_update(of=("self",)).annotate(published=F("content__published_version"))
    progress = next(iter(rows), None)
    if progress is None:
        made = LearningProgress(student_id=student_id, content=content)
        LearningProgress.objects.bulk_create([made], ignore_conflicts=True)
        progress = rows.get()
    content.published_version_id = vars(progress)["published"]
    return progress


@transaction.atomic
def refresh_progress(*, student: User, content: Content) -> LearningProgress:
    """Write what `compute_figures` finds. Without a published version there is nothing to measure against: what
    stands is left as it is. Raises PermissionDenied unless she may study the piece."""
    return write_figures(lock_progress(student=student, content=content), content)


def write_figures(progress: LearningProgress, content: Content) -> LearningProgress:
    """Bring `progress`, whose row the caller has locked, in line with the evidence."""
    if content.published_version_id is None:
        return progress
    figures = values_of(compute_figures(progress.student_id, content))
    differing = {name: value for name, value in figures.items() if getattr(progress, name) != value}
    for name, value in differing.items():
        setattr(progress, name, value)
    if differing:
        progress.save(update_fields=list(differing))
    return progress


def write_figures_beside(progress: LearningProgress, content: Content, item_id: UUID) -> None:
    """The same for every other deck that she has begun and that holds the item too, once a memory of one of its cards
    has changed. The caller holds her cards. One query where there is none."""
    if content.kind not in DECKS:
        return
    holds = VersionItem.objects.filter(version=OuterRef("content__published_version"), item_version__item=item_id)
    others = LearningProgress.objects.filter(Exists(holds), student=progress.student_id, content__kind__in=DECKS)
    locked = others.exclude(content=content).select_for_update(of=("self",)).select_related("content")
    for other in locked.defer("content__search"):
        write_figures(other, other.content)


def values_of(figures: Figures) -> dict[str, object]:
    """The figures by the fields of the row."""
    return {**asdict(figures), "status": figures.status}


def compute_figures(student_id: UUID, content: Content) -> Figures:
    """How far a student is with a piece, measured against its published version.

    *Read* (guide, podcast): the percentage is the share of the published items that she marked as read. Completed
    once all are, at the time of the last of them.
    *Answered* (quiz): 100% and completed from her first finished attempt on; before, the share of the questions that
    the open attempt asks to which it has an answer, 99% at most. The quiz score is that of her finished attempts, in
    percent, by the rule of the published version: the best, the latest, the first, or the average of all that have a
    percentage (one that waits wholly for a person has none yet). Attempts for practice count while the quiz is for
    practice.
    *Turned* (cards): the percentage is the share of the published cards turned at least once, where a card that asks
    both ways round is two, and one with gaps as many as its gaps have numbers. Completed once all are, at the first
    turn of the last of them. The flashcard score is the share of the turned cards whose last rating is good or easy.
    A review that was taken back counts in nothing but the time it took.

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
    attempts = _load_attempts(student_id, content)
    finished = [attempt for attempt in attempts if attempt.is_finished]
    running = next((attempt for attempt in attempts if not attempt.is_finished), None)
    touched = [time for attempt in attempts for time in (attempt.started_at, attempt.saved_at, attempt.finished_at)]
    return Figures(
        percentage=100 if finished else _share_answered(running) if running else 0,
        time_spent=time_spent(student_id, content),
        quiz_score=_quiz_score(content, finished),
        started_at=min((attempt.started_at for attempt in attempts), default=None),
        completed_at=min((attempt.finished_at for attempt in finished if attempt.finished_at), default=None),
        last_accessed_at=max(filter(None, touched), default=None),
    )


def _load_attempts(student_id: UUID, content: Content) -> list[QuizAttempt]:
    """All of hers at the quiz in their order, with the rules of each and, where it is open, what is `answered`."""
    needed = ("number", "started_at", "saved_at", "finished_at", "score", "max_score", "version__frame")
    answers = Response.objects.filter(attempt=OuterRef("pk"), answer__isnull=False).order_by().values("attempt")
    count = Coalesce(Subquery(answers.annotate(count=Count("pk")).values("count")), 0)
    own = QuizAttempt.objects.filter(student=student_id, content=content).select_related("version").only(*needed)
    answered = {"answered": Case(When(finished_at__isnull=True, then=count), default=0)}
    attempts: list[QuizAttempt] = list(own.annotate(**answered).order_by("number"))
    for attempt in attempts:
        attempt.version.content = content
    return attempts


def _quiz_score(content: Content, finished: Sequence[QuizAttempt]) -> Decimal | None:
    assert content.published_version is not None, "what is measured is published"
    content.published_version.content = content
    frame = quiz_frame(content.published_version)
    counting = [attempt for attempt in finished if frame.is_practice or not quiz_frame(attempt.version).is_practice]
    score = score_that_counts(frame.counts, [each.percent for each in counting if each.percent is not None])
    return None if score is None else rounded(score)


def time_spent(student_id: UUID, content: Content) -> int:
    """Seconds spent reading and answering it, and with its cards. One query."""
    own = {"student": student_id, "content": content}
    at_it = StudyTime.objects.filter(**own).order_by().values("student").annotate(whole=Sum(F("seconds") * 1000))
    reviews = ReviewLog.objects.filter(**own).order_by().values("student").annotate(whole=Sum("duration_ms"))
    return sum(row["whole"] or 0 for row in at_it.union(reviews, all=True)) // 1000


def _share_answered(attempt: QuizAttempt) -> int:
    """How much of an open attempt is answered, in percent: less than 100 until it is finished."""
    return min(99, _percentage(attempt.answered, count_questions(attempt.version).asked))


def _turned(student_id: UUID, content: Content) -> Figures:
    # Each card of the deck is looked up among hers, of which there may be many more.
    memory = CardMemory.objects.filter(student=student_id, item=OuterRef("item_version__item"), card=OuterRef("name"))
    cards = ItemCard.objects.filter(item_version__entries__version=content.published_version_id).annotate(
        last_rating=Subquery(memory.values("last_rating")), first_review=Subquery(memory.values("first_review"))
    )
    known = Count("pk", filter=Q(last_rating__gte=Rating.GOOD))
    counts = cards.aggregate(total=Count("pk"), turned=Count("first_review"), known=known, latest=Max("first_review"))
    logs = ReviewLog.objects.counted().filter(student=student_id, content=content)
    reviews = logs.aggregate(first=Min("reviewed_at"), last=Max("reviewed_at"))
    total, turned = counts["total"], counts["turned"]
    return Figures(
        percentage=_percentage(turned, total),
        time_spent=time_spent(student_id, content),
        flashcard_score=rounded(Decimal(counts["known"] * 100) / turned) if turned else None,
        started_at=reviews["first"],
        completed_at=counts["latest"] if turned == total > 0 else None,
        last_accessed_at=reviews["last"],
    )


def _published_items(content: Content) -> QuerySet[Item]:
    return Item.objects.filter(versions__entries__version=content.published_version_id)


def _percentage(part: int, whole: int) -> int:
    return part * 100 // whole if whole else 0


_MODES: dict[StudyMode, Callable[[UUID, Content], Figures]] = {
    StudyMode.READ: _read,
    StudyMode.ANSWER: _answered,
    StudyMode.TURN: _turned,
}
