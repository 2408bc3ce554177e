"""What somebody typed is kept even when she is not logged in any more: every page of the editor carries a key for it
(see `content.page_keys`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure

from content.actions.drafting import OtherWindow, Window, save_draft
from content.actions.starting import start_content
from content.authoring import typed_texts
from content.forms.editor import clean_fields, typed_fields
from content.kinds import KINDS
from content.models import Content, Draft
from content.page_keys import PageKey, read_page
from content.sent import whole_number

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - a name
P = ParamSpec("P")
View = Callable[Concatenate[Any, P], HttpResponse]


def window_of(sent: QueryDict | None) -> Window:
    """The window that sent the form."""
    sent = sent or QueryDict()
    return Window(whole_number(sent.get("revision", "")) or 0, sent.get("window", ""))


def keep_when_logged_out(view: View[P]) -> View[P]:
    """Save the form as a draft where its author's session has ended, then let her log in and go on. Where the piece is
    not hers to write any more, show her what she typed."""

    @wraps(view)
    def keep_or_view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        is_sent = request.method == "POST" and not request.user.is_authenticated
        page = read_page(request.POST.get("page", "")) if is_sent else None
        if page is None:
            return _view_or_show_typed(view, request, *args, **kwargs)
        draft = _keep(request, page)
        if draft is None:
            return _hold(request)
        messages.info(request, _("You were logged out. What you typed is kept: log in, and it is there."))
        return redirect_to_login(reverse("content:content-edit", args=[draft.content_id]))

    return keep_or_view


def _view_or_show_typed(view: View[P], request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except (Http404, PermissionDenied):
        page = read_page(request.POST.get("page", ""))
        if page is None or page.author != request.user:
            raise
    texts = typed_texts(typed_fields(clean_fields(request.POST)))
    return render(request, "content/people/not_saved.html", {"texts": texts}, status=403)


def refuse_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django does without the right token: the page was open since before she logged in anew. A page with a key
    was not forged, so what was typed on it is kept all the same."""
    page = read_page(request.POST.get("page", ""))
    if page is None or (request.user.is_authenticated and request.user != page.author):
        return csrf_failure(request, reason)
    draft = _keep(request, page)
    if draft is None:
        return _hold(request)
    messages.info(request, _("This page was open for too long to save from it. What you typed is kept here."))
    return redirect("content:content-edit", draft.content_id)


def _keep(request: HttpRequest, page: PageKey) -> Draft | None:
    """The draft that was kept; None where another window's is in its place, or she may not write there any more."""
    sent = clean_fields(request.POST)
    fields, window = typed_fields(sent), window_of(sent)
    try:
        if page.kind in KINDS:
            return start_content(
                content_id=page.content_id, kind=page.kind, fields=fields, window=window, by=page.author
            )
        content = Content.objects.get(pk=page.content_id)
        base = whole_number(sent.get("base", ""))
        return save_draft(content=content, by=page.author, fields=fields, base_number=base, window=window)
    except (OtherWindow, PermissionDenied, Content.DoesNotExist):
        return None


def _hold(request: HttpRequest) -> HttpResponse:
    """A page that holds what was typed, to be sent again once she has logged in."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name != _TOKEN]
    return render(request, "content/studio/logged_out.html", {"fields": fields}, status=409)
