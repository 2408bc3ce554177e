"""The review queue and taking from it. The pages stand in the admin (see `content.admin`), for reviewers alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.paging import PARAMETER, Page
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_request_in_queue, require
from content.actions.claiming import claim_next_request, claim_request, release_claim, set_claim_length
from content.actions.prioritising import day_set_by_hand, prioritise_request
from content.forms.queue import PriorityForm, QueueFilterForm, ReviewerSettingsForm
from content.models import ReviewerSettings, ReviewPolicy, ReviewRequest
from content.querysets import REVIEWER
from content.review.queue import PARTS, TO_APPROVE, read_page, rows_in

QUEUE = "admin:content_reviewrequest_changelist"
PAGE = "admin:content_reviewrequest_change"
TAKE_NEXT = ("n", gettext_lazy("Take the next one"))


@require_safe
def list_queue(request: SignedInRequest) -> HttpResponse:
    """One part of the queue, filtered, the most urgent first."""
    require(request.user, REVIEWER)
    filters = QueueFilterForm(request.GET, shows_more="more" in request.GET)
    rows = filters.narrow(rows_in(filters.part, request.user))
    page = read_page(filters.part, rows, request.GET.get(PARAMETER), by_quality=filters.is_by_quality)
    counts = ReviewRequest.objects.counts_for(request.user)
    context: dict[str, Any] = {
        "title": _("Review queue"),
        "part": filters.part,
        "counts": counts,
        "filters": filters,
        "tabs": _tabs(filters, counts),
        "page": page,
        "links": page.links(request),
        "total": _total(filters, counts, rows, page),
        "is_to_approve": filters.part in TO_APPROVE,
        "shortcuts": [TAKE_NEXT] if counts["waiting"] else [],
    }
    return render(request, "admin/content/reviewrequest/change_list.html", context)


@require_POST
def claim_next_review(request: SignedInRequest) -> HttpResponse:
    """Claim the most urgent request among those that the filters of the queue leave, and go there."""
    filters = QueueFilterForm(request.GET)
    review = claim_next_request(by=request.user, among=filters.narrow(ReviewRequest.objects.all()))
    if review is not None:
        return redirect(PAGE, review.pk)
    if filters.is_narrow:
        messages.info(request, _("Nothing that fits your filters waits for you now. Show all, or come back later."))
    else:
        messages.info(request, _("Nothing waits for you now. Come back later."))
    return redirect(f"{reverse(QUEUE)}?{filters.query}" if filters.query else QUEUE)


@require_POST
def claim_review(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Hold this request, to decide on it."""
    review = get_request_in_queue(request.user, request_id)
    try:
        claim_request(request=review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(PAGE, request_id)


@require_POST
def release_review(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Let it go, for another reviewer."""
    review = get_request_in_queue(request.user, request_id)
    try:
        release_claim(request=review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(PAGE, request_id)
    messages.success(request, _("You let “%(title)s” go. It waits for another reviewer.") % {"title": review})
    return redirect(QUEUE)


@require_http_methods(["GET", "HEAD", "POST"])
def prioritise_review(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """How urgent one request is, and by when it is to be reviewed."""
    review = get_request_in_queue(request.user, request_id)
    given = {"priority": review.priority, "due_on": day_set_by_hand(review)}
    form = PriorityForm(request.POST if request.method == "POST" else None, initial=given)
    if form.is_valid():
        said = form.cleaned_data
        try:
            prioritise_request(request=review, by=request.user, priority=said["priority"], due_at=said["due_on"])
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The priority of “%(title)s” is set.") % {"title": review.version.title})
            return redirect(QUEUE)
    context = {"review": review, "form": form}
    status = 409 if form.non_field_errors() else 200
    return render(request, "admin/content/reviewrequest/prioritise.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reviewer_settings(request: SignedInRequest) -> HttpResponse:
    """How one reviewer likes to work."""
    require(request.user, REVIEWER)
    policy = ReviewPolicy.current()
    own = ReviewerSettings.objects.filter(user=request.user).first()
    given = {"claim_minutes": own.claim_minutes or None if own else None}
    form = ReviewerSettingsForm(request.POST if request.method == "POST" else None, policy=policy, initial=given)
    if form.is_valid():
        try:
            set_claim_length(by=request.user, minutes=form.cleaned_data["claim_minutes"])
        except Refusal as refusal:
            form.add_error("claim_minutes", refusal.message)
        else:
            messages.success(request, _("Your settings are saved. They hold from your next claim on."))
            return redirect(QUEUE)
    return render(request, "admin/content/reviewrequest/settings.html", {"form": form})


def _tabs(filters: QueueFilterForm, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The parts of the queue as includes/tabs.html wants them, the filters kept; "own" only for who has any there."""
    return [
        {
            "label": label,
            "url": "?" + filters.query_with(state=part),
            "is_current": part == filters.part,
            "count": counts.get(part),
        }
        for part, label in PARTS.items()
        if part != "own" or counts["own"] or filters.part == "own"
    ]


def _total(filters: QueueFilterForm, counts: dict[str, int], rows: Any, page: Page[ReviewRequest]) -> int | None:
    """How many requests there are on all pages; None for what is decided, of which nobody counts all."""
    if not (page.next or page.previous):
        return len(page.rows)
    return rows.count() if filters.is_narrow else counts.get(filters.part)
