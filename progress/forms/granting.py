"""The form of an exception from an assignment: for whom, and what is different."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from content.forms.moments import check_zone
from content.text import clean_input
from progress.actions.granting import Grant, grant_misfits
from progress.classes.briefs import MOST
from progress.classes.evidence import frame_of
from progress.forms.assigning import rules_of
from progress.forms.moments import has_passed, limit_field, moment_field, same_moment
from progress.models import Assignment, AssignmentException

_EMPTY = gettext_lazy("Empty: as for the class.")
_LIMIT = gettext_lazy("Empty: as for the class. 0: no limit.")


class GrantForm(forms.Form):
    """What is left empty is as for the class."""

    student = forms.ChoiceField(
        label=gettext_lazy("Student"),
        error_messages={"invalid_choice": gettext_lazy("This student is not in the class any more. Choose another.")},
    )
    is_excused = forms.BooleanField(label=gettext_lazy("They need not do it"), required=False)
    due_at = moment_field(gettext_lazy("Due"), _EMPTY)
    closes_at = moment_field(gettext_lazy("Closes"), gettext_lazy("Empty: as for the class, never before it is due."))
    attempts = limit_field(gettext_lazy("Attempts"), MOST["attempts"])
    time_limit = limit_field(gettext_lazy("Time limit (minutes)"), MOST["time_limit"])
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=gettext_lazy("The student reads it, and so do the other teachers of the class."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        assignment: Assignment,
        students: Sequence[User] = (),
        exception: AssignmentException | None = None,
    ) -> None:
        """With an `exception`, the form changes it: for whom it is stays."""
        self.assignment, self.before = assignment, exception
        names = ("is_excused", "due_at", "closes_at", "attempts", "time_limit", "reason")
        super().__init__(data, initial={name: getattr(exception, name) for name in names} if exception else None)
        if exception:
            del self.fields["student"]
        else:
            choices = [("", _("Choose a student")), *((str(each.pk), str(each)) for each in students)]
            self.fields["student"].choices = choices  # type: ignore[attr-defined]
        rules = rules_of(frame_of(assignment.content))
        for name in ("attempts", "time_limit"):
            self.fields[name].help_text = _LIMIT
            if rules[name] is None:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        for name in ("due_at", "closes_at"):
            check_zone(self, name)
        if self.errors:
            return self.cleaned_data
        for name in ("due_at", "closes_at"):
            before = getattr(self.before, name, None)
            if has_passed(same_moment(self.cleaned_data[name], before), before):
                self.add_error(name, _("This time has passed. Set a later one, or none."))
        if self.grant.is_empty:
            self.add_error(None, _("Say what is different for this student, or that they need not do it."))
        for name, sentence in grant_misfits(self.assignment, self.grant).items():
            self.add_error(name if name in self.fields else None, sentence)
        return self.cleaned_data

    @property
    def grant(self) -> Grant:
        data = self.cleaned_data
        return Grant(
            due_at=same_moment(data.get("due_at"), getattr(self.before, "due_at", None)),
            closes_at=same_moment(data.get("closes_at"), getattr(self.before, "closes_at", None)),
            time_limit=data.get("time_limit"),
            attempts=data.get("attempts"),
            is_excused=bool(data.get("is_excused")),
        )

    def clean_reason(self) -> str:
        return " ".join(clean_input(self.cleaned_data["reason"]).split())
