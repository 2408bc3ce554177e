"""Figures of study in words."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.kinds import StudyMode
from content.models import Content
from content.timecodes import write_timecode

register = template.Library()


@register.filter
def interval(wait: timedelta) -> str:
    """How long until a card comes back, in one unit: “10 min”, “3 days”, “2.4 months”."""
    minutes = max(1, round(wait.total_seconds() / 60))
    days = round(wait.total_seconds() / 86_400)
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    if minutes < 24 * 60:
        return _("%(count)d h") % {"count": round(minutes / 60)}
    if days < 31:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days < 365:
        return _("%(count)s months") % {"count": round(days / 30.4, 1)}
    return _("%(count)s years") % {"count": round(days / 365.25, 1)}


@register.filter
def time_spent(seconds: int) -> str:
    """A duration in hours and minutes: “1 h 12 min”, “4 min”, “under a minute”."""
    minutes = seconds // 60
    if not minutes:
        return _("under a minute") if seconds else _("none yet")
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


@register.filter
def timecode(seconds: int) -> str:
    """A place in a recording: “2:15”."""
    return write_timecode(seconds)


@register.simple_tag
def study_label(content: Content) -> str:
    """What the button says that opens a piece for study."""
    if content.kind == "podcast":
        return _("Read along")
    labels = {StudyMode.READ: _("Read"), StudyMode.ANSWER: _("Take the quiz"), StudyMode.TURN: _("Turn the cards")}
    return labels[content.kind_type.study_mode]
