"""How far reviewers agree: where a second read a piece again without seeing the first review, and with the checks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.checks import find_check
from content.forms.select import PlainSelect
from content.library import at_or_below
from content.models import ItemVerdict, Level, ReviewRequest, Topic
from content.review.agreement import Agreement
from content.review.measures import CHECK, FAULT, ITEMS, OUTCOME, Measure, measure_reviews
from reports.catalogue.base import Column, ColumnType, ComputedReport, Row
from reports.catalogue.filters import DayField, FilterForm, choices

SORTS: Mapping[str, str | Promise] = {
    OUTCOME: gettext_lazy("Two reviewers: outcome of the review"),
    ITEMS: gettext_lazy("Two reviewers: items, fine or not"),
    FAULT: gettext_lazy("Two reviewers: one fault"),
    CHECK: gettext_lazy("An automated check and a reviewer"),
}


class _Paths(ModelChoiceIterator):  # type: ignore[type-arg]  # not subscriptable at run time
    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        for path in self.queryset.values_list("path", flat=True):
            yield path, path


class TopicPathField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A topic, named by its path: so that a command can name it, too."""

    iterator = _Paths
    widget = PlainSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Topic.objects.all(), to_field_name="path", required=False, **kwargs)


class ReviewAgreementFilters(FilterForm):
    day_field = "decision__decided_at"

    topic = TopicPathField(label=gettext_lazy("Topic, with those below"), empty_label=gettext_lazy("Any"))
    level = forms.ChoiceField(
        label=gettext_lazy("Audience"), required=False, choices=choices(gettext_lazy("Any"), Level.choices)
    )
    since = DayField(label=gettext_lazy("Decided since"), required=False)
    until = DayField(label=gettext_lazy("Decided until"), required=False)

    def condition(self, name: str, value: Any) -> Q:
        if name == "topic":
            return at_or_below(value, "content__topic")
        return Q(content__level=value) if name == "level" else super().condition(name, value)


class ReviewAgreement(ComputedReport):
    name = "review-agreement"
    title = gettext_lazy("Agreement of reviewers")
    description = gettext_lazy(
        "How far a second reviewer, who saw nothing of the first, came to the same: overall, fault by fault, and the "
        "automated checks with reviewers. Kappa is 1 for always and 0 for no more than by chance."
    )
    filter_form = ReviewAgreementFilters
    columns = (
        Column("measure", gettext_lazy("What is compared"), "", ColumnType.CHOICE, SORTS),
        Column("name", gettext_lazy("Fault or check"), ""),
        Column("n", gettext_lazy("Judged by both"), "", ColumnType.NUMBER),
        Column("alike", gettext_lazy("Alike"), "", ColumnType.NUMBER),
        Column("alike_percent", gettext_lazy("Alike, of all"), "", ColumnType.PERCENT),
        Column("kappa", gettext_lazy("Cohen’s kappa"), "", ColumnType.NUMBER),
        Column("note", gettext_lazy("Note"), ""),
    )

    def compute(self, filters: FilterForm) -> list[Row]:
        requests = ReviewRequest.objects.filter(filters.conditions(), decision__isnull=False)
        return [_row(measure) for measure in measure_reviews(requests)]


def _row(measure: Measure) -> Row:
    found = measure.agreement
    percent = None if found.observed is None else round(Decimal(100 * found.alike) / found.n, 1)
    kappa = None if found.kappa is None else round(Decimal(found.kappa), 3)
    return measure.sort, _name(measure), found.n, found.alike, percent, kappa, _note(found)


def _name(measure: Measure) -> str:
    if measure.sort == FAULT:
        return str(ItemVerdict.Fault(measure.name).label)
    check = find_check(measure.name) if measure.sort == CHECK else None
    return str(check.label) if check else measure.name  # of a check that is no more, the name is all there is


def _note(found: Agreement) -> str:
    """Why there is no kappa, or why it says little."""
    if not found.n:
        return _("Nothing was judged by both yet.")
    if found.is_of_one_category:
        return _("Both gave one and the same answer throughout, so there is no kappa.")
    return _("Fewer than 30: take it as a hint.") if found.n < 30 else ""
