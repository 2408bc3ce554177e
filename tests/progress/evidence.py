"""Rows of study made by hand, at the very times that a test is about."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Profile, User
from content.models import Content, ItemVersion
from progress.models import ItemRead, QuizAttempt, Response, ReviewLog, ReviewUndo, SectionCheck, StudyTime
from progress.models.memory import MemoryState, Rating
from tests.progress.study import entries_of

HOUR = timedelta(hours=1)


def live_in(student: User, zone: str) -> ZoneInfo:
    """Where her days begin and end from now on."""
    Profile.objects.filter(user=student).update(time_zone=zone)
    student.refresh_from_db()
    return ZoneInfo(zone)


def log_review(
    student: User, entry: ItemVersion, at: datetime, rating: Rating = Rating.GOOD, **fields: Any
) -> ReviewLog:
    """A review of the card; `interval` and `duration_ms` among the `fields` where the test needs them."""
    return ReviewLog.objects.create(
        student=student, item=entry.item, item_version=entry, rating=rating, reviewed_at=at, state=MemoryState.REVIEW,
        stability=1, difficulty=5, due=at, content=entry.item.content, **fields,
    )  # fmt: skip


def take_back(log: ReviewLog) -> None:
    ReviewUndo.objects.create(log=log, at=log.reviewed_at)


def read_part(student: User, entry: ItemVersion, at: datetime) -> None:
    ItemRead.objects.create(student=student, item=entry.item, content=entry.item.content, read_at=at)


def spend(student: User, content: Content, at: datetime, seconds: int) -> None:
    """Time within the quarter of an hour from `at` on."""
    StudyTime.objects.create(
        student=student, content=content, slot=at, until=at + timedelta(seconds=seconds), seconds=seconds
    )


def answer_quiz(
    student: User, content: Content, at: datetime, *fractions: float | None, is_open: bool = False
) -> QuizAttempt:
    """An attempt whose first questions earned these `fractions`, each of one point; `None` waits for a person. It ended
    at `at`, unless it `is_open` still."""
    assert content.published_version is not None
    number = QuizAttempt.objects.filter(student=student, content=content).count() + 1
    graded = [Decimal(str(fraction)) for fraction in fractions if fraction is not None]
    result: dict[str, Any] = (
        {} if is_open else {"finished_at": at, "score": max(0, sum(graded)), "max_score": len(graded)}
    )
    attempt = QuizAttempt.objects.create(
        student=student, content=content, version=content.published_version, number=number, seed=1,
        started_at=at - HOUR, **result,
    )  # fmt: skip
    Response.objects.bulk_create(
        Response(
            attempt=attempt, item_version=entry, answer={"a": 1}, fraction=None if is_open else fraction, points=1,
            answered_at=at,
        )
        for entry, fraction in zip(entries_of(content), fractions, strict=False)
    )  # fmt: skip
    return attempt


def answer_check(student: User, entry: ItemVersion, at: datetime, fraction: float | None) -> None:
    SectionCheck.objects.create(
        student=student, item=entry.item, item_version=entry, content=entry.item.content, answer=[0],
        fraction=fraction, first_answered_at=at, answered_at=at,
    )  # fmt: skip
