"""Rating published material, reporting what is wrong in it, and reading what became of that."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_for_student
from content.models import Content, ContentVersion, Item, ItemVersion
from content.sent import uuid_of
from feedback.access import get_content_to_rate, get_item_to_report
from feedback.actions.giving import give_feedback, report_mistake
from feedback.forms import RatingForm, ReportForm
from feedback.models import ContentFeedback
from feedback.wordings import wordings_now

SHOWN_BESIDE = 20  # of what she said before, beside the form


@login_required
@require_http_methods(["GET", "POST"])
def rate_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """One's own rating of the published version: to give, and to change."""
    user = request.user
    content = get_content_to_rate(user, content_id)
    version = cast(ContentVersion, content.published_version)
    given = list(_own(content, user).rated().filter(version=version).order_by("-updated_at"))
    form = RatingForm(request.POST or None, initial=_initial(request, given, version), version=version)
    if request.method == "POST" and form.is_valid() and _give(form, content, user):
        messages.success(request, _("Thank you. The author sees your rating."))
        return redirect("feedback:rate", content_id)
    return render(request, "feedback/rate.html", {"content": content, "form": form, "given": given})


@login_required
@require_http_methods(["GET", "POST"])
def report_item(request: SignedInRequest, content_id: UUID, wording_id: UUID) -> HttpResponse:
    """What is wrong in one item, as it reads now; `wording_id` is how she saw it."""
    content, item = get_item_to_report(request.user, content_id, wording_id)
    version = cast(ContentVersion, content.published_version)
    earlier = _own(content, request.user).open().filter(version=version, item=item, rating__isnull=True).first()
    given = {"text": earlier.text if earlier else "", "version_number": version.number}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and form.is_valid() and _report(form, content, item, request.user):
        messages.success(request, _("Thank you. The author reads it, and you hear what becomes of it."))
        return redirect(_way_back(request) or f"{reverse('feedback:own', args=[content.pk])}?part={item.pk}")
    now = wordings_now(version, [item.pk])[item.pk]
    context = {
        "content": content,
        "form": form,
        "now": now,
        "earlier": earlier,
        "is_reworded": _is_other(now, wording_id),
        "next": _way_back(request),
    }
    return render(request, "feedback/report.html", context)


@login_required
@require_GET
def list_own(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """All that she said of a piece, what became of it, and how the items read now; `?part=` leaves that of one item."""
    content = get_content_for_student(request.user, content_id)
    part = uuid_of(request.GET.get("part", ""))
    said = _own(content, request.user)
    said = said.filter(item=part) if part else said
    page = paginate(said, order=("-created_at", "-id"), token=request.GET.get(PARAMETER))
    version = cast(ContentVersion, content.published_version)
    now = wordings_now(version, [one.item_id for one in page.rows if one.item_id])
    for one in page.rows:
        one.now = now.get(one.item_id) if one.item_id else None
    context = {"content": content, "page": page, "part": part, "version": version}
    return render(request, "feedback/own.html", context | page.links(request))


def _own(content: Content, user: User) -> Any:
    return ContentFeedback.objects.filter(author=user, content=content).for_list()


def _initial(request: HttpRequest, given: list[ContentFeedback], version: ContentVersion) -> dict[str, Any]:
    """What the person said before of the aspect and part she is looking at; otherwise an empty form."""
    aspect, item = request.GET.get("type", ContentFeedback.Type.QUALITY), request.GET.get("item", "")
    initial: dict[str, Any] = {"type": aspect, "item": item, "version_number": version.number}
    for earlier in given:
        if (earlier.type, str(earlier.item_id or "")) == (aspect, item):
            initial |= {"rating": earlier.rating, "text": earlier.text}
    return initial


def _give(form: RatingForm, content: Content, user: User) -> bool:
    """Whether it was taken."""
    try:
        give_feedback(content=content, by=user, **form.cleaned_data)
    except Refusal as refusal:
        _refuse(form, refusal)
        return False
    return True


def _report(form: ReportForm, content: Content, item: Item, user: User) -> bool:
    """Whether it was taken."""
    try:
        report_mistake(content=content, by=user, item=item, **form.cleaned_data)
    except Refusal as refusal:
        _refuse(form, refusal)
        return False
    return True


def _refuse(form: RatingForm | ReportForm, refusal: Refusal) -> None:
    """It becomes an error of the form, which keeps what was typed; sent again, it is of the version that shows now."""
    form.add_error(None, refusal.message)
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version_number"] = form.initial["version_number"]  # type: ignore[index]


def _is_other(now: ItemVersion, seen: UUID) -> bool:
    """Whether the item reads otherwise now than what she saw."""
    return now.pk != seen and not ItemVersion.objects.filter(pk=seen, fingerprint=now.fingerprint).exists()


def _way_back(request: SignedInRequest) -> str:
    """The page of ours that she came from; empty where there is none."""
    target = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours and target.startswith("/") else ""
