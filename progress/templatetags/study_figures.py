"""The figures of a student's own study in words, and where each of them opens."""

from collections.abc import Iterator

from django import template
from django.utils.translation import gettext as _

from progress.charts.calendar import Step, draw_key
from progress.figures.mastery import rule as mastery_rule
from progress.figures.retention import Retention, Share
from progress.numbers import retention, streak, words
from progress.numbers.activity import by_month
from progress.numbers.mastery import topic_address
from progress.numbers.sheet import address
from progress.templatetags.progress_ui import time_spent

register = template.Library()
register.filter("by_month", by_month)
register.filter("day_in_words", words.say_day)
register.filter("days_in_words", words.say_days)
register.filter("percent", words.percent)
register.filter("topic_name", words.say_topic)
register.filter("topic_state", words.say_state)
register.filter("topic_url", topic_address)
register.filter("why_none", retention.why_none)
register.simple_tag(address, name="numbers")
register.simple_tag(draw_key, name="calendar_key")
register.simple_tag(mastery_rule, name="mastery_rule")
register.simple_tag(retention.rule, name="retention_rule")
register.simple_tag(streak.rule, name="streak_rule")


@register.filter
def milliseconds(spent: int) -> str:
    """A duration in hours and minutes."""
    return time_spent(spent // 1000)


@register.filter
def step_in_words(step: Step) -> str:
    """How much a square of the calendar's key stands for: “10–24”, “50 and more”."""
    if step.next is None:
        return _("%(least)d and more") % {"least": step.least}
    return f"{step.least}–{step.next - 1}"


@register.filter
def shares(found: Retention) -> Iterator[tuple[str, str, Share]]:
    """Of young cards and of mature ones: the name, the label, the share."""
    return ((kind, str(retention.KINDS[kind]), getattr(found, kind)) for kind in ("young", "mature"))


@register.filter
def width(share: Share) -> str:
    """In percent, as SVG reads it."""
    return f"{share.percent or 0:.1f}"
