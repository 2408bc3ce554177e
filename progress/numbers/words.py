"""Figures of study in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from progress.figures.activity import Day, Work
from progress.figures.mastery import TopicMastery
from progress.templatetags.progress_ui import time_spent

KINDS: Mapping[str, str | Promise] = {
    "reviews": gettext_lazy("Reviews of cards"),
    "answers": gettext_lazy("Answers in quizzes"),
    "checks": gettext_lazy("Answers to questions in guides"),
    "read": gettext_lazy("Parts read"),
}


def say_work(work: Work) -> str:
    """What was done, without what was not: “12 reviews, 3 answers, 14 min”."""
    said = [
        (work.reviews, ngettext("%(n)s review", "%(n)s reviews", work.reviews)),
        (work.answered, ngettext("%(n)s answer", "%(n)s answers", work.answered)),
        (work.read, ngettext("%(n)s part read", "%(n)s parts read", work.read)),
    ]
    parts = [words % {"n": grouped(count)} for count, words in said if count]
    if work.milliseconds:
        parts.append(time_spent(work.seconds) if work.seconds else _("a moment"))
    return ", ".join(parts) or _("nothing")


def say_day(day: Day) -> str:
    """“3 March: 12 reviews, 3 answers”."""
    return f"{date_format(day.date, 'j F')}: {say_work(day.work)}"


def say_days(count: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": grouped(count)}


def say_span(first: date, last: date) -> str:
    """“3 March to 5 April 2026”."""
    if first == last:
        return date_format(first, "j F Y")
    shown = date_format(first, "j F" if first.year == last.year else "j F Y")
    return _("%(first)s to %(last)s") % {"first": shown, "last": date_format(last, "j F Y")}


def percent(value: float | Decimal | None) -> str:
    """With one digit where it has one, and a dash for none."""
    if value is None:
        return "–"
    rounded = round(float(value), 1)
    return _("%(number)s%%") % {"number": int(rounded) if rounded == int(rounded) else number_format(rounded, 1)}


def grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def say_topic(topic: TopicMastery) -> str:
    return topic.path or _("In no topic")


def say_state(topic: TopicMastery) -> tuple[str, str, str]:
    """The word, tone and icon of a state of mastery."""
    match topic.state:
        case "mastered":
            return _("Mastered"), "good", "check-circle"
        case "under_way":
            return _("Under way"), "info", "half-circle"
        case _:
            return _("Not enough yet"), "outline", "circle"
