"""The pages of last resort. When the database is away it says so, and what became of what was sent; a form that is too
large gets to know that it is."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import bad_request, server_error

from accounts.refusals import NotHere

RETRY_SECONDS = 15
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@requires_csrf_token
def show_error(request: HttpRequest) -> HttpResponse:
    """What Django calls for every exception nobody caught: 503 when the database failed us, otherwise 500.

    The 503 page is rendered without the request, so no context processor can ask the database.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    page = render_to_string("503.html", {"was_post": request.method not in SAFE_METHODS})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})


@requires_csrf_token
def show_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django calls where there is nothing: with the sentence of whoever found out, where it is ours."""
    sentence = str(exception) if isinstance(exception, NotHere) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


@requires_csrf_token
def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django calls for what it cannot read: 413 where a form is larger than we take, otherwise 400."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return render(request, "413.html", status=413)
    return bad_request(request, exception)
