"""Where the time of a day, a month or a period went: by piece."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.paging import PARAMETER, Page, paginate
from progress.days import span_of_days, today_of
from progress.figures.activity import activity, total
from progress.figures.periods import MONTH, TODAY, WEEK, YEAR
from progress.figures.time import time_by_piece
from progress.numbers.filters import read_choice, read_day, read_month
from progress.numbers.lines import load_pieces, piece_cell
from progress.numbers.sheet import Cell, Column, Question, Sheet, address
from progress.numbers.words import percent
from progress.templatetags.progress_ui import time_spent

PERIODS = {period.name: period for period in (TODAY, WEEK, MONTH, YEAR)}


def open_time(question: Question) -> Sheet:
    """Of a `day`, a `month` or a `period`; without any of the last 30 days."""
    first, last, said = _days(question)
    work = total(activity(question.student, first, last))
    timed = time_by_piece(question.student, span_of_days(question.student, first, last))
    page: Page[Any] = paginate(timed.only("id"), order=("-milliseconds", "-id"), token=question.get(PARAMETER))
    pieces = load_pieces(question, (row.pk for row in page.rows))
    return Sheet(
        title=_("Time spent"),
        value=work.milliseconds,
        figure=time_spent(work.seconds),
        unit="",
        columns=[Column(_("Material")), Column(_("Time"), is_number=True), Column(_("Share"), is_number=True)],
        rows=[
            [
                piece_cell(row.pk, pieces),
                Cell(time_spent(row.milliseconds // 1000)),
                Cell(percent(100 * row.milliseconds / work.milliseconds)),
            ]
            for row in page.rows
        ],
        count=timed.count(),
        rule=_(
            "Time counts while a page of study is open before you and you are at it, up to a few minutes between two "
            "steps; of a card, from the question to your rating."
        ),
        filters=[(_("When"), said)],
        above=[(_("Time spent"), address("time"))] if question.get("day") or question.get("month") else [],
        links=page.links(question.request),
        is_reset=page.is_reset,
    )


def _days(question: Question) -> tuple[date, date, str]:
    """The first day, the last, and what they are called."""
    if day := read_day(question):
        return day, day, date_format(day, "l, j F Y")
    if month := read_month(question):
        return *month, date_format(month[0], "F Y")
    period = read_choice(question, "period", PERIODS, MONTH)
    today = today_of(question.student, question.now)
    return period.first_day(question.student, question.now) or today, today, str(period.label)
