"""What the pages of the editor need beside its fields."""

from typing import Any

from django import template
from uuid_utils.compat import uuid7

from content.actions.presence import others_present
from content.kinds import Kind
from content.models import Content, Presence
from content.page_keys import sign_page

register = template.Library()


@register.simple_tag(takes_context=True)
def page_key(context: dict[str, Any], content: Content | None, kind: Kind) -> str:
    """The key of this page (see `content.page_keys`): to the piece, or to one that is not there yet."""
    author = context["request"].user
    return sign_page(author, content.pk) if content else sign_page(author, uuid7(), kind.name)


@register.simple_tag(takes_context=True)
def others_editing(context: dict[str, Any], content: Content) -> list[Presence]:
    """Who else has the editor of the piece open. One query."""
    return others_present(content, context["request"].user)
