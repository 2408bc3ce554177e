"""Fields of dates and limits, as the forms of assignments and of exceptions from them have them."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.forms.moments import MomentField

MINUTE = "%Y-%m-%dT%H:%M"
OLDEST = timedelta(days=3653)


class PlainMomentField(MomentField):
    """A moment to the minute; not so long ago that it can only be a slip of the year."""

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment and moment < timezone.now() - OLDEST:
            raise forms.ValidationError(_("This is more than ten years ago. Check the year."))
        return moment


def moment_field(label: Any, help_text: Any = "") -> PlainMomentField:
    return PlainMomentField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE),
        error_messages={"invalid": gettext_lazy("This is no date with a time. Write it like 2030-09-01 08:30.")},
    )


def limit_field(label: Any, most: int) -> forms.IntegerField:
    """A number that may be 0, or empty."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        error_messages={"invalid": gettext_lazy("Write a whole number, or nothing.")},
    )


def same_moment(sent: datetime | None, before: datetime | None) -> datetime | None:
    """What was sent; the very moment of before where it is the same to the minute."""
    is_same = sent and before and sent == before.replace(second=0, microsecond=0)
    return before if is_same else sent


def has_passed(moment: datetime | None, before: datetime | None) -> bool:
    """Whether it is set anew, to a time in the past."""
    return moment is not None and moment != before and moment <= timezone.now()
