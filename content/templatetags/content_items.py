"""Showing items in templates."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from content.forms import details
from content.models import ItemVerdict, ItemVersion
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


@register.filter
def fault_label(fault: str) -> str:
    """What a fault of a verdict is called; itself where no such fault is known any more."""
    known = dict(ItemVerdict.Fault.choices)
    return str(known.get(fault, fault))


@register.filter
def language_name(code: str) -> str:
    """The language by its name."""
    return details.language_name(code)
