"""The review queue in the admin: what is in it for whom, and how it is filtered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from content.kinds import kind_choices
from content.models import Level, ReviewRequest
from content.querysets import ReviewRequestQuerySet

STATES: Mapping[str, str | Promise] = {
    "waiting": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Yours to decide"),
    "others": gettext_lazy("With other reviewers"),
    "own": gettext_lazy("Your own work"),
    "decided": gettext_lazy("Decided"),
}
DEFAULT_STATE = "waiting"
_COUNTS = "review_queue_counts"


def state_of(request: HttpRequest) -> str:
    """The part of the queue that is asked for; the waiting ones when it is none."""
    state = request.GET.get("state", "")
    return state if state in STATES else DEFAULT_STATE


def rows_in(state: str, rows: ReviewRequestQuerySet, user: User) -> ReviewRequestQuerySet:
    """Those of `rows` in one part of the queue, as `user` sees it."""
    match state:
        case "mine":
            return rows.reviewable_by(user).held_by(user)
        case "others":
            return rows.reviewable_by(user).held_by_others(user)
        case "own":
            return rows.open().authored_by(user)
        case "decided":
            return rows.filter(state=ReviewRequest.State.DECIDED)
        case _:
            return rows.reviewable_by(user).unclaimed()


def tabs_for(request: HttpRequest, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The parts of the queue as includes/tabs.html wants them, the filters kept; "own" only for who has any there."""
    current = state_of(request)
    kept = {name: value for name, value in request.GET.dict().items() if name not in {"state", "p", "e"} and value}
    return [
        {
            "label": label,
            "url": "?" + urlencode({**kept, "state": state}),
            "is_current": state == current,
            "count": counts.get(state),
        }
        for state, label in STATES.items()
        if state != "own" or counts["own"] or current == "own"
    ]


def is_narrowed(request: HttpRequest) -> bool:
    """Whether less than a whole part of the queue is asked for."""
    return any(request.GET.get(name) for name in ("q", "kind", "level", "submitted"))


def counts_of(request: HttpRequest) -> dict[str, int]:
    """How many requests the parts of the queue hold for who asks; counted once a request."""
    kept = vars(request)
    if _COUNTS not in kept:
        kept[_COUNTS] = ReviewRequest.objects.counts_for(cast(User, request.user))
    counts: dict[str, int] = kept[_COUNTS]
    return counts


class StateFilter(SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [(name, str(label)) for name, label in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return rows_in(state_of(request), queryset, request.user)  # type: ignore[arg-type]


class KindFilter(SimpleListFilter):
    """By kind, of material or of what belongs to a piece of it (`field` leads there)."""

    title = gettext_lazy("kind")
    parameter_name = "kind"
    field = "kind"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return kind_choices()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset


class RequestKindFilter(KindFilter):
    field = "content__kind"


class RequestLevelFilter(SimpleListFilter):
    title = gettext_lazy("audience")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in Level.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(content__level=self.value()) if self.value() else queryset


class SubmittedFilter(SimpleListFilter):
    """By how long it has waited, in whole days."""

    title = gettext_lazy("submitted")
    parameter_name = "submitted"
    recent: Mapping[str, int] = {"day": 1, "week": 7, "month": 30}

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [
            ("day", _("In the last day")),
            ("week", _("In the last 7 days")),
            ("month", _("In the last 30 days")),
            ("older", _("Longer ago")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen, now = self.value() or "", timezone.now()
        if chosen == "older":
            return queryset.filter(submitted_at__lt=now - timedelta(days=30))
        days = self.recent.get(chosen)
        return queryset.filter(submitted_at__gte=now - timedelta(days=days)) if days else queryset
