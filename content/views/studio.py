"""The studio: an author's own material, and where each piece stands."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import WrongState
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, require
from content.actions import reviewing
from content.actions.drafting import update_details
from content.actions.reviewing import NotReady
from content.forms.details import DetailsForm, details_of, language_name
from content.forms.studio import StudioFilterForm, SubmitForm
from content.models import Content
from content.overview import load_overview
from content.paging import paginate
from content.querysets import AUTHOR

SENT_BACK = 10


@login_required
@require_safe
def show_studio(request: SignedInRequest) -> HttpResponse:
    """The desk: what came back from review first, then everything else, newest first."""
    require(request.user, AUTHOR)
    filters = StudioFilterForm(request.GET)
    own = Content.objects.editable_by(request.user).for_list().with_item_count()
    listed = filters.narrow(own)
    sent_back: list[Content] = []
    if not filters.is_narrow:
        sent_back = list(own.sent_back().order_by("-updated_at")[:SENT_BACK])
        listed = listed.exclude(pk__in=[content.pk for content in sent_back])
    page = paginate(listed, order=("-updated_at", "-id"), token=request.GET.get("after"))
    context = {
        "filters": filters,
        "page": page,
        "links": page.links(request),
        "sent_back": sent_back,
        "shows_sent_back": bool(sent_back) and not page.previous,
    }
    return render(request, "content/studio/list.html", context)


@login_required
@require_safe
def show_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """One piece: its state, what to mend, what the last reviewer said, its items."""
    content = get_content_for_author(request.user, content_id)
    overview = load_overview(content, request.user)
    context = {
        "content": content,
        "overview": overview,
        "item_count": content.kind_type.count_items(len(overview.document.items)),
        "language": language_name(content.language),
    }
    return render(request, "content/studio/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_details(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    form = DetailsForm(sent_by(request), initial=details_of(content))
    if form.is_valid():
        update_details(content=content, details=form.details(), by=request.user)
        messages.success(request, _("The details are saved."))
        return redirect("content:content-detail", content.pk)
    return render(request, "content/studio/details.html", {"content": content, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Ask for review; where something has to be mended first, the page says what, and the note stays."""
    content = get_content_for_author(request.user, content_id)
    form = SubmitForm(sent_by(request))
    refusal = ""
    if form.is_valid():
        try:
            reviewing.submit_content(content=content, by=request.user, note=form.cleaned_data["note"])
        except (NotReady, WrongState) as error:
            refusal = error.message
            content = get_content_for_author(request.user, content_id)
        else:
            messages.success(request, _("“%(title)s” waits for a reviewer now.") % {"title": content.title})
            return redirect("content:content-detail", content.pk)
    context = {"content": content, "form": form, "overview": load_overview(content, request.user), "refusal": refusal}
    return render(request, "content/studio/submit.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def withdraw_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    reviewing.withdraw_submission(content=content, by=request.user)
    messages.success(request, _("“%(title)s” is a draft again. Change it, then submit it.") % {"title": content.title})
    return redirect("content:content-detail", content.pk)


def sent_by(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it empty, and nothing while it is only shown."""
    return request.POST if request.method == "POST" else None
