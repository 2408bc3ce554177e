"""The form of an exception: for whom, and what is different."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.text import clean_input
from progress.models import QuizException

SAME, NONE, OTHER = "same", "none", "other"


class ExceptionForm(forms.Form):
    """Each of the two limits is the same as for everybody, none, or a number of its own."""

    who = forms.CharField(
        label=_("Email or username"),
        max_length=254,
        help_text=_("Of a student here."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}),
    )
    time = forms.ChoiceField(
        label=_("Time limit"),
        choices=[(SAME, _("The same as for everybody")), (NONE, _("No limit")), (OTHER, _("As many minutes:"))],
        initial=SAME,
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, required=False)
    tries = forms.ChoiceField(
        label=_("Attempts"),
        choices=[(SAME, _("The same as for everybody")), (NONE, _("No limit")), (OTHER, _("As many attempts:"))],
        initial=SAME,
        widget=forms.RadioSelect,
    )
    attempts = forms.IntegerField(label=_("Number of attempts"), min_value=1, max_value=100, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("The student reads it, and so does whoever writes the quiz with you."),
        widget=forms.TextInput({"dir": "auto"}),
    )

    def __init__(self, data: Any = None, *, exception: QuizException | None = None) -> None:
        """With an `exception`, the form changes it: for whom it is stays."""
        super().__init__(data, initial=_initial(exception) if exception else None)
        if exception:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for choice, number in (("time", "minutes"), ("tries", "attempts")):
            if cleaned.get(choice) == OTHER and cleaned.get(number) is None and number not in self.errors:
                self.add_error(number, _("Write the number, or choose another of these."))
        if cleaned.get("time") == cleaned.get("tries") == SAME:
            self.add_error(None, _("Say what is different for this student: the time limit, the attempts, or both."))
        return cleaned

    @property
    def limits(self) -> dict[str, int | None]:
        """What `give_exception` wants, once it is valid."""
        data = self.cleaned_data
        return {
            "time_limit": _number(data["time"], data.get("minutes")),
            "attempts": _number(data["tries"], data.get("attempts")),
        }

    def clean_who(self) -> str:
        return clean_input(self.cleaned_data["who"])

    def clean_reason(self) -> str:
        return " ".join(clean_input(self.cleaned_data["reason"]).split())


def _number(choice: str, number: int | None) -> int | None:
    return {SAME: None, NONE: 0}.get(choice, number)


def _initial(exception: QuizException) -> dict[str, Any]:
    limits = (("time", "minutes", exception.time_limit), ("tries", "attempts", exception.attempts))
    initial: dict[str, Any] = {"reason": exception.reason}
    for choice, field, number in limits:
        initial[choice] = SAME if number is None else OTHER if number else NONE
        initial[field] = number or None
    return initial
