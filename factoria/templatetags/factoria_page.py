"""Page furniture: the primary navigation by role, the person's theme."""

from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from factoria.theme import chosen_theme

register = template.Library()
_NO_KEY = str(UUID(int=0))


class Place(NamedTuple):
    """One of the fixed places of the product: the name of its address, the permission that opens it, and the names of
    addresses elsewhere that belong to it."""

    label: str | Promise
    name: str
    icon: str
    permission: str
    others: tuple[str, ...] = ()


PLACES = (
    Place(_("Library"), "content:library", "book", "content.study_content"),
    Place(_("Study"), "progress:desk", "play", "content.study_content"),
    Place(_("Classes"), "classes:class-list", "users", "content.study_content"),
    Place(_("Studio"), "content:studio", "edit", "content.add_content"),
    Place(
        _("Review"),
        "admin:content_reviewrequest_changelist",
        "check-circle",
        "content.review_content",
        ("admin:content_secondreview_changelist",),
    ),
    Place(_("Reports"), "reports:list", "chart", "reports.view_report"),
)


@register.inclusion_tag("includes/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    """The places this person may go, the present one marked. Nothing for visitors."""
    request: HttpRequest | None = context.get("request")
    user = context.get("user")
    if request is None or user is None or not user.is_authenticated:
        return {"places": []}
    places = [
        {"label": place.label, "url": url, "icon": place.icon, "is_current": _is_at(request, place)}
        for place in PLACES
        if user.has_perm(place.permission) and (url := _address(place.name))
    ]
    return {"places": places}


def _is_at(request: HttpRequest, place: Place) -> bool:
    return request.path.startswith(tuple(_address(name) for name in (place.name, *place.others)))


@cache
def _address(name: str) -> str:
    return reverse(name)


@register.simple_tag
def address_of(name: str, key: UUID) -> str:
    """The address of that name, which takes one key and nothing else: what `url` gives, for the rows of a long page,
    which differ in their keys alone."""
    return _address_pattern(name).replace(_NO_KEY, str(key))


@cache
def _address_pattern(name: str) -> str:
    return reverse(name, args=[UUID(_NO_KEY)])


@register.simple_tag(takes_context=True)
def theme(context: RequestContext) -> str:
    """The person's own choice, "light" or "dark", or "" to follow the system."""
    request: HttpRequest | None = context.get("request")
    return chosen_theme(request) if request is not None else ""
