"""The review queue, and the pages of review."""

from django.contrib import admin
from django.urls import URLPattern, path

from content.admin.base import LookedAtOnly
from content.models import ReviewRequest
from content.querysets import REVIEWER
from content.views.bulk_review import approve_many, show_bulk_report
from content.views.checks import show_request_checks
from content.views.queue import (
    claim_next_review,
    claim_review,
    edit_reviewer_settings,
    list_queue,
    prioritise_review,
    release_review,
)
from content.views.reviewing import review_request, save_draft, send_review_comments


@admin.register(ReviewRequest)
class ReviewRequestAdmin(LookedAtOnly):
    """The queue, and the pages of review; the stock list and forms are not even routed."""

    permission = REVIEWER

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "content_reviewrequest_{}".format
        return [
            path("", view(list_queue), name=name("changelist")),
            path("next/", view(claim_next_review), name=name("next")),
            path("settings/", view(edit_reviewer_settings), name=name("settings")),
            path("bulk/", view(approve_many), name=name("bulk")),
            path("bulk/report/", view(show_bulk_report), name=name("bulk_report")),
            path("<uuid:request_id>/change/", view(review_request), name=name("change")),
            path("<uuid:request_id>/draft/", view(save_draft), name=name("draft")),
            path("<uuid:request_id>/comments/", view(send_review_comments), name=name("comments")),
            path("<uuid:request_id>/checks/", view(show_request_checks), name=name("checks")),
            path("<uuid:request_id>/claim/", view(claim_review), name=name("claim")),
            path("<uuid:request_id>/release/", view(release_review), name=name("release")),
            path("<uuid:request_id>/priority/", view(prioritise_review), name=name("prioritise")),
        ]
