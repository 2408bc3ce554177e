"""When students see a piece: its author's page, and what can be done there."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import can_manage, get_content_for_author
from content.actions import publishing, scheduling
from content.forms.publishing import ScheduleForm, UnpublishForm
from content.models import Content
from content.publication import load_publication
from content.views.studio import sent_by

PAGE = "content:publishing"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_publishing(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """What students see of a piece, and since when; a POST sets the times at which that changes."""
    content = get_content_for_author(request.user, content_id)
    form = ScheduleForm(sent_by(request), content=content)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            content = scheduling.schedule_content(content=content, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = 409
        else:
            messages.success(request, _told(content))
            return redirect(PAGE, content.pk)
    return _show(request, content, status, form=form)


@login_required
@require_POST
def publish_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Show students the approved version now."""
    content = get_content_for_author(request.user, content_id)
    content = publishing.publish_content(content=content, by=request.user)
    messages.success(request, _("“%(title)s” is published: students find it now.") % {"title": content.title})
    return redirect(PAGE, content.pk)


@login_required
@require_POST
def unpublish_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Take it out of the library."""
    content = get_content_for_author(request.user, content_id)
    form = UnpublishForm(request.POST)
    if not form.is_valid():
        return _show(request, content, 422, unpublish_form=form)
    content = publishing.unpublish_content(content=content, by=request.user, reason=form.cleaned_data["why"])
    told = _("“%(title)s” has left the library. What students did with it is kept.")
    messages.success(request, told % {"title": content.title})
    return redirect(PAGE, content.pk)


@login_required
@require_POST
def unschedule_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Publish nothing by the clock; when it leaves the library stays as it is."""
    content = get_content_for_author(request.user, content_id)
    scheduling.schedule_content(content=content, by=request.user, publish_at=None, expires_at=content.expires_at)
    messages.success(request, _("Nothing is published by itself now. Publish it when you like."))
    return redirect(PAGE, content.pk)


def _show(request: SignedInRequest, content: Content, status: int, **forms: Form) -> HttpResponse:
    """The page, with these of its forms as they were sent."""
    context = {
        "content": content,
        "publication": load_publication(content),
        "is_own": can_manage(request.user, content),
        "form": ScheduleForm(content=content),
        "unpublish_form": UnpublishForm(),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "content/publishing/detail.html", context | forms, status=status)


def _told(content: Content) -> str:
    if content.publish_at is None and content.expires_at is None:
        return _("No times are set.")
    return _("The times are set. You are told when they have come.")
