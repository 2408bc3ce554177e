"""The fields that rules are made of: a choice, a number, a switch."""

from collections.abc import Mapping
from enum import StrEnum

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


def choice_of(label: Text, choices: Mapping[StrEnum, Text]) -> forms.ChoiceField:
    """One of `choices`, all of them in sight."""
    return forms.ChoiceField(
        label=label,
        choices=[(choice.value, words) for choice, words in choices.items()],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these."), "required": _("Choose one of these.")},
    )


def number_of(label: Text, least: int, most: int, *, help_text: Text, required: bool = False) -> forms.IntegerField:
    """A whole number, or nothing where it is not required."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help_text)


def switch_of(label: Text) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)
