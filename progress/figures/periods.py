"""The spans of time that figures are told of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress.days import StudyDay, span_of_days, today_of


@dataclass(frozen=True)
class Period:
    """So many of her days, the last of them today; None is all of them."""

    name: str
    label: str | Promise
    days: int | None

    def first_day(self, student: User, now: datetime) -> date | None:
        return None if self.days is None else today_of(student, now) - timedelta(days=self.days - 1)

    def span(self, student: User, now: datetime) -> StudyDay | None:
        first = self.first_day(student, now)
        return None if first is None else span_of_days(student, first, today_of(student, now))


TODAY = Period("today", _("Today"), 1)
WEEK = Period("7", _("Last 7 days"), 7)
MONTH = Period("30", _("Last 30 days"), 30)
YEAR = Period("year", _("Last year"), 365)
ALL = Period("all", _("All time"), None)
PERIODS: Mapping[str, Period] = {period.name: period for period in (TODAY, WEEK, MONTH, YEAR, ALL)}
