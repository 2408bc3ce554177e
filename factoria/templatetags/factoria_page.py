"""Page furniture: the primary navigation by role, the person's theme."""

from typing import Any, NamedTuple

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from factoria.theme import chosen_theme

register = template.Library()


class Place(NamedTuple):
    """One of the fixed places of the product, and the permission that opens it (none: everyone who is logged in)."""

    label: str | Promise
    path: str
    icon: str
    permission: str = ""


PLACES = (
    Place(_("Library"), "library/", "book"),
    Place(_("Study"), "study/", "play"),
    Place(_("Studio"), "studio/", "edit", "content.add_content"),
    Place(_("Review"), "admin/content/reviewrequest/", "check-circle", "content.review_content"),
    Place(_("Reports"), "reports/", "chart", "reports.view_report"),
)


def _is_served(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@register.inclusion_tag("includes/navigation.html", takes_context=True)
def navigation(context: RequestContext) -> dict[str, Any]:
    """The places this person may go, the present one marked. Nothing for visitors."""
    request: HttpRequest | None = context.get("request")
    user = context.get("user")
    if request is None or user is None or not user.is_authenticated:
        return {"places": []}
    prefix = get_script_prefix()
    allowed = [place for place in PLACES if not place.permission or user.has_perm(place.permission)]
    places = [
        {"label": place.label, "url": url, "icon": place.icon, "is_current": request.path.startswith(url)}
        for place in allowed
        if _is_served(url := prefix + place.path)
    ]
    return {"places": places}


@register.simple_tag(takes_context=True)
def theme(context: RequestContext) -> str:
    """The person's own choice, "light" or "dark", or "" to follow the system."""
    request: HttpRequest | None = context.get("request")
    return chosen_theme(request) if request is not None else ""
