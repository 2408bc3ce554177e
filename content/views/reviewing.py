"""The pages of review. They stand in the admin (see `content.admin`), for reviewers alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import can_review, get_review_request, is_author
from content.actions.claiming import claim_next_request, claim_request, release_claim
from content.actions.deciding import Outcome, decide_request
from content.forms.reviewing import DecisionForm
from content.models import ReviewRequest
from content.review.sheet import ReviewSheet, SheetItem

QUEUE = "admin:content_reviewrequest_changelist"
PAGE = "admin:content_reviewrequest_change"


@require_http_methods(["GET", "HEAD", "POST"])
def review_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Read what was submitted; a POST decides on it. What was typed stays, whatever stands against deciding."""
    review = get_review_request(request.user, request_id)
    sheet = ReviewSheet(review)
    if request.method != "POST":
        form = _form(sheet) if review.is_claimed_by(request.user) else None
        return _show(request, sheet, form)
    if is_author(request.user, review):
        raise PermissionDenied(_("This is your own work. Somebody else has to review it."))
    form = _form(sheet, request.POST)
    if not form.is_valid():
        return _show(request, sheet, form)
    try:
        _decide(form, review, request.user)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show(request, ReviewSheet(get_review_request(request.user, request_id)), form, status=409)
    messages.success(request, _done(form.cleaned_data["outcome"]) % {"title": review.version.title})
    return redirect(QUEUE)


@require_POST
def claim_review(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Hold this request, to decide on it."""
    review = get_review_request(request.user, request_id)
    try:
        claim_request(request=review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(PAGE, request_id)


@require_POST
def release_review(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Let it go, for another reviewer."""
    review = get_review_request(request.user, request_id)
    try:
        release_claim(request=review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(PAGE, request_id)
    messages.success(request, _("You let “%(title)s” go. It waits for another reviewer.") % {"title": review})
    return redirect(QUEUE)


@require_POST
def claim_next_review(request: SignedInRequest) -> HttpResponse:
    """Claim what has waited longest, and go there."""
    review = claim_next_request(by=request.user)
    if review is None:
        messages.info(request, _("Nothing waits for you now. Come back later."))
        return redirect(QUEUE)
    return redirect(PAGE, review.pk)


def _form(sheet: ReviewSheet, sent: QueryDict | None = None) -> DecisionForm:
    return DecisionForm(sent, items=sheet.unread, noun=str(sheet.request.content.kind_type.item_noun))


def _decide(form: DecisionForm, review: ReviewRequest, by: User) -> None:
    if form.cleaned_data["claims_again"]:
        claim_request(request=review, by=by)
    decide_request(
        request=review,
        by=by,
        outcome=form.cleaned_data["outcome"],
        reason=form.cleaned_data["reason"],
        verdicts=form.verdicts,
    )


def _done(outcome: str) -> str:
    return {
        Outcome.APPROVE: _("“%(title)s” is approved and published. Its author is told by email."),
        Outcome.REQUEST_CHANGES: _("“%(title)s” goes back to its author with your reasons."),
        Outcome.REJECT: _("“%(title)s” is rejected. Its author is told why by email."),
    }[Outcome(outcome)]


def _show(request: SignedInRequest, sheet: ReviewSheet, form: DecisionForm | None, status: int = 200) -> HttpResponse:
    review = sheet.request
    context: dict[str, Any] = {
        "review": review,
        "content": review.content,
        "sheet": sheet,
        "rows": [_row(item, form) for item in sheet.items],
        "form": form,
        "is_own": is_author(request.user, review),
        "can_review": can_review(request.user, review),
        "is_mine": review.is_claimed_by(request.user),
    }
    return render(request, "admin/content/reviewrequest/review.html", context, status=status)


def _row(item: SheetItem, form: DecisionForm | None) -> dict[str, Any]:
    """An item with the two fields for what is said of it, where something is to be said."""
    if form is None or item.entry.pk not in form.items:
        return {"item": item}
    item_id = item.entry.pk
    return {"item": item, "verdict": form.verdict_field(item_id), "reason": form.reason_field(item_id)}
