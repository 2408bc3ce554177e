"""Times are stored in UTC and shown in the person's zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from accounts.time_zones import UTC, time_zone_of


class TimeZoneMiddleware:
    """Makes the person's zone the current one while her request is answered; visitors get UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone_for(request)):
            return self.get_response(request)


def _zone_for(request: HttpRequest) -> ZoneInfo:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return UTC  # and no query is made to find out
    return time_zone_of(request.user) if isinstance(request.user, User) else UTC
