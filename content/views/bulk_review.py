"""Approving many requests at once: what each of them changes, then a report of what was approved and what was not."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from content.access import require
from content.actions.bulk import BulkReport
from content.actions.bulk_approving import approve_requests
from content.models import Content, ReviewRequest
from content.querysets import REVIEWER
from content.review.bulk import find_candidates
from content.views.queue import QUEUE

MOST = 50  # requests at once
SESSION_KEY = "bulk_review_report"


@require_http_methods(["GET", "HEAD", "POST"])
def approve_many(request: SignedInRequest) -> HttpResponse:
    """What each of the chosen requests changes, and which cannot be approved like this; a POST approves those that are
    ticked."""
    require(request.user, REVIEWER)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = sent.getlist("request")
    chosen = _chosen(wanted)
    _tell_left_out(request, len(set(wanted)) - len(chosen))
    if request.method == "POST" and chosen:
        report = approve_requests(requests=chosen, by=request.user)
        request.session[SESSION_KEY] = _summary(report, chosen)
        return redirect("admin:content_reviewrequest_bulk_report")
    if request.method == "POST":
        messages.info(request, _("Nothing was ticked, so nothing was approved."))
        return redirect(QUEUE)
    candidates = find_candidates(chosen, request.user)
    context: dict[str, Any] = {
        "fitting": [candidate for candidate in candidates if not candidate.obstacles],
        "others": [candidate for candidate in candidates if candidate.obstacles],
    }
    return render(request, "admin/content/reviewrequest/bulk.html", context)


@require_safe
def show_bulk_report(request: SignedInRequest) -> HttpResponse:
    """What the last bulk approval in this session did; without one, the queue."""
    require(request.user, REVIEWER)
    report = request.session.get(SESSION_KEY)
    if report is None:
        return redirect(QUEUE)
    return render(request, "admin/content/reviewrequest/bulk_report.html", {"report": report})


def _chosen(values: Iterable[str]) -> list[ReviewRequest]:
    """The requests of these keys, the most urgent first, one of each piece: the open one, if any. What is no key of any
    is left out."""
    related = ("content__approved_version", "version", "claimed_by")
    rows = ReviewRequest.objects.filter(pk__in=_keys(values)).select_related(*related)
    rows = rows.defer("content__search", "version__text", "content__approved_version__text").by_urgency()
    chosen: dict[UUID, ReviewRequest] = {}
    for row in rows[:MOST]:
        if row.state == ReviewRequest.State.OPEN or row.content_id not in chosen:
            chosen[row.content_id] = row
    return list(chosen.values())


def _tell_left_out(request: SignedInRequest, count: int) -> None:
    if count > 0:
        message = ngettext(
            "%(count)d that you ticked is left out: %(most)d go together at most, each of them once.",
            "%(count)d that you ticked are left out: %(most)d go together at most, each of them once.",
            count,
        )
        messages.warning(request, message % {"count": count, "most": MOST})


def _keys(values: Iterable[str]) -> list[UUID]:
    keys = []
    for value in values:
        try:
            keys.append(UUID(value))
        except ValueError:
            continue
    return keys


def _summary(report: BulkReport, chosen: Sequence[ReviewRequest]) -> dict[str, Any]:
    """The report as a page shows it, small enough for a session."""
    by_content = {request.content_id: request for request in chosen}

    def named(content: Content) -> dict[str, str]:
        request = by_content[content.pk]
        return {"id": str(request.pk), "title": request.version.title}

    waits = [named(content) for content in report.done if not by_content[content.pk].is_last_step]
    return {
        "approved": [named(content) for content in report.done if by_content[content.pk].is_last_step],
        "waits": waits,
        "refused": [named(refused.content) | {"reason": refused.reason} for refused in report.refused],
    }
