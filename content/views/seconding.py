"""The pages of the blind second review. They stand in the admin (see `content.admin`), for reviewers alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_second_review, require
from content.actions.repeating import (
    claim_next_second_review,
    claim_second_review,
    finish_second_review,
    keep_second_draft,
    release_second_review,
)
from content.forms.seconding import SecondReviewForm, kept_fields
from content.models import ReviewDraft, ReviewRequest, SecondReview
from content.querysets import REVIEWER
from content.review.measures import measure_items, measure_outcomes
from content.review.second import SecondItem, SecondSheet, tabs_for

LIST = "admin:content_secondreview_changelist"
PAGE = "admin:content_secondreview_change"
ROWS = 25
SHORTCUTS = (
    ("j", gettext_lazy("Next item")),
    ("k", gettext_lazy("Item before")),
    ("f", gettext_lazy("It is fine")),
    ("p", gettext_lazy("It has a problem")),
    ("c", gettext_lazy("Comment on it")),
    ("d", gettext_lazy("Go to the whole")),
)


@require_safe
def list_second_reviews(request: SignedInRequest) -> HttpResponse:
    """What waits to be read a second time, what she holds, and what is done, with how far reviewers agree."""
    require(request.user, REVIEWER)
    state = request.GET.get("state", "open")
    reviews, counts = SecondReview.objects.for_list(), SecondReview.objects.counts_for(request.user)
    order: tuple[str, ...] = ("drawn_at", "id")
    context: dict[str, Any] = {}
    if state == "done":
        reviews, order = reviews.done(), ("-finished_at", "-id")
        decided = ReviewRequest.objects.filter(decision__isnull=False)
        context = {"outcomes": measure_outcomes(decided).agreement, "items": measure_items(decided).agreement}
    elif state == "mine":
        reviews = reviews.repeatable_by(request.user).held_by(request.user)
    else:
        state, reviews = "open", reviews.repeatable_by(request.user).unclaimed()
    page = paginate(reviews, order=order, token=request.GET.get(PARAMETER), size=ROWS)
    context |= {"state": state, "counts": counts, "tabs": tabs_for(state, counts), "page": page, **page.links(request)}
    return render(request, "admin/content/secondreview/change_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def read_second_review(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Read it, blind; a POST sends what she says. Once it is done, both reviews stand side by side."""
    review = get_second_review(request.user, review_id)
    sheet = SecondSheet(review)
    if review.is_done and request.method != "POST":
        return render(request, "admin/content/secondreview/result.html", {"review": review, "sheet": sheet})
    if request.method != "POST":
        is_mine = review.is_claimed_by(request.user)
        draft = _draft(review, request.user) if is_mine else None
        form = _form(sheet, kept=draft.fields if draft else {}) if is_mine else None
        return _show(request, sheet, form, kept=draft.stamp if draft else "")
    form = _form(sheet, request.POST)
    if not form.is_valid():
        return _show(request, sheet, form)
    try:
        _finish(form, review, request.user)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show(request, SecondSheet(get_second_review(request.user, review_id)), form, status=409)
    messages.success(request, _("Your review is in. Here is what both of you said."))
    return redirect(PAGE, review_id)


@require_POST
def claim_second(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Hold this one, to read it."""
    review = get_second_review(request.user, review_id)
    try:
        claim_second_review(review=review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(PAGE, review_id)


@require_POST
def release_second(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Let it go, for another reviewer."""
    review = get_second_review(request.user, review_id)
    try:
        release_second_review(review=review, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(PAGE, review_id)
    messages.success(request, _("You let it go. It waits for another reviewer."))
    return redirect(LIST)


@require_POST
def claim_next_second(request: SignedInRequest) -> HttpResponse:
    """Claim what has waited longest, and go there."""
    review = claim_next_second_review(by=request.user)
    if review is None:
        messages.info(request, _("Nothing waits for you to read it a second time."))
        return redirect(LIST)
    return redirect(PAGE, review.pk)


@require_POST
def keep_second(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Keep what was typed, to go on later: for the page as it goes, or for a button. Where that cannot be, it stays on
    the page."""
    review = get_second_review(request.user, review_id)
    sent, is_asked_for = dict(request.POST.lists()), request.accepts("text/html")
    fields = kept_fields(sent, _form(SecondSheet(review)))
    since = None if is_asked_for else request.POST.get("kept")
    try:
        draft = keep_second_draft(review=review, by=request.user, fields=fields, since=since)
    except Refusal as refusal:
        if not is_asked_for:
            return JsonResponse({"message": refusal.message}, status=409)
        messages.error(request, refusal.message)
        return _show(request, SecondSheet(review), _form(SecondSheet(review), kept=sent), status=409)
    if not is_asked_for:
        return JsonResponse({"saved": time_format(timezone.localtime()), "kept": draft.stamp})
    messages.success(request, _("What you typed is kept. It is here when you come back."))
    return redirect(PAGE, review_id)


def _draft(review: SecondReview, by: User) -> ReviewDraft | None:
    return ReviewDraft.objects.filter(request=review.request_id, reviewer=by, is_blind=True).first()


def _form(
    sheet: SecondSheet, sent: QueryDict | None = None, kept: dict[str, list[str]] | None = None
) -> SecondReviewForm:
    noun = str(sheet.review.request.content.kind_type.item_noun)
    return SecondReviewForm(sent, items=sheet.asked, noun=noun, kept=kept)


def _finish(form: SecondReviewForm, review: SecondReview, by: User) -> None:
    if form.cleaned_data["claims_again"]:
        claim_second_review(review=review, by=by)
    outcome, reason = form.cleaned_data["outcome"], form.cleaned_data["reason"]
    finish_second_review(review=review, by=by, outcome=outcome, reason=reason, verdicts=form.verdicts)


def _show(
    request: SignedInRequest,
    sheet: SecondSheet,
    form: SecondReviewForm | None,
    status: int = 200,
    kept: str | None = None,
) -> HttpResponse:
    """The page; `kept` is the stamp of her draft, where it is known already."""
    review = sheet.review
    if kept is None:
        draft = _draft(review, request.user)
        kept = draft.stamp if draft else ""
    context: dict[str, Any] = {
        "review": review,
        "version": review.request.version,
        "content": review.request.content,
        "sheet": sheet,
        "rows": [_row(item, form) for item in sheet.items],
        "form": form,
        "said": form.said if form else 0,
        "kept": kept,
        "is_mine": review.is_claimed_by(request.user),
        "shortcuts": SHORTCUTS if form else (),
    }
    return render(request, "admin/content/secondreview/review.html", context, status=status)


def _row(item: SecondItem, form: SecondReviewForm | None) -> dict[str, Any]:
    """An item with the fields for what is said of it, where something is to be said."""
    if form is None or item.entry.pk not in form.items:
        return {"item": item}
    return {"item": item, "fields": form.fields_of(item.entry.pk)}
