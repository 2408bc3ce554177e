"""The form with which a teacher gives her class something to do, and changes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.forms.moments import check_zone
from content.kinds.quiz import QuizFrame
from content.models import Content
from content.text import clean_input
from progress.actions.excepting import say_time
from progress.classes.briefs import MOST, Brief, brief_of, misfits
from progress.classes.evidence import frame_of
from progress.forms.moments import MINUTE, has_passed, limit_field, moment_field, same_moment
from progress.models import Assignment

DATES = ("opens_at", "due_at", "closes_at")
EVENING = 20  # o'clock, when what is due on a day is due
PRESET = "preset"  # the buttons that set the due date
PRESETS = {
    "1": gettext_lazy("Tomorrow evening"),
    "7": gettext_lazy("In a week"),
    "14": gettext_lazy("In two weeks"),
    "": gettext_lazy("No due date"),
}


class AssignForm(forms.Form):
    """Dates in the zone of whoever sets them, the rules where the piece is a quiz, and a note. Empty rules are as the
    author of the quiz has them, 0 is no limit."""

    opens_at = moment_field(gettext_lazy("Opens"), gettext_lazy("Empty: at once."))
    due_at = moment_field(gettext_lazy("Due"), gettext_lazy("After it, work is still taken, and marked late."))
    closes_at = moment_field(gettext_lazy("Closes"), gettext_lazy("From then on nothing is taken. Empty: never."))
    attempts = limit_field(gettext_lazy("Attempts"), MOST["attempts"])
    time_limit = limit_field(gettext_lazy("Time limit (minutes)"), MOST["time_limit"])
    pass_mark = limit_field(gettext_lazy("Pass mark (percent)"), MOST["pass_mark"])
    note = forms.CharField(
        label=gettext_lazy("What to do"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Your students read it beside the material."),
    )

    def __init__(self, data: Any = None, *, content: Content, assignment: Assignment | None = None) -> None:
        """With an `assignment`, the form changes it."""
        self.content, self.assignment = content, assignment
        self.before = brief_of(assignment) if assignment else None
        initial = self.before.fields if self.before else {"due_at": _evening(7)}
        self.is_preset = data is not None and PRESET in data
        if self.is_preset:
            data = _with_preset(data)
        super().__init__(data, initial=initial)
        self._explain(frame_of(content))

    def _explain(self, frame: QuizFrame | None) -> None:
        """Say what holds without a rule; leave those out that this piece cannot have."""
        for name, words in rules_of(frame).items():
            if words is None:
                del self.fields[name]
                continue
            author, sentence = words
            self.fields[name].widget.attrs.update({"placeholder": author, "inputmode": "numeric"})
            self.fields[name].help_text = sentence

    def clean(self) -> dict[str, Any]:
        for name in DATES:
            check_zone(self, name)
        if self.errors:
            return self.cleaned_data
        self._refuse_past()
        for name, sentence in misfits(self.brief, self.content).items():
            self.add_error(name, sentence)
        return self.cleaned_data

    def _refuse_past(self) -> None:
        """Nobody could do what was due, or closed, before it was given."""
        for name in ("due_at", "closes_at"):
            moment = same_moment(self.cleaned_data[name], getattr(self.before, name, None))
            if has_passed(moment, getattr(self.before, name, None)):
                self.add_error(name, _("This time has passed. Set a later one, or none."))

    @property
    def brief(self) -> Brief:
        """What `assign` and `change_assignment` want, once it is valid."""
        data = self.cleaned_data
        dates = {name: same_moment(data.get(name), getattr(self.before, name, None)) for name in DATES}
        return Brief(
            opens_at=dates["opens_at"] or (self.before.opens_at if self.before else timezone.now()),
            due_at=dates["due_at"],
            closes_at=dates["closes_at"],
            time_limit=data.get("time_limit"),
            attempts=data.get("attempts"),
            pass_mark=data.get("pass_mark"),
            note=data.get("note", ""),
        )

    def clean_note(self) -> str:
        return clean_input(self.cleaned_data["note"]).strip()

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name()

    @property
    def presets(self) -> Mapping[str, Any]:
        return PRESETS


def rules_of(frame: QuizFrame | None) -> dict[str, tuple[str, str] | None]:
    """For each rule what the author has, as short as it goes and in a sentence; None where there can be none."""
    if frame is None:
        return dict.fromkeys(MOST)
    mark = _("Empty: %(mark)d, as the author has it. 0: whoever does it passes.") % {"mark": frame.pass_mark}
    if frame.is_practice:
        return {"attempts": None, "time_limit": None, "pass_mark": (str(frame.pass_mark), mark)}
    limited, free = (
        _("Empty: %(rule)s, as the author has it. 0: no limit."),
        _("Empty: no limit, as the author has it."),
    )
    attempts, time_limit = frame.attempts, frame.time_limit
    return {
        "attempts": (str(attempts or ""), limited % {"rule": attempts} if attempts else free),
        "time_limit": (str(time_limit or ""), limited % {"rule": say_time(time_limit)} if time_limit else free),
        "pass_mark": (str(frame.pass_mark), mark),
    }


def _evening(days: int) -> datetime:
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=EVENING, minute=0, second=0, microsecond=0)


def _with_preset(data: Any) -> Any:
    """What was sent, with the due date that the pressed button stands for."""
    data, chosen = data.copy(), str(data.get(PRESET, ""))
    is_known = chosen in PRESETS and chosen
    data["due_at"] = _evening(int(chosen)).strftime(MINUTE) if is_known else ""
    return data
