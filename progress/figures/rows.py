"""What counts: the rows that the figures are made of, one student's own."""

from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import User
from content.kinds.quiz import Results
from progress.days import StudyDay
from progress.models import ItemRead, QuizAttempt, Response, ReviewLog, ReviewUndo, SectionCheck, StudyTime

M = TypeVar("M", bound=Model)


def counted_reviews(student: User) -> QuerySet[ReviewLog]:
    """Her reviews of cards, but for those she took back, and for what a wrong answer of a quiz wrote into the log."""
    taken_back = ReviewUndo.objects.filter(log=OuterRef("pk"))
    return ReviewLog.objects.filter(~Exists(taken_back), student=student, source=ReviewLog.Source.REVIEW)


def quiz_answers(student: User) -> QuerySet[Response]:
    """What she answered in quizzes, in open attempts too."""
    return Response.objects.filter(attempt__student=student, answer__isnull=False)


def check_answers(student: User) -> QuerySet[SectionCheck]:
    """Her last answer to the check question of each section."""
    return SectionCheck.objects.filter(student=student)


def sections_read(student: User) -> QuerySet[ItemRead]:
    """Sections of guides and segments of podcasts that she marked as read, each once."""
    return ItemRead.objects.filter(student=student)


def time_slots(student: User) -> QuerySet[StudyTime]:
    """The time of reading and answering; that of cards stands in their reviews."""
    return StudyTime.objects.filter(student=student)


def graded_answers(student: User) -> QuerySet[Response]:
    """The graded answers of her finished attempts, a question left out among them: it earned nothing. Not those of a
    quiz that tells the score alone, for what was right is not hers to know."""
    graded = Response.objects.filter(
        attempt__student=student, attempt__finished_at__isnull=False, fraction__isnull=False
    )
    says_more = ~Q(attempt__version__frame__results=Results.SCORE.value)
    return graded.filter(says_more | Q(attempt__version__frame__results__isnull=True))


def graded_checks(student: User) -> QuerySet[SectionCheck]:
    return check_answers(student).filter(fraction__isnull=False)


def scored_attempts(student: User) -> QuerySet[QuizAttempt]:
    """Her finished attempts that have a score; one of which a person has everything to grade has none yet."""
    return QuizAttempt.objects.filter(student=student, finished_at__isnull=False, max_score__gt=0)


def within(rows: QuerySet[M], field: str, span: StudyDay) -> QuerySet[M]:
    """Those whose time, in `field`, lies in the span."""
    bounds: dict[str, Any] = {f"{field}__gte": span.start, f"{field}__lt": span.end}
    return rows.filter(**bounds)
