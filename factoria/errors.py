"""The page of last resort. When the database is away it says so, and what became of what was sent."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

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
