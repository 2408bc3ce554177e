"""What a student's finished attempts came to."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Window

from accounts.models import User
from content.models import Content
from progress.figures.rows import scored_attempts
from progress.models import QuizAttempt
from progress.rules import pass_mark_of

SHOWN = 40  # the latest attempts, in the chart


@dataclass(frozen=True)
class Score:
    """One finished attempt: what it came to in percent, and the mark that passes it."""

    content_id: UUID
    title: str
    language: str
    number: int
    finished_at: datetime
    percent: Decimal
    pass_mark: int
    is_open: bool = True  # whether she can look at the attempt: its quiz is in the library

    @property
    def has_passed(self) -> bool:
        return self.percent >= self.pass_mark


@dataclass(frozen=True)
class Scores:
    """The `latest` of `count` attempts, the oldest of them first."""

    latest: list[Score]
    count: int


def scores(student: User, shown: int = SHOWN) -> Scores:
    """Her latest scores. One query."""
    reachable = Content.objects.studiable_by(student).filter(pk=OuterRef("content"))
    attempts = attempts_of(student).annotate(whole=Window(Count("pk")), is_open=Exists(reachable))
    found = list(attempts.order_by("-finished_at", "-id")[:shown])
    latest = [replace(read_score(attempt), is_open=attempt.is_open) for attempt in reversed(found)]
    return Scores(latest, found[0].whole if found else 0)


def attempts_of(student: User, content: Content | None = None) -> QuerySet[QuizAttempt]:
    """The attempts that have a score, of one quiz or of all, with the title and the rules of their versions."""
    attempts = scored_attempts(student).filter(content=content) if content else scored_attempts(student)
    return attempts.select_related("version", "content", "assignment").only(
        "number", "finished_at", "score", "max_score", "version__title", "version__frame", "version__content",
        "content__kind", "content__language", "assignment__pass_mark",
    )  # fmt: skip


def read_score(attempt: QuizAttempt) -> Score:
    attempt.version.content = attempt.content
    assert attempt.finished_at is not None
    assert attempt.percent is not None
    return Score(
        content_id=attempt.content_id,
        title=attempt.version.title,
        language=attempt.content.language,
        number=attempt.number,
        finished_at=attempt.finished_at,
        percent=attempt.percent,
        pass_mark=pass_mark_of(attempt),
    )
