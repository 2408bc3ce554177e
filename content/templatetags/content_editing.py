"""What the pages of the editor need beside its fields."""

from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from uuid_utils.compat import uuid7

from content.actions.presence import others_present
from content.card_styles import STYLES, StyleWords
from content.kinds import Kind
from content.kinds.flashcards import CardStyle
from content.models import Content, Presence
from content.page_keys import sign_page

register = template.Library()
_KEY = "-key-"


@register.simple_tag(takes_context=True)
def page_key(context: dict[str, Any], content: Content | None, kind: Kind) -> str:
    """The key of this page (see `content.page_keys`): to the piece, or to one that is not there yet."""
    author = context["request"].user
    return sign_page(author, content.pk) if content else sign_page(author, uuid7(), kind.name)


@register.simple_tag(takes_context=True)
def others_editing(context: dict[str, Any], content: Content) -> list[Presence]:
    """Who else has the editor of the piece open. One query."""
    return others_present(content, context["request"].user)


@register.simple_tag
def tool_buttons(key: str) -> SafeString:
    """The buttons of the row of that key: a page may have hundreds of rows, whose buttons differ in nothing else."""
    return mark_safe(_draw_buttons(get_language()).replace(_KEY, key))  # noqa: S308 - keys are digits


@register.simple_tag
def card_styles() -> list[tuple[CardStyle, StyleWords]]:
    """How cards can ask, each in words."""
    return list(STYLES.items())


@cache
def _draw_buttons(language: str | None) -> str:
    """In that language, which is the current one."""
    return render_to_string("content/studio/_tool_buttons.html", {"key": _KEY}).strip()
