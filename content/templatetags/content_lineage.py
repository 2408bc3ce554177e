"""What a piece and its items were made from, where pages of others show it."""

from typing import Any

from django import template

from content.forms.item_row import ItemRow
from content.models import Content
from content.sources import Descent, SourceNote, descent_of, source_notes

register = template.Library()


@register.simple_tag(takes_context=True)
def show_descent(context: dict[str, Any], content: Content) -> Descent:
    """What the piece was duplicated from, and its copies."""
    return descent_of(content, context["request"].user)


@register.simple_tag(takes_context=True)
def sources_of(context: dict[str, Any], row: ItemRow, content: Content | None) -> list[SourceNote]:
    """What the item of this row was made from. Two queries for all rows of a page: their finds stay on `content`."""
    if not content or not row.original or not row.original.item_id:
        return []
    kept = vars(content)
    if "source_notes" not in kept:
        kept["source_notes"] = source_notes(content, context["request"].user)
    notes: list[SourceNote] = kept["source_notes"].get(row.original.item_id, [])
    return notes
