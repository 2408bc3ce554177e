"""The days of a run of study."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from progress.figures.activity import activity, calendar
from progress.figures.streak import Run, Streak, streak
from progress.numbers.filters import read_choice, read_day
from progress.numbers.sheet import Cell, Column, Question, Sheet, address
from progress.numbers.words import grouped, say_span, say_work

SHOWN = 31  # days on a page
BEFORE = "before"


def rule() -> str:
    """The rule in words, to stand beside every streak."""
    return _(
        "A day counts when you did anything: turned a card, answered a question, read a part, or spent time with a "
        "piece. Days in a row make a streak. It lasts while today is not over, though you have not studied yet."
    )


def open_streak(question: Question) -> Sheet:
    """`run` is "current" or "longest"; the days, the latest first, come by pages."""
    found = streak(question.student, calendar(question.student, question.now))
    choices = {"current": found.current, "longest": found.longest}
    run = read_choice(question, "run", choices, found.current)
    is_longest = question.get("run") == "longest"
    return Sheet(
        title=_("Longest streak") if is_longest else _("Streak"),
        value=run.days if run else 0,
        figure=grouped(run.days if run else 0),
        unit=_("days in a row"),
        columns=[Column(_("Day")), Column(_("What you did"))],
        rows=_rows(question, run) if run else [],
        count=run.days if run else 0,
        rule=rule(),
        filters=[(_("When"), say_span(run.first, run.last))] if run else [],
        above=_other(found, is_longest=is_longest),
        links=_links(question, run) if run else {},
    )


def _rows(question: Question, run: Run) -> list[list[Cell]]:
    last = _last(question, run)
    days = activity(question.student, max(run.first, last - timedelta(days=SHOWN - 1)), last)
    return [
        [Cell(date_format(day.date, "l, j F Y"), address("activity", day=day.date)), Cell(say_work(day.work))]
        for day in reversed(days)
    ]


def _last(question: Question, run: Run) -> date:
    """The latest day on this page."""
    before = read_day(question, BEFORE)
    return before - timedelta(days=1) if before and run.first < before <= run.last else run.last


def _links(question: Question, run: Run) -> dict[str, str]:
    last, chosen = _last(question, run), {"run": question.get("run")}
    earlier, later = last - timedelta(days=SHOWN - 1), last + timedelta(days=SHOWN + 1)
    return {
        "next_url": address("streak", **chosen, before=earlier) if earlier > run.first else "",
        "previous_url": address("streak", **chosen, before=later if later <= run.last else "")
        if last < run.last
        else "",
    }


def _other(found: Streak, *, is_longest: bool) -> list[tuple[str, str]]:
    return [(_("Streak"), address("streak"))] if is_longest else []
