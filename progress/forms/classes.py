"""The forms of classes: the class itself, its code, a list of people, a colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.text import clean_input, is_visible
from progress.classes.roster import MAX_ROWS, Row, read_roster

MAX_TEXT = 100_000  # characters of a list
_NAME_INPUT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}


class ClassForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("As your students know it, such as “Biology 7b”."),
        widget=forms.TextInput({"autocomplete": "off", "dir": "auto"}),
    )
    description = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Students read it on the page of the class."),
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )

    def clean_name(self) -> str:
        name = " ".join(clean_input(self.cleaned_data["name"]).split())
        if not is_visible(name):
            raise forms.ValidationError(_("Give the class a name, such as “Biology 7b”."))
        return name

    def clean_description(self) -> str:
        return clean_input(self.cleaned_data["description"]).strip()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code of the class"),
        max_length=40,
        help_text=gettext_lazy("Your teacher gives it to you: eight letters and figures, such as K7MP-4QXR."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class RosterForm(forms.Form):
    people = forms.CharField(
        label=gettext_lazy("Names and addresses"),
        max_length=MAX_TEXT,
        strip=False,
        help_text=gettext_lazy(
            "One person a line, as you have it: “Ada Byron, ada@example.org”, “Ada Byron &lt;ada@example.org&gt;”, the"
            " address alone, or cells copied from a spreadsheet."
        ),
        widget=forms.Textarea({"rows": 10, "dir": "auto", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[Row] = []  # once it is valid

    def clean_people(self) -> str:
        text = clean_input(self.cleaned_data["people"])
        self.rows = read_roster(text)
        if not self.rows:
            raise forms.ValidationError(_("Write at least one address."))
        if len(self.rows) > MAX_ROWS:
            words = {"count": len(self.rows), "most": MAX_ROWS}
            raise forms.ValidationError(
                _("There are %(count)d lines; at most %(most)d are taken at a time. Send the list in parts.") % words
            )
        return text


class TeacherForm(forms.Form):
    who = forms.CharField(
        label=gettext_lazy("Email or username"),
        max_length=254,
        help_text=gettext_lazy("Of a teacher here. They teach the class with you at once, and are told."),
        widget=forms.TextInput(_NAME_INPUT),
    )

    def clean_who(self) -> str:
        return clean_input(self.cleaned_data["who"])
