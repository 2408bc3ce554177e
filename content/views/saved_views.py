"""Ways of looking at one's desk: kept, opened, renamed, deleted."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.refusals import NotHere, Refusal
from accounts.requests import SignedInRequest
from content.access import require
from content.actions import saved_views
from content.forms.studio import StudioFilterForm, ViewForm
from content.models import SavedView
from content.querysets import AUTHOR


@login_required
@require_safe
def list_views(request: SignedInRequest) -> HttpResponse:
    require(request.user, AUTHOR)
    views = list(SavedView.objects.filter(person=request.user))
    context = {"views": views, "limit": saved_views.MAX_VIEWS}
    return render(request, "content/studio/views.html", context)


@login_required
@require_POST
def save_view(request: SignedInRequest) -> HttpResponse:
    """Keep the filters that the form brings; then the desk shows them as before."""
    require(request.user, AUTHOR)
    form = ViewForm(request.POST)
    query = StudioFilterForm(QueryDict(request.POST.get("query", ""))).query
    if form.is_valid():
        try:
            view = saved_views.save_view(name=form.cleaned_data["name"], query=query, by=request.user)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("“%(name)s” opens this from now on.") % {"name": view.name})
    else:
        messages.error(request, _("A view needs a name of at most 60 characters. Nothing was saved."))
    return redirect(f"{reverse('content:studio')}?{query}")


@login_required
@require_POST
def rename_view(request: SignedInRequest, view_id: UUID) -> HttpResponse:
    view = _view_of(request.user, view_id)
    try:
        saved_views.rename_view(view=view, name=request.POST.get("name", "").replace("\x00", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("content:view-list")


@login_required
@require_POST
def delete_view(request: SignedInRequest, view_id: UUID) -> HttpResponse:
    view = _view_of(request.user, view_id)
    saved_views.delete_view(view=view, by=request.user)
    messages.success(request, _("The view “%(name)s” is deleted. Your material stays as it is.") % {"name": view.name})
    return redirect("content:view-list")


def _view_of(user: User, view_id: UUID) -> SavedView:
    require(user, AUTHOR)
    for view in SavedView.objects.filter(person=user, pk=view_id):
        return view
    raise NotHere(_("There is no such view of yours. Look for it in your list."))
