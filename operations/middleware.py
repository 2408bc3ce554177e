"""Health is asked from inside, past the proxy: by address, over plain HTTP, also when the rest cannot work."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from operations import views

VIEWS = {
    "health": views.show_health,
    "health-ready": views.show_readiness,
    "health-startup": views.show_startup,
}


def answer_health_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that has the health views answer before sessions, hosts and redirects are looked at."""
    by_path = {reverse(name, urlconf="operations.urls"): view for name, view in VIEWS.items()}

    def middleware(request: HttpRequest) -> HttpResponse:
        view = by_path.get(request.path_info, get_response)
        return view(request)

    return middleware
