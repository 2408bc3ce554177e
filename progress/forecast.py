"""How many cards come in the next days, as far as it can be known today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, DateField, Value
from django.db.models.functions import Greatest, TruncDate

from accounts.models import User
from accounts.preferences import read_preferences
from accounts.time_zones import time_zone_of
from progress.days import study_day
from progress.models import CardMemory
from progress.querysets import CardMemoryQuerySet

DAYS = 30


@dataclass(frozen=True)
class Load:
    """The cards that come due on one of her days."""

    day: date
    due: int


@dataclass(frozen=True)
class Forecast:
    """`days` from today on, each of them; what is overdue comes today. On top of that come the cards that she begins:
    at most `new_a_day`, and each of those several times in the days after."""

    days: Sequence[Load]
    new_a_day: int

    @property
    def total(self) -> int:
        return sum(load.due for load in self.days)

    @property
    def highest(self) -> int:
        """The most on one day."""
        return max((load.due for load in self.days), default=0)


def coming(student: User, now: datetime, days: int = DAYS) -> CardMemoryQuerySet:
    """The cards that come within so many of her days, today the first of them; suspended ones do not come."""
    today = study_day(student, now)
    after = study_day(student, today.start + timedelta(days=days, hours=12)).start
    return CardMemoryQuerySet(CardMemory).current(student).filter(due__lt=after, suspended_at__isnull=True)


def forecast(student: User, now: datetime, days: int = DAYS) -> Forecast:
    """One query, besides that for her time zone. A card counts once, on the day that it comes next, however often it
    comes after that."""
    zone = time_zone_of(student)
    first = study_day(student, now).start.astimezone(zone).date()
    comes = TruncDate(Greatest("due", "buried_until", Value(now)), tzinfo=zone, output_field=DateField())
    counted = coming(student, now, days).annotate(day=comes).order_by().values_list("day").annotate(Count("pk"))
    found = dict(counted)
    dates = [first + timedelta(days=number) for number in range(days)]
    return Forecast([Load(day, found.get(day, 0)) for day in dates], read_preferences(student).cards_per_day)
