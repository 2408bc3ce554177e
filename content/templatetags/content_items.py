"""Showing items in templates."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.models import ItemVersion
from content.presentation import PresentedItem, present_item

register = template.Library()


@register.simple_tag
def show_item(item: ItemVersion | PresentedItem, reveals: bool = False) -> SafeString:
    """The item in its own template; with `reveals`, what counts as right is shown with it."""
    presented = present_item(item, reveals=reveals) if isinstance(item, ItemVersion) else item
    html = render_to_string(presented.template, {"item": presented})
    if not presented.row:
        return html
    return render_to_string("content/items/_previewed.html", {"item": presented, "html": html})
