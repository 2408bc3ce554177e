"""The figures of a class in words, shapes and colours."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from progress.classes.answers import Answer
from progress.classes.standing import State

Look = tuple[str | Promise, str, str]  # word, tone, icon

STATES: Mapping[State, Look] = {
    State.UPCOMING: (gettext_lazy("Not open yet"), "faded", "clock"),
    State.NOT_BEGUN: (gettext_lazy("Not begun"), "outline", "circle"),
    State.BEGUN: (gettext_lazy("Under way"), "info", "half-circle"),
    State.WAITING: (gettext_lazy("To be graded"), "neutral", "pause"),
    State.DONE: (gettext_lazy("Done"), "good", "check-circle"),
    State.EXCUSED: (gettext_lazy("Excused"), "faded", "arrow-right"),
    State.MISSED: (gettext_lazy("Missed"), "bad", "cross"),
}
LATE: Look = (gettext_lazy("Late"), "warn", "clock")
HELP: Look = (gettext_lazy("Needs help"), "bad", "flag")


def say_result(answer: Answer) -> Look:
    if answer.share >= 1:
        return (_("Known") if answer.rating is not None else _("Right")), "good", "check"
    if answer.share > 0:
        return _("Partly right"), "warn", "half-circle"
    return (_("Not known") if answer.rating is not None else _("Not right")), "warn", "cross"
