"""True retention, as Anki defines it: of the cards under review that were asked, how many were remembered.

A review counts when the card had been scheduled for some days (not new, not being learnt), and when it is the first of
that card on that day. It is passed unless it was rated “Again”. A card is young while it had been scheduled for less
than 21 days, and mature from then on. See https://docs.ankiweb.net/stats.html#true-retention."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from accounts.models import User
from accounts.time_zones import time_zone_of
from progress.figures.periods import Period
from progress.figures.rows import counted_reviews, within
from progress.models import ReviewLog
from progress.models.memory import MATURE, Rating

KINDS = ("young", "mature")
PASSED = Q(rating__gt=Rating.AGAIN)
OF_KIND = {"young": Q(interval__lt=MATURE), "mature": Q(interval__gte=MATURE)}


@dataclass(frozen=True)
class Share:
    """So many `passed` of `count` reviews."""

    passed: int = 0
    count: int = 0

    @property
    def percent(self) -> float | None:
        """None where nothing was asked: that is not the same as 0."""
        return 100 * self.passed / self.count if self.count else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.passed + other.passed, self.count + other.count)


@dataclass(frozen=True)
class Retention:
    period: Period
    young: Share
    mature: Share

    @property
    def both(self) -> Share:
        return self.young + self.mature


def retention(student: User, now: datetime, periods: Sequence[Period]) -> list[Retention]:
    """Her true retention in each of the `periods`, the longest of which comes last. One query, over the longest."""
    filters = {period: _since(period, student, now) for period in periods}
    counts = {
        f"{what}_{kind}_{number}": Count("pk", filter=condition & OF_KIND[kind] & extra)
        for number, condition in enumerate(filters.values())
        for kind in KINDS
        for what, extra in (("count", Q()), ("passed", PASSED))
    }
    found = first_reviews(student, now, periods[-1]).aggregate(**counts)
    return [
        Retention(period, *(Share(found[f"passed_{kind}_{number}"], found[f"count_{kind}_{number}"]) for kind in KINDS))
        for number, period in enumerate(periods)
    ]


def reviews_of(student: User, now: datetime, period: Period, kind: str) -> QuerySet[ReviewLog]:
    """The reviews that the figure of the period is made of, to be ordered and paged: of one of the `KINDS`, or with ""
    of both."""
    chosen = first_reviews(student, now, period).filter(OF_KIND.get(kind, Q()))
    return ReviewLog.objects.filter(pk__in=chosen.values("pk"))


def first_reviews(student: User, now: datetime, period: Period) -> QuerySet[ReviewLog]:
    """Of the period, the first review of each card on each of her days, where the card was under review."""
    rows, span = counted_reviews(student).filter(interval__isnull=False), period.span(student, now)
    rows = within(rows, "reviewed_at", span) if span else rows
    day = TruncDate("reviewed_at", tzinfo=time_zone_of(student))
    place = Window(RowNumber(), partition_by=[F("item"), F("card"), F("day")], order_by=["reviewed_at", "id"])
    return rows.annotate(day=day, place=place).filter(place=1)


def _since(period: Period, student: User, now: datetime) -> Q:
    span = period.span(student, now)
    return Q(reviewed_at__gte=span.start, reviewed_at__lt=span.end) if span else Q()
