"""The blind second review: its list and its pages."""

from django.contrib import admin
from django.urls import URLPattern, path

from content.admin.base import LookedAtOnly
from content.models import SecondReview
from content.querysets import REVIEWER
from content.views import seconding


@admin.register(SecondReview)
class SecondReviewAdmin(LookedAtOnly):
    """Pages of our own; the stock forms are not even routed."""

    permission = REVIEWER

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "content_secondreview_{}".format
        return [
            path("", view(seconding.list_second_reviews), name=name("changelist")),
            path("next/", view(seconding.claim_next_second), name=name("next")),
            path("<uuid:review_id>/change/", view(seconding.read_second_review), name=name("change")),
            path("<uuid:review_id>/claim/", view(seconding.claim_second), name=name("claim")),
            path("<uuid:review_id>/release/", view(seconding.release_second), name=name("release")),
            path("<uuid:review_id>/draft/", view(seconding.keep_second), name=name("draft")),
        ]
