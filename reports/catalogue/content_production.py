"""What is being made: from the first draft through review to publication and its ratings."""

from typing import Any

from django import forms
from django.db.models import Count, DecimalField, DurationField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Extract, Round
from django.utils.translation import gettext_lazy as _

from content.kinds import KINDS, kind_choices
from content.models import Content, Level, ReviewDecision, ReviewRequest, VersionItem
from feedback.ratings import with_rating
from reports.catalogue.base import Column, ColumnType, TableReport, person_name
from reports.catalogue.filters import DayField, FilterForm, choices

DECISIONS = ReviewDecision.objects.filter(request__content=OuterRef("pk"))
LAST_DECISION = DECISIONS.order_by("-decided_at", "-pk")
LAST_REQUEST = ReviewRequest.objects.filter(content=OuterRef("pk")).order_by("-submitted_at", "-pk")
ITEMS = VersionItem.objects.filter(version=OuterRef("latest_version")).order_by().values("version")
WAIT = ExpressionWrapper(F("decided_at") - F("request__submitted_at"), output_field=DurationField())
WAIT_IN_DAYS = Round(Cast(Extract(WAIT, "epoch") / 86_400.0, DecimalField(max_digits=12, decimal_places=4)), 1)


class ContentProductionFilters(FilterForm):
    day_field = "created_at"
    people_path = "owner"

    status = forms.ChoiceField(label=_("Status"), required=False, choices=choices(_("Any"), Content.Status.choices))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=choices(_("Any"), kind_choices()))
    level = forms.ChoiceField(label=_("Audience"), required=False, choices=choices(_("Any"), Level.choices))
    owner = forms.CharField(label=_("Author"), required=False, max_length=200)
    since = DayField(label=_("Begun since"), required=False)
    until = DayField(label=_("Begun until"), required=False)


class ContentProduction(TableReport):
    name = "content-production"
    title = _("Content production")
    description = _("Every piece of material from its first draft on: versions, reviews, waiting times, ratings.")
    filter_form = ContentProductionFilters
    columns = (
        Column("title", _("Title"), "title"),
        Column("content_id", _("Material id"), "pk", is_shown=False),
        Column("kind", _("Kind"), "kind", ColumnType.CHOICE, {name: kind.label for name, kind in KINDS.items()}),
        Column("level", _("Audience"), "level", ColumnType.CHOICE, dict(Level.choices)),
        Column("owner", _("Author"), person_name("owner")),
        Column("owner_username", _("Username"), "owner__username", is_shown=False),
        Column("status", _("Status"), "status", ColumnType.STATUS),
        Column("versions", _("Versions"), "latest_version__number", ColumnType.NUMBER),
        Column(
            "items",
            _("Items"),
            Coalesce(Subquery(ITEMS.annotate(number=Count("pk")).values("number")), 0),
            ColumnType.NUMBER,
        ),
        Column(
            "reviews",
            _("Reviews"),
            Coalesce(
                Subquery(DECISIONS.order_by().values("request__content").annotate(number=Count("pk")).values("number")),
                0,
            ),
            ColumnType.NUMBER,
        ),
        Column(
            "last_decision",
            _("Last decision"),
            Subquery(LAST_DECISION.values("outcome")[:1]),
            ColumnType.CHOICE,
            dict(ReviewDecision.Outcome.choices),
        ),
        Column("submitted_utc", _("Submitted"), Subquery(LAST_REQUEST.values("submitted_at")[:1]), ColumnType.TIME),
        Column(
            "days_to_decision",
            _("Wait for decision"),
            Subquery(LAST_DECISION.annotate(days=WAIT_IN_DAYS).values("days")[:1]),
            ColumnType.DAYS,
        ),
        Column("published_utc", _("Published"), "published_at", ColumnType.TIME),
        Column("rating", _("Rating"), "rating_average", ColumnType.STARS),
        Column("ratings", _("Ratings"), "rating_count", ColumnType.NUMBER),
    )

    def base(self) -> QuerySet[Any]:
        """`rating` is of the published version, as on the author's page."""
        return with_rating(Content.objects.all())
