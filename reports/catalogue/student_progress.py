"""How far each student is with each piece."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from content.kinds import KINDS, kind_choices
from progress.models import LearningProgress
from reports.catalogue.base import Column, ColumnType, TableReport, person_name
from reports.catalogue.filters import DayField, FilterForm, choices


class StudentProgressFilters(FilterForm):
    day_field = "last_accessed_at"
    people_path = "student"

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=choices(_("Any"), LearningProgress.Status.choices)
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=choices(_("Any"), kind_choices()))
    student = forms.CharField(label=_("Student"), required=False, max_length=200)
    since = DayField(label=_("Studied since"), required=False)
    until = DayField(label=_("Studied until"), required=False)

    def condition(self, name: str, value: Any) -> Q:
        return Q(content__kind=value) if name == "kind" else super().condition(name, value)


class StudentProgress(TableReport):
    name = "student-progress"
    title = _("Student progress")
    description = _("How far each student is with each piece of material: status, time, scores. One row for each pair.")
    filter_form = StudentProgressFilters
    columns = (
        Column("student", _("Student"), person_name("student")),
        Column("username", _("Username"), "student__username", is_shown=False),
        Column("title", _("Material"), "content__title"),
        Column("content_id", _("Material id"), "content_id", is_shown=False),
        Column(
            "kind",
            _("Kind"),
            "content__kind",
            ColumnType.CHOICE,
            {name: kind.label for name, kind in KINDS.items()},
        ),
        Column("status", _("Status"), "status", ColumnType.STATUS),
        Column("percentage", _("Done"), "percentage", ColumnType.PERCENT),
        Column("time_spent_seconds", _("Time spent"), "time_spent", ColumnType.SECONDS),
        Column("quiz_score_percent", _("Quiz score"), "quiz_score", ColumnType.PERCENT),
        Column("flashcard_score_percent", _("Card score"), "flashcard_score", ColumnType.PERCENT),
        Column("started_utc", _("Started"), "started_at", ColumnType.TIME),
        Column("completed_utc", _("Completed"), "completed_at", ColumnType.TIME),
        Column("last_accessed_utc", _("Last studied"), "last_accessed_at", ColumnType.TIME),
    )

    def base(self) -> QuerySet[Any]:
        return LearningProgress.objects.all()
