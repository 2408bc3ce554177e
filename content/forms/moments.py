"""Moments as people write them: in the zone of whoever writes, and near enough that a slip of the year is caught."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FURTHEST = timedelta(days=36525)  # a hundred years; beyond the year 9999 no database reads a time back
ZONE = "zone"  # the field with the zone in which a page was shown
TOO_FAR = gettext_lazy("This is more than a hundred years away. Check the year.")


class MomentField(forms.DateTimeField):
    """A moment to the minute in the current time zone, a hundred years ahead at most."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment: datetime | None = super().to_python(value)
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise forms.ValidationError(
                _("Clocks change on that day: this time is left out, or comes twice. Choose another hour.")
            ) from error
        if moment and moment > timezone.now() + FURTHEST:
            raise forms.ValidationError(TOO_FAR)
        return moment


def require_near(day: date) -> None:
    """Raises ValidationError for a day more than a hundred years away."""
    if day > timezone.localdate() + FURTHEST:
        raise forms.ValidationError(TOO_FAR)


def check_zone(form: forms.Form, name: str) -> None:
    """Add an error to the field `name`, a moment, where its page was shown in another time zone than hers is now: it
    would be taken for another moment than she meant."""
    shown_in, now_in = str(form.data.get(ZONE, "")), timezone.get_current_timezone_name()
    if shown_in and shown_in != now_in and form.cleaned_data.get(name):
        sentence = _("Your time zone has changed since this page was shown; it is %(zone)s now. Check this time.")
        form.add_error(name, sentence % {"zone": now_in})
