"""What a student did on each of her days."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, Count, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncDate

from accounts.models import User
from accounts.time_zones import time_zone_of
from progress.days import StudyDay, each_day, span_of_days, today_of
from progress.figures.rows import check_answers, counted_reviews, quiz_answers, sections_read, time_slots, within

Rows: TypeAlias = "QuerySet[Any, Any]"
WEEKS = 53  # of the calendar: a year, and the week that it began in
_NOTHING = Value(0, output_field=BigIntegerField())


@dataclass(frozen=True)
class Work:
    """How much was done: `reviews` of cards, `answers` in quizzes, `checks` answered in guides, parts `read`, and the
    time that all of it took."""

    reviews: int = 0
    answers: int = 0
    checks: int = 0
    read: int = 0
    milliseconds: int = 0

    @property
    def things(self) -> int:
        return self.reviews + self.answers + self.checks + self.read

    @property
    def answered(self) -> int:
        """In quizzes and in guides."""
        return self.answers + self.checks

    @property
    def seconds(self) -> int:
        return self.milliseconds // 1000


@dataclass(frozen=True)
class Day:
    """What was done on one day."""

    date: date
    work: Work = field(default_factory=Work)

    @property
    def is_studied(self) -> bool:
        """Whether anything was done at all."""
        return bool(self.work.things or self.work.milliseconds)


KINDS = tuple(figure.name for figure in fields(Work))


def activity(student: User, first: date, last: date) -> list[Day]:
    """Each of her days from `first` to `last`, those without study too. One query."""
    found: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
    for day, kind, count, milliseconds in _rows(student, first, last):
        if kind in KINDS:
            found[day][kind] += count
        found[day]["milliseconds"] += milliseconds
    return [Day(day, Work(**found[day])) if day in found else Day(day) for day in each_day(first, last)]


def calendar(student: User, now: datetime) -> list[Day]:
    """The days of this week so far and of the 52 weeks before it, from a Monday on."""
    today = today_of(student, now)
    return activity(student, today - timedelta(days=today.weekday() + 7 * (WEEKS - 1)), today)


def total(days: Iterable[Day]) -> Work:
    """What was done on all of them together."""
    work = [day.work for day in days]
    return Work(*(sum(getattr(one, kind) for one in work) for kind in KINDS))


def _rows(student: User, first: date, last: date) -> Rows:
    """Day, kind, how many, and how many milliseconds they took."""
    days = _Days(span_of_days(student, first, last), time_zone_of(student))
    return days.count("reviews", counted_reviews(student), "reviewed_at", _sum("duration_ms")).union(
        days.count("answers", quiz_answers(student), "answered_at"),
        days.count("checks", check_answers(student), "answered_at"),
        days.count("read", sections_read(student), "read_at"),
        days.count("slots", time_slots(student), "slot", _sum("seconds") * 1000),
        all=True,
    )


@dataclass(frozen=True)
class _Days:
    span: StudyDay
    zone: ZoneInfo

    def count(self, kind: str, rows: Rows, at: str, milliseconds: Any = _NOTHING) -> Rows:
        """The rows of one kind, by the day on which they were done."""
        held = within(rows, at, self.span).order_by()
        named = held.annotate(day=TruncDate(at, tzinfo=self.zone), kind=Value(kind, output_field=CharField()))
        counted: Rows = named.values_list("day", "kind").annotate(count=Count("pk"), milliseconds=milliseconds)
        return counted


def _sum(name: str) -> Coalesce:
    return Coalesce(Cast(Sum(name), BigIntegerField()), 0, output_field=BigIntegerField())
