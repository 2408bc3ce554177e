"""The periods of true retention, and the reviews of one."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.paging import PARAMETER, paginate
from progress.figures.periods import MONTH, PERIODS, Period
from progress.figures.retention import Retention, Share, retention, reviews_of
from progress.models.memory import MATURE
from progress.numbers.filters import read_choice
from progress.numbers.lines import show_reviews
from progress.numbers.sheet import Cell, Column, Question, Sheet, address
from progress.numbers.words import percent

KINDS: Mapping[str, str | Promise] = {
    "young": gettext_lazy("Young cards"),
    "mature": gettext_lazy("Mature cards"),
    "both": gettext_lazy("All cards"),
}


def rule() -> str:
    """The definition in words, to stand beside every retention."""
    return _(
        "True retention is the share of your reviews that passed, that is, were rated Hard, Good or Easy. Reviews of "
        "cards that were new or being learnt do not count, and of a card only the first on a day. A card is young "
        "while it had been scheduled for less than %(days)d days, and mature from then on."
    ) % {"days": MATURE}


def why_none(kind: str) -> str:
    """Why there is no figure."""
    return {
        "young": _("no young card came back"),
        "mature": _("no mature card came back"),
        "both": _("no card came back"),
    }[kind]


def open_retention(question: Question) -> Sheet:
    """Of a `period`, and of one `kind` of cards; otherwise all of it in a table."""
    period = read_choice(question, "period", PERIODS, MONTH)
    kind = read_choice(question, "kind", {name: name for name in KINDS}, "both")
    if question.get("period") or question.get("kind"):
        return _reviews(question, period, kind)
    return _periods(question)


def _periods(question: Question) -> Sheet:
    found = retention(question.student, question.now, list(PERIODS.values()))
    month = next(one for one in found if one.period == MONTH)
    return Sheet(
        title=_("True retention"),
        value=month.both.percent,
        figure=percent(month.both.percent),
        unit=_("in the last 30 days"),
        columns=[Column(_("Period")), *(Column(str(label), is_number=True) for label in KINDS.values())],
        rows=[[Cell(str(one.period.label)), *(share_cell(one, kind) for kind in KINDS)] for one in found],
        count=month.both.count,
        rule=rule(),
    )


def share_cell(found: Retention, kind: str) -> Cell:
    share: Share = getattr(found, kind)
    if not share.count:
        return Cell(why_none(kind))
    said = _("%(percent)s, %(passed)s of %(count)s") % {
        "percent": percent(share.percent), "passed": share.passed, "count": share.count,
    }  # fmt: skip
    return Cell(said, address("retention", period=found.period.name, kind=kind))


def _reviews(question: Question, period: Period, kind: str) -> Sheet:
    share: Share = getattr(retention(question.student, question.now, [period])[0], kind)
    rows: Any = reviews_of(question.student, question.now, period, "" if kind == "both" else kind)
    page = paginate(rows, order=("-reviewed_at", "-id"), token=question.get(PARAMETER))
    columns, cells = show_reviews(question, page.rows)
    of = ngettext("%(passed)d of %(count)d review passed", "%(passed)d of %(count)d reviews passed", share.count)
    return Sheet(
        title=str(KINDS[kind]),
        value=share.percent,
        figure=percent(share.percent),
        unit=of % {"passed": share.passed, "count": share.count} if share.count else why_none(kind),
        columns=columns,
        rows=cells,
        count=share.count,
        rule=rule(),
        filters=[(_("When"), str(period.label))],
        above=[(_("True retention"), address("retention"))],
        links=page.links(question.request),
        is_reset=page.is_reset,
    )
