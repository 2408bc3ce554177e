"""The form of one grade: a level for each criterion of the rubric, or points; and a remark."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.questions.rubrics import Level
from content.text import clean_input
from progress.actions.grading import rubric_of
from progress.models import Response
from progress.points import say_points

MAX_REMARK = 5000


class GradeForm(forms.Form):
    """`seen` is when the answer had been graded last, as its page showed it; empty where it had not."""

    def __init__(self, data: Any = None, *, response: Response) -> None:
        self.rubric = rubric_of(response)
        levels = response.levels or []
        given = {f"level-{place}": str(level) for place, level in enumerate(levels)}
        worth = response.fraction * response.points if response.fraction is not None else None
        seen = response.graded_at.isoformat() if response.graded_at else ""
        points = None if worth is None else say_plain(worth)
        super().__init__(data, initial={**given, "points": points, "remark": response.remark, "seen": seen})
        self._add_worth(response)
        self.fields["remark"] = forms.CharField(
            label=_("Remark for the student"),
            required=False,
            strip=False,
            widget=forms.Textarea({"rows": 4, "dir": "auto"}),
            validators=[MaxLengthValidator(MAX_REMARK)],
            help_text=_("What was good, and what is missing. The student reads it with the result."),
        )
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def _add_worth(self, response: Response) -> None:
        for place, criterion in enumerate(self.rubric):
            self.fields[f"level-{place}"] = forms.ChoiceField(
                label=criterion.name or _("Criterion %(number)d") % {"number": place + 1},
                choices=[(str(index), say_level(level)) for index, level in enumerate(criterion.levels)],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose a level."),
                    "invalid_choice": _("There is no such level. Choose one of these."),
                },
            )
        if not self.rubric:
            self.fields["points"] = forms.DecimalField(
                label=_("Points"),
                min_value=0,
                max_value=response.points.normalize(),
                decimal_places=5,
                help_text=_("From 0 to %(points)s.") % {"points": say_points(response.points)},
                widget=forms.NumberInput({"step": "any", "inputmode": "decimal"}),
            )

    @property
    def criteria(self) -> list[BoundField]:
        return [self[f"level-{place}"] for place in range(len(self.rubric))]

    @property
    def points_field(self) -> BoundField | None:
        return None if self.rubric else self["points"]

    @property
    def levels(self) -> list[int] | None:
        """The chosen levels, once it is valid; None without a rubric."""
        return [int(self.cleaned_data[bound.name]) for bound in self.criteria] or None

    @property
    def points(self) -> Decimal | None:
        return self.cleaned_data.get("points")

    def clean_remark(self) -> str:
        return clean_input(self.cleaned_data["remark"]).strip()

    def clean_seen(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None


def say_plain(points: Decimal) -> str:
    """As a field for a number wants it, whatever the language."""
    rounded = points.quantize(Decimal("0.00001")).normalize()
    return f"{rounded:f}"


def say_level(level: Level) -> str:
    """“2 points: gives one reason”."""
    count = 1 if level.points == 1 else 2
    points = ngettext("%(points)s point", "%(points)s points", count) % {"points": say_points(level.points)}
    return f"{points}: {level.text}" if level.text else points
