"""Words about material in lists."""

from django import template

from content.models import Content

register = template.Library()


@register.simple_tag
def count_items(content: Content, number: int | None = None, cards: int | None = None) -> str:
    """“12 cards”: of `number`, and of the `cards` that they give, or of what the list was annotated with
    (`ContentQuerySet.with_item_count`)."""
    if number is not None:
        return content.kind_type.count_items(number, cards)
    return content.kind_type.count_items(getattr(content, "item_count", 0), getattr(content, "card_count", None))
