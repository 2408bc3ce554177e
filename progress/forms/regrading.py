"""The form that has answers graded anew: what counts, and why."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from content.sent import uuid_of
from content.text import clean_input
from progress.models import Regrade


class RegradeForm(forms.Form):
    """`seen` is the wording (an item version) whose key the page showed."""

    policy = forms.ChoiceField(
        label=_("What counts?"),
        choices=Regrade.Policy.choices,
        initial=Regrade.Policy.BETTER,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        strip=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        validators=[MaxLengthValidator(1000)],
        help_text=_("Everybody whose score changes reads it: say what was wrong."),
        error_messages={"required": _("Say why. Everybody whose score changes reads it.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_reason(self) -> str:
        reason = clean_input(self.cleaned_data["reason"]).strip()
        if not reason:
            raise forms.ValidationError(self.fields["reason"].error_messages["required"], code="required")
        return reason

    def clean_seen(self) -> object:
        return uuid_of(self.cleaned_data["seen"])
