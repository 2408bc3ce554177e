"""The filters in the address of a figure. What makes no sense is a page that is not here, and a sentence."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.refusals import NotHere
from progress.days import today_of
from progress.numbers.sheet import Question

T = TypeVar("T")
OLDEST = date(2000, 1, 1)


def read_choice(question: Question, name: str, choices: Mapping[str, T], default: T) -> T:
    """The chosen one, `default` where nothing is."""
    chosen = question.get(name)
    if chosen and chosen not in choices:
        raise NotHere(
            _("“%(value)s” is nothing to choose here. Start from the figures on your desk.") % {"value": chosen[:40]}
        )
    return choices[chosen] if chosen else default


def read_day(question: Question, name: str = "day") -> date | None:
    """A day as YYYY-MM-DD, not before this century nor after today."""
    return _read_date(question, question.get(name))


def read_month(question: Question) -> tuple[date, date] | None:
    """The first and the last day of a month given as YYYY-MM; of this month, up to today."""
    month = question.get("month")
    first = _read_date(question, month and f"{month}-01")
    if first is None:
        return None
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first, min(last, today_of(question.student, question.now))


def read_key(question: Question, name: str) -> UUID | None:
    value = question.get(name)
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotHere(_("This address is not whole. Start from the figures on your desk.")) from None


def _read_date(question: Question, value: str) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise NotHere(
            _("“%(value)s” is no date. Write it as 2026-03-31, or choose a day on your desk.") % {"value": value[:40]}
        ) from None
    if not OLDEST <= day <= today_of(question.student, question.now):
        raise NotHere(_("There is nothing to show of that day. Choose one up to today on your desk."))
    return day
