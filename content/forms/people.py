"""The small forms of writing together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.text import clean_input


class InviteForm(forms.Form):
    who = forms.CharField(
        label=_("Email or username"),
        max_length=254,
        help_text=_("Of a teacher here. They get an email, and can edit once they accept."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}),
    )

    def clean_who(self) -> str:
        return clean_input(self.cleaned_data["who"])
