"""The study day of a student: from midnight to midnight where she is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from accounts.models import User
from accounts.time_zones import time_zone_of


@dataclass(frozen=True)
class StudyDay:
    """One day or several, in UTC; `end` is the first moment of the day after the last."""

    start: datetime
    end: datetime


def study_day(student: User, now: datetime) -> StudyDay:
    """The day that `now` lies in, in the time zone of her profile."""
    today = today_of(student, now)
    return span_of_days(student, today, today)


def today_of(student: User, now: datetime) -> date:
    """The date where she is."""
    return now.astimezone(time_zone_of(student)).date()


def span_of_days(student: User, first: date, last: date) -> StudyDay:
    """From her midnight at the start of `first` to that at the end of `last`."""
    zone = time_zone_of(student)
    midnights = [datetime.combine(day, time.min, zone).astimezone(UTC) for day in (first, last + timedelta(days=1))]
    return StudyDay(*midnights)


def each_day(first: date, last: date) -> Iterator[date]:
    """The dates from `first` to `last`, both of them too."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
