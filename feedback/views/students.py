"""Rating published material, and reading what was said of one's own."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from content.models import Content, ContentVersion
from feedback.access import get_content_to_rate
from feedback.actions.giving import give_feedback
from feedback.forms import FeedbackFilterForm, RatingForm
from feedback.models import ContentFeedback
from feedback.ratings import rating_summary


@login_required
@require_http_methods(["GET", "POST"])
def rate_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """One's own rating of the published version: to give, and to change."""
    user = request.user
    content = get_content_to_rate(user, content_id)
    version = cast(ContentVersion, content.published_version)
    given = list(ContentFeedback.objects.filter(author=user, version=version).for_list().order_by("-updated_at"))
    form = RatingForm(request.POST or None, initial=_initial(request, given, version), version=version)
    if request.method == "POST" and form.is_valid() and _give(form, content, user):
        messages.success(request, _("Thank you. The author sees your rating."))
        return redirect("feedback:rate", content_id)
    return render(request, "feedback/rate.html", {"content": content, "form": form, "given": given})


@login_required
@require_GET
def list_feedback(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """What students say of one's material: averages by version, and every comment, newest first."""
    user = request.user
    content = get_content_for_author(user, content_id)
    filters = FeedbackFilterForm(request.GET)
    found = ContentFeedback.objects.filter(content=content, **filters.conditions()).for_list()
    page = paginate(found, order=("-created_at", "-id"), token=request.GET.get(PARAMETER))
    context = {"content": content, "filters": filters, "page": page, "ratings": _ratings_by_version(content)}
    return render(request, "feedback/list.html", context | page.links(request))


def _initial(request: HttpRequest, given: list[ContentFeedback], version: ContentVersion) -> dict[str, Any]:
    """What the person said before of the aspect and part she is looking at; otherwise an empty form."""
    aspect, item = request.GET.get("type", ContentFeedback.Type.QUALITY), request.GET.get("item", "")
    initial: dict[str, Any] = {"type": aspect, "item": item, "version_number": version.number}
    for earlier in given:
        if (earlier.type, str(earlier.item_id or "")) == (aspect, item):
            initial |= {"rating": earlier.rating, "text": earlier.text}
    return initial


def _give(form: RatingForm, content: Content, user: User) -> bool:
    """Whether it was taken; a refusal becomes an error of the form, which keeps what was typed."""
    try:
        give_feedback(content=content, by=user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, refusal.message)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["version_number"] = form.initial["version_number"]  # type: ignore[index]
        return False
    return True


def _ratings_by_version(content: Content) -> list[dict[str, Any]]:
    """Newest version first, those alone that were rated."""
    summary = rating_summary(content)
    versions = content.versions.filter(pk__in=summary).only("number", "created_at").order_by("-number")
    return [
        {
            "number": version.number,
            "created_at": version.created_at,
            "rating": summary[version.pk],
            "is_published": version.pk == content.published_version_id,
        }
        for version in versions
    ]
