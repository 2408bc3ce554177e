"""The review queue, and the pages of review."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from content.admin.base import LookedAtOnly
from content.forms.reviewing import QueueFilterForm
from content.models import ReviewRequest
from content.querysets import REVIEWER
from content.review.queue import (
    RequestKindFilter,
    RequestLevelFilter,
    StateFilter,
    SubmittedFilter,
    counts_of,
    is_narrowed,
    state_of,
    tabs_for,
)
from content.views.reviewing import claim_next_review, claim_review, release_review, review_request


@admin.register(ReviewRequest)
class ReviewRequestAdmin(LookedAtOnly):
    """The queue, and the pages of review; the stock forms are not even routed."""

    permission = REVIEWER
    list_display = ["content"]
    list_filter = [StateFilter, RequestKindFilter, RequestLevelFilter, SubmittedFilter]
    list_per_page = 25
    search_fields = ["version__title", "content__owner__full_name", "content__owner__username"]
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "content_reviewrequest_{}".format
        return [
            path("", view(self.changelist_view), name=name("changelist")),
            path("next/", view(claim_next_review), name=name("next")),
            path("<uuid:request_id>/change/", view(review_request), name=name("change")),
            path("<uuid:request_id>/claim/", view(claim_review), name=name("claim")),
            path("<uuid:request_id>/release/", view(release_review), name=name("release")),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewRequest]:
        return ReviewRequest.objects.for_list(decided=state_of(request) == "decided")

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> "Paginator[ReviewRequest]":
        """A whole part of the queue is not counted again."""
        paginator = super().get_paginator(request, *args, **kwargs)
        if not is_narrowed(request) and (count := counts_of(request).get(state_of(request))) is not None:
            vars(paginator)["count"] = count
        return paginator

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        """What has waited longest first; of what is decided, the newest."""
        return ["-closed_at", "-id"] if state_of(request) == "decided" else ["submitted_at", "id"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            changes = response.context_data["cl"]
            counts = counts_of(request)
            response.context_data |= {
                "title": _("Review queue"),
                "state": state_of(request),
                "counts": counts,
                "tabs": tabs_for(request, counts),
                "filters": QueueFilterForm(initial=request.GET.dict(), filters=changes.filter_specs),
                "is_narrowed": is_narrowed(request),
                **_pager(changes),
            }
        return response


def _pager(changes: Any) -> dict[str, str]:
    """The neighbouring pages of a changelist, as includes/pager.html wants them."""
    page = changes.paginator.get_page(changes.page_num)
    link = changes.get_query_string
    return {
        "previous_url": link({"p": page.number - 1}) if page.has_previous() else "",
        "next_url": link({"p": page.number + 1}) if page.has_next() else "",
    }
