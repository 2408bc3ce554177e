"""Filters of reports: a form each, so that page, export and command read them alike."""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A day as browsers send it: 2026-11-20."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d"]
    default_error_messages = {"invalid": _("Enter a day as year-month-day, such as 2026-11-20.")}


class FilterForm(forms.Form):
    """What to leave out. Every field is optional; a form without values filters nothing."""

    day_field: ClassVar[str] = ""  # the time that `since` and `until` are about
    people_path: ClassVar[str] = ""  # the person that a search by name is about

    def conditions(self) -> Q:
        """The filter as one condition. Only for a valid form."""
        found = Q()
        for name, value in self.cleaned_data.items():
            if value not in ("", None):
                found &= self.condition(name, value)
        return found

    def condition(self, name: str, value: Any) -> Q:
        """What one filled field means."""
        if name == "since":
            return Q((f"{self.day_field}__gte", start_of(value)))
        if name == "until":
            return Q((f"{self.day_field}__lt", start_of(value + timedelta(days=1))))
        if name == self.people_path:
            names = (f"{name}__{field}__icontains" for field in ("full_name", "username", "email"))
            return Q(*((path, value) for path in names), _connector="OR")
        return Q((name, value))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("since") and values.get("until") and values["since"] > values["until"]:
            raise ValidationError({"until": _("This day is before the first one.")})
        return values

    def used(self) -> dict[str, str]:
        """The filters in force, as they would be written down: by field, in order."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in ("", None)}

    def described(self) -> list[tuple[str, str]]:
        """The same for people: labels, and labels of choices."""
        return [(str(self.fields[name].label), self._shown(name, value)) for name, value in self.used().items()]

    def _shown(self, name: str, value: str) -> str:
        pairs: list[tuple[str, Any]] = list(getattr(self.fields[name], "choices", []))
        return str(dict(pairs).get(value, value))


def start_of(day: date) -> datetime:
    """The first moment of a day in the reader's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def choices(label: str | Promise, pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The choices of an optional select, led by the one that filters nothing."""
    return [("", label), *pairs]
