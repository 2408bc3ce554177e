"""What was done on a day, in a month, in the year of the calendar: in figures, and each thing of a kind."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.paging import PARAMETER, paginate
from progress.days import span_of_days
from progress.figures.activity import Day, Work, activity, calendar, total
from progress.figures.rows import check_answers, counted_reviews, quiz_answers, sections_read, within
from progress.numbers import lines
from progress.numbers.filters import read_choice, read_day, read_month
from progress.numbers.sheet import Cell, Column, Question, Sheet, address, number
from progress.numbers.words import KINDS, grouped, say_span
from progress.templatetags.progress_ui import time_spent


@dataclass(frozen=True)
class Kind:
    """One kind of thing that is done: its rows, when each was done, and how they are shown."""

    rows: Callable[[User], "QuerySet[Any]"]
    at: str
    show: lines.Show


SHOWN = {
    "reviews": Kind(counted_reviews, "reviewed_at", lines.show_reviews),
    "answers": Kind(quiz_answers, "answered_at", lines.show_answers),
    "checks": Kind(check_answers, "answered_at", lines.show_checks),
    "read": Kind(sections_read, "read_at", lines.show_read),
}


Part = tuple[
    str, dict[str, str], Work
]  # what days are called, the filter of the address that asks for them, their work


@dataclass(frozen=True)
class Span:
    """The days that are asked for, what they are called, and the filter of the address that asks for them."""

    days: Sequence[Day]
    title: str
    filter: dict[str, str]

    @property
    def work(self) -> Work:
        return total(self.days)


def open_activity(question: Question) -> Sheet:
    """`day` or `month`, otherwise the calendar; `what` lists the things of one kind."""
    span, kind = _span(question), read_choice(question, "what", {name: name for name in KINDS}, "")
    if kind:
        return _list(question, span, kind)
    return _of_day(span) if "day" in span.filter else _table(span)


def _span(question: Question) -> Span:
    if day := read_day(question):
        days = activity(question.student, day, day)
        return Span(days, date_format(day, "l, j F Y"), {"day": day.isoformat()})
    if month := read_month(question):
        days = activity(question.student, *month)
        return Span(days, date_format(month[0], "F Y"), {"month": f"{month[0]:%Y-%m}"})
    days = calendar(question.student, question.now)
    return Span(days, say_span(days[0].date, days[-1].date), {})


def _of_day(span: Span) -> Sheet:
    """How much of each kind, and how long it took."""
    work = span.work
    rows = [
        [Cell(str(label)), number(getattr(work, kind), address("activity", **span.filter, what=kind))]
        for kind, label in KINDS.items()
    ]
    spent = Cell(time_spent(work.seconds), address("time", **span.filter) if work.milliseconds else "")
    return Sheet(
        title=span.title,
        value=work.things,
        figure=grouped(work.things),
        unit=_things(work.things),
        columns=[Column(_("What you did")), Column(_("How much"), is_number=True)],
        rows=[*rows, [Cell(_("Time spent")), spent]],
        count=work.things,
        rule=_counts(),
        above=_above(span),
    )


def _table(span: Span) -> Sheet:
    """A month by its days, the calendar by its months; the latest first, without those in which nothing was done."""
    parts = by_month(span.days) if not span.filter else _by_day(span.days)
    work, days = span.work, len(span.days)
    studied = sum(day.is_studied for day in span.days)
    return Sheet(
        title=span.title if span.filter else _("What you did"),
        value=studied,
        figure=grouped(studied),
        unit=ngettext("of %(days)d day with study", "of %(days)d days with study", days) % {"days": days},
        columns=[Column(_("Day") if span.filter else _("Month")), *_columns()],
        rows=[_row(*part) for part in reversed(parts)],
        count=work.things,
        rule=_counts(),
        filters=[(_("When"), say_span(span.days[0].date, span.days[-1].date))],
        above=_above(span),
    )


def _list(question: Question, span: Span, kind: str) -> Sheet:
    shown, days = SHOWN[kind], [day.date for day in span.days]
    rows = within(shown.rows(question.student), shown.at, span_of_days(question.student, days[0], days[-1]))
    page = paginate(rows, order=(f"-{shown.at}", "-id"), token=question.get(PARAMETER))
    count = getattr(span.work, kind)
    columns, cells = shown.show(question, page.rows)
    above = [*_above(span), (span.title, address("activity", **span.filter))]
    return Sheet(
        title=str(KINDS[kind]),
        value=count,
        figure=grouped(count),
        unit=str(KINDS[kind]).lower(),
        columns=columns,
        rows=cells,
        count=count,
        rule=_counts(),
        filters=[(_("When"), span.title)],
        above=above,
        links=page.links(question.request),
        is_reset=page.is_reset,
    )


def by_month(days: Iterable[Day]) -> list[Part]:
    """The months with study."""
    months: dict[date, list[Day]] = {}
    for day in days:
        months.setdefault(day.date.replace(day=1), []).append(day)
    return [
        (date_format(first, "F Y"), {"month": f"{first:%Y-%m}"}, total(held))
        for first, held in months.items()
        if any(day.is_studied for day in held)
    ]


def _by_day(days: Iterable[Day]) -> list[Part]:
    studied = (day for day in days if day.is_studied)
    return [(date_format(day.date, "l, j F"), {"day": day.date.isoformat()}, day.work) for day in studied]


def _columns() -> list[Column]:
    return [*(Column(str(label), is_number=True) for label in KINDS.values()), Column(_("Time"), is_number=True)]


def _row(label: str, chosen: dict[str, str], work: Work) -> list[Cell]:
    counts = [number(getattr(work, kind), address("activity", **chosen, what=kind)) for kind in KINDS]
    spent = Cell(time_spent(work.seconds), address("time", **chosen) if work.milliseconds else "")
    return [Cell(label, address("activity", **chosen)), *counts, spent]


def _above(span: Span) -> list[tuple[str, str]]:
    if not span.filter:
        return []
    above = [(_("What you did"), address("activity"))]
    if "day" in span.filter:
        month = span.days[0].date
        above.append((date_format(month, "F Y"), address("activity", month=f"{month:%Y-%m}")))
    return above


def _things(count: int) -> str:
    return ngettext("thing done", "things done", count)


def _counts() -> str:
    return _(
        "What counts: each review of a card that you did not take back, each question of a quiz that you answered, "
        "your last answer to the question of a section, each part you marked as read. A day ends at your midnight."
    )
