"""The page of a review. It stands in the admin (see `content.admin`), for reviewers alone."""

from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit
from accounts.requests import SignedInRequest
from content.access import NotYet, can_review, get_review_request
from content.actions.claiming import claim_request
from content.actions.deciding import NotAllFine, Outcome, decide_request, send_comments
from content.actions.review_drafts import save_review_draft
from content.forms.reviewing import CommentsForm, DecisionForm, review_fields
from content.forms.threads import keep_typed, take_typed, typed_in_boxes
from content.models import ItemVersion, ReviewRequest
from content.review.sheet import ReviewSheet
from content.review.sheet_items import SheetItem
from content.review.standing import requests_as_seen_by, requests_to_decide

QUEUE = "admin:content_reviewrequest_changelist"
PAGE = "admin:content_reviewrequest_change"
F = TypeVar("F", bound=DecisionForm)
SHORTCUTS = [
    ("j", gettext_lazy("Next item to read")),
    ("k", gettext_lazy("Item before")),
    ("f", gettext_lazy("Call it fine")),
    ("p", gettext_lazy("Say that it is a problem")),
    ("c", gettext_lazy("Comment on it")),
    ("o", gettext_lazy("Open or fold what was approved before")),
    ("d", gettext_lazy("Go to your decision")),
]


@require_http_methods(["GET", "HEAD", "POST"])
def review_request(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Read what was submitted, compared with the version that `?base=` names; a POST decides on it. What was typed
    stays, whatever stands against deciding."""
    if request.method != "POST":
        return _read(request, request_id)
    sheet = ReviewSheet(get_review_request(request.user, request_id, requests_to_decide()), request.user)
    form = _sent_form(DecisionForm, sheet, request.POST)
    if not form.is_valid():
        return _show_again(request, request_id, form)
    try:
        _decide(form, sheet, request.user)
    except Refusal as refusal:
        form.add_error("others_fine" if isinstance(refusal, NotAllFine) else None, refusal.message)
        return _show_again(request, request_id, form, status=409)
    messages.success(request, _done(form, sheet.request))
    if left := typed_in_boxes(request.POST):
        keep_typed(request, left)
        messages.warning(request, _("You wrote comments that were not sent. They are in their boxes here: send them."))
        return redirect(PAGE, request_id)
    return redirect(QUEUE)


@require_POST
def save_draft(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Keep what was typed, to go on later: for the page as it goes, or for a button."""
    review = get_review_request(request.user, request_id)
    is_asked_for = request.accepts("text/html")
    since = None if is_asked_for else request.POST.get("kept")
    try:
        draft = save_review_draft(request=review, by=request.user, fields=_typed(request.POST), since=since)
    except StaleEdit as refusal:
        return JsonResponse({"message": refusal.message}, status=409)
    if is_asked_for:
        messages.success(request, _("What you typed is kept. It is here when you come back."))
        return redirect(PAGE, request_id)
    return JsonResponse({"saved": time_format(timezone.localtime()), "kept": draft.stamp})


@require_POST
def send_review_comments(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """Tell the author what was commented, without deciding. The rest of what was typed is kept."""
    sheet = ReviewSheet(get_review_request(request.user, request_id, requests_to_decide()), request.user)
    form = _sent_form(CommentsForm, sheet, request.POST)
    if not form.is_valid():
        return _show_again(request, request_id, form)
    try:
        send_comments(request=sheet.request, by=request.user, comments=form.comments)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        return _show_again(request, request_id, form, status=409)
    left = {name: values for name, values in _typed(request.POST).items() if name not in form.comment_fields}
    save_review_draft(request=sheet.request, by=request.user, fields=left)
    messages.success(request, _("Your comments are sent. You still hold this request: decide when you are ready."))
    return redirect(PAGE, request_id)


def _read(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    try:
        sheet = _sheet(request, request_id)
    except NotYet as why:
        can_claim = can_review(request.user, why.request) and not why.request.is_claimed
        context = {"review": why.request, "message": str(why), "can_claim": can_claim}
        return render(request, "admin/content/reviewrequest/not_yet.html", context, status=403)
    return _show(request, sheet, _kept_form(sheet) if sheet.request.is_claimed_by(request.user) else None)


def _sheet(request: SignedInRequest, request_id: UUID) -> ReviewSheet:
    review = get_review_request(request.user, request_id, requests_as_seen_by(request.user))
    return ReviewSheet(review, request.user, request.GET.get("base", ""))


def _kept_form(sheet: ReviewSheet) -> DecisionForm:
    """The form for what has to be read, with what she typed into it before."""
    form = DecisionForm(review=sheet.request, items=sheet.unread, accused=sheet.accused)
    for name, values in (sheet.standing.typed or {}).items():
        if name in form.fields:
            form.initial[name] = values if name.startswith("faults-") else values[-1]
    return form


def _sent_form(kind: type[F], sheet: ReviewSheet, sent: QueryDict) -> F:
    """What was sent, on whatever item: which of them need a verdict is for the action to find out."""
    numbers = {entry.pk: number for number, entry in enumerate(sheet.entries, start=1)}
    return kind(sent, review=sheet.request, items=numbers, accused=sheet.accused)


def _typed(sent: QueryDict) -> dict[str, list[str]]:
    """All that was typed, in the fields of the review and in the boxes of the threads beside them."""
    return review_fields(sent) | {name: [text] for name, text in typed_in_boxes(sent).items()}


def _decide(form: DecisionForm, sheet: ReviewSheet, by: User) -> None:
    if form.cleaned_data["claims_again"]:
        claim_request(request=sheet.request, by=by)
    decide_request(
        request=sheet.request,
        by=by,
        outcome=form.cleaned_data["outcome"],
        reason=form.cleaned_data["reason"],
        verdicts=form.verdicts,
        others_fine=form.cleaned_data["others_fine"],
        publish_at=form.time_to_publish,
        held=sheet.entries,
    )


def _done(form: DecisionForm, review: ReviewRequest) -> str:
    title = {"title": review.version.title}
    if form.cleaned_data["outcome"] == Outcome.REQUEST_CHANGES:
        return _("“%(title)s” goes back to its author with your reasons.") % title
    if form.cleaned_data["outcome"] == Outcome.REJECT:
        return _("“%(title)s” is rejected. Its author is told why.") % title
    if not review.is_last_step:
        return _("“%(title)s” goes on to the second step, for another reviewer.") % title
    return _approved(form, review) % title


def _approved(form: DecisionForm, review: ReviewRequest) -> str:
    """With a place for the title."""
    if review.is_reopened:
        return _("“%(title)s” stays as it is. Its author is told why.")
    if (form.time_to_publish or review.content.publish_at or timezone.now()) > timezone.now():
        return _("“%(title)s” is approved, and will be published at its time. Its author is told.")
    if review.content.is_over:
        return _("“%(title)s” is approved. Its time in the library is over: its author is told.")
    return _("“%(title)s” is approved and published. Its author is told.")


def _show_again(request: SignedInRequest, request_id: UUID, form: DecisionForm, status: int = 200) -> HttpResponse:
    """The page as things stand now, with what was sent. Raises PermissionDenied for her own work."""
    sheet = _sheet(request, request_id)
    if sheet.standing.is_own:
        raise PermissionDenied(_("This is your own work. Somebody else has to review it."))
    return _show(request, sheet, form, status)


def _show(request: SignedInRequest, sheet: ReviewSheet, form: DecisionForm | None, status: int = 200) -> HttpResponse:
    review = sheet.request
    sheet.board.typed = _typed_beside(request, sheet, form)
    context: dict[str, Any] = {
        "review": review,
        "content": review.content,
        "sheet": sheet,
        "rows": [_row(item, form, sheet) for item in sheet.items],
        "form": form,
        "said": form.count_said(sheet.unread) if form else 0,
        "is_own": sheet.standing.is_own,
        "can_review": sheet.standing.can_decide,
        "is_mine": review.is_claimed_by(request.user),
        "zone": timezone.get_current_timezone_name(),
        "shortcuts": SHORTCUTS if form else [],
    }
    return render(request, "admin/content/reviewrequest/review.html", context, status=status)


def _typed_beside(request: SignedInRequest, sheet: ReviewSheet, form: DecisionForm | None) -> dict[str, str]:
    """What stands in the boxes of the threads: as it was sent, or kept."""
    if form and form.is_bound:
        return typed_in_boxes(request.POST)
    kept = {name: values[-1] for name, values in (sheet.standing.typed or {}).items()} if form else {}
    return kept | take_typed(request)


def _row(item: SheetItem, form: DecisionForm | None, sheet: ReviewSheet) -> dict[str, Any]:
    """An item with the fields for what is said of it, where something is to be said, or was."""
    if form is None or not (item.entry.pk in sheet.unread or _has_said(form, item.entry)):
        return {"item": item}
    return {"item": item, **form.item_fields(item.entry.pk)}


def _has_said(form: DecisionForm, entry: ItemVersion) -> bool:
    return form.is_bound and entry.pk in form.items and bool(form.of_item[entry.pk].said(form.data))
