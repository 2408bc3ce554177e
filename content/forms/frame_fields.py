"""The fields that rules are made of: a choice, a number, a switch."""

from collections.abc import Mapping
from enum import StrEnum

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms.plain_items import Label


def choice_of(label: Label, choices: Mapping[StrEnum, Label]) -> forms.ChoiceField:
    """One of `choices`, all of them in sight."""
    return forms.ChoiceField(
        label=label,
        choices=[(choice.value, words) for choice, words in choices.items()],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these."), "required": _("Choose one of these.")},
    )


def number_of(label: Label, least: int, most: int, *, help_text: Label, required: bool = False) -> forms.IntegerField:
    """A whole number, or nothing where it is not required."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help_text)


def switch_of(label: Label, help_text: Label = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=help_text)
