"""How many days in a row a student studied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import TruncDate

from accounts.models import User
from accounts.time_zones import time_zone_of
from progress.days import span_of_days
from progress.figures.activity import Day, Rows
from progress.figures.rows import check_answers, counted_reviews, quiz_answers, sections_read, time_slots


@dataclass(frozen=True)
class Run:
    """Days in a row, each of them with study."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Streak:
    """The `current` run is the one that lasts: up to today, or up to yesterday while today may still be studied.
    The `longest` is the latest of those. None where there is none."""

    current: Run | None
    longest: Run | None
    is_today_studied: bool = False

    @property
    def days(self) -> int:
        return self.current.days if self.current else 0


def streak(student: User, recent: Sequence[Day]) -> Streak:
    """Her streak, given her `recent` days up to today (see `figures.activity`). One query, of the days before them."""
    studied = [day.date for day in recent if day.is_studied]
    runs = _runs([*_days_before(student, recent[0].date), *studied])
    today = recent[-1].date
    lasts = runs and runs[-1].last >= today - timedelta(days=1)
    return Streak(
        current=runs[-1] if lasts else None,
        longest=max(runs, key=lambda run: (run.days, run.last), default=None),
        is_today_studied=recent[-1].is_studied,
    )


def _runs(days: Iterable[date]) -> list[Run]:
    """The days, in their order, as runs."""
    found: list[Run] = []
    for day in days:
        if found and day - found[-1].last == timedelta(days=1):
            found[-1] = Run(found[-1].first, day)
        else:
            found.append(Run(day, day))
    return found


def _days_before(student: User, first: date) -> list[date]:
    """The days before that one with any study, in their order."""
    end, zone = span_of_days(student, first, first).start, time_zone_of(student)
    days = _days(counted_reviews(student).filter(reviewed_at__lt=end), "reviewed_at", zone).union(
        _days(quiz_answers(student).filter(answered_at__lt=end), "answered_at", zone),
        _days(check_answers(student).filter(answered_at__lt=end), "answered_at", zone),
        _days(sections_read(student).filter(read_at__lt=end), "read_at", zone),
        _days(time_slots(student).filter(slot__lt=end, seconds__gt=0), "slot", zone),
    )
    return sorted(day for (day,) in days)


def _days(rows: Rows, at: str, zone: ZoneInfo) -> Rows:
    days: Rows = rows.order_by().annotate(day=TruncDate(at, tzinfo=zone)).values_list("day").distinct()
    return days
