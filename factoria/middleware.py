"""What stands between every request and its view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.refusals import Refusal
from content.access import Withdrawn


class RefusalMiddleware:
    """An action that refused, and that its view did not answer better, becomes a 409 page with its sentence; what was
    withdrawn in an emergency a 410 page with the reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Withdrawn):
            return render(request, "content/library/withdrawn.html", {"withdrawn": exception}, status=410)
        if isinstance(exception, Refusal):
            return render(request, "409.html", {"message": exception.message}, status=409)
        return None
