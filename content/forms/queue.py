"""The forms of the review queue: what to show of it, how urgent one request is, and how long one's claims last."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.forms.filters import FilterForm
from content.forms.moments import require_near
from content.forms.select import PlainSelect, TopicField
from content.kinds import kind_choices
from content.library import at_or_below
from content.models import Level, ReviewPolicy, ReviewRequest, Topic
from content.querysets import ReviewRequestQuerySet
from content.review.queue import PARTS, WAITING
from content.text import clean_input

DAYS: Mapping[str, int] = {"day": 1, "week": 7, "month": 30}
QUALITY: Mapping[str, Q] = {
    "low": Q(quality__lt=0.5),
    "middle": Q(quality__range=(0.5, 0.8)),
    "high": Q(quality__gt=0.8),
    "none": Q(quality__isnull=True),
}


class QueueFilterForm(FilterForm):
    """Which part of the queue to show, and what of it."""

    MORE = ("level", "submitted", "quality", "origin", "sort")
    LAID_OUT = ("state", "sort")

    q = forms.CharField(label=gettext_lazy("Title or author"), required=False, max_length=200)
    state = forms.ChoiceField(required=False, choices=[("", ""), *PARTS.items()], widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("Any kind")), *kind_choices()],
        widget=PlainSelect,
    )
    topic = TopicField(
        label=gettext_lazy("Topic"),
        required=False,
        queryset=Topic.objects.all(),
        empty_label=gettext_lazy("Any topic"),
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        choices=[("", gettext_lazy("Any priority")), *reversed(ReviewRequest.Priority.choices)],
        widget=PlainSelect,
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Audience"),
        required=False,
        choices=[("", gettext_lazy("Any audience")), *Level.choices],
        widget=PlainSelect,
    )
    submitted = forms.ChoiceField(
        label=gettext_lazy("Submitted"),
        required=False,
        choices=[
            ("", gettext_lazy("At any time")),
            ("day", gettext_lazy("In the last day")),
            ("week", gettext_lazy("In the last 7 days")),
            ("month", gettext_lazy("In the last 30 days")),
            ("older", gettext_lazy("Longer ago")),
        ],
        widget=PlainSelect,
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("Quality"),
        required=False,
        choices=[
            ("", gettext_lazy("Any quality")),
            ("low", gettext_lazy("Below 0.5")),
            ("middle", gettext_lazy("From 0.5 to 0.8")),
            ("high", gettext_lazy("Above 0.8")),
            ("none", gettext_lazy("Not measured yet")),
        ],
        widget=PlainSelect,
    )

    origin = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        required=False,
        choices=[("", gettext_lazy("Any way")), *ReviewRequest.Origin.choices],
        widget=PlainSelect,
    )

    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("The most urgent first")), ("quality", gettext_lazy("The lowest quality first"))],
        widget=PlainSelect,
    )

    @property
    def is_by_quality(self) -> bool:
        return self.wanted.get("sort") == "quality"

    @property
    def part(self) -> str:
        """The part of the queue that is asked for; what waits where it is none."""
        return str(self.wanted.get("state", WAITING))

    def narrow(self, rows: ReviewRequestQuerySet) -> ReviewRequestQuerySet:
        """Those of `rows` that are asked for, in whichever part of the queue."""
        wanted = self.wanted
        for word in clean_input(wanted.get("q", "")).split():
            rows = rows.filter(
                Q(version__title__icontains=word)
                | Q(content__owner__full_name__icontains=word)
                | Q(content__owner__username__icontains=word)
            )
        columns = {"kind": "content__kind", "level": "content__level", "priority": "priority", "origin": "origin"}
        for name, column in columns.items():
            if value := wanted.get(name):
                rows = rows.filter(**{column: value})
        if topic := wanted.get("topic"):
            rows = rows.filter(at_or_below(topic, "content__topic"))
        if quality := wanted.get("quality"):
            rows = rows.with_quality().filter(QUALITY[quality])
        return _narrow_by_age(rows, wanted.get("submitted", ""))


def _narrow_by_age(rows: ReviewRequestQuerySet, submitted: str) -> ReviewRequestQuerySet:
    now = timezone.now()
    if submitted == "older":
        return rows.filter(submitted_at__lt=now - timedelta(days=30))
    days = DAYS.get(submitted)
    return rows.filter(submitted_at__gte=now - timedelta(days=days)) if days else rows


class PriorityForm(forms.Form):
    """How urgent a request is. Without a day of its own it is due as its priority says."""

    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        choices=list(reversed(ReviewRequest.Priority.choices)),
        coerce=int,
        widget=forms.RadioSelect,
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be reviewed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Leave it empty, and the day follows from the priority."),
        error_messages={"invalid": gettext_lazy("Write the day as 2026-11-30, or leave it empty.")},
    )

    def clean_due_on(self) -> datetime | None:
        """The end of that day."""
        day = self.cleaned_data["due_on"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        require_near(day)
        return timezone.make_aware(datetime.combine(day, time.max))


class ReviewerSettingsForm(forms.Form):
    """How long a reviewer's claims last, within the limits of `policy`."""

    claim_minutes = forms.IntegerField(label=gettext_lazy("My claims last (minutes)"), required=False)

    def __init__(self, *args: Any, policy: ReviewPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        limits = {"least": policy.shortest_claim, "most": policy.longest_claim, "usual": policy.claim_minutes}
        field = self.fields["claim_minutes"]
        field.help_text = (
            _("From %(least)d to %(most)d minutes. Leave it empty to keep to the usual %(usual)d minutes.") % limits
        )
        field.error_messages["invalid"] = _("Write a whole number of minutes, such as %(usual)d.") % limits
        field.widget.attrs |= {"min": policy.shortest_claim, "max": policy.longest_claim}
