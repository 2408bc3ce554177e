"""How cards ask, in words, where they are read."""

from django import template
from django.utils.functional import Promise

from content.card_styles import STYLES
from content.kinds.flashcards import CardStyle

register = template.Library()


@register.filter
def style_said(style: CardStyle) -> str | Promise:
    """What has to be said of a card of that style beside its sides; empty of one that just asks for its back."""
    return STYLES[style].said
