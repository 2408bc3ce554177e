"""The study day of a student: from midnight to midnight where she is."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from accounts.models import User
from accounts.time_zones import time_zone_of


@dataclass(frozen=True)
class StudyDay:
    """In UTC; `end` is the first moment of the next day."""

    start: datetime
    end: datetime


def study_day(student: User, now: datetime) -> StudyDay:
    """The day that `now` lies in, in the time zone of her profile."""
    zone = time_zone_of(student)
    today = now.astimezone(zone).date()
    midnights = [datetime.combine(day, time.min, zone).astimezone(UTC) for day in (today, today + timedelta(days=1))]
    return StudyDay(*midnights)
