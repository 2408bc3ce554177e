"""What the pages of review draw many times over."""

from functools import cache
from uuid import UUID

from django import forms, template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from content.forms.review_items import ItemFields
from content.forms.reviewing import DecisionForm

register = template.Library()
_KEY, _NUMBER = UUID(int=3), 9_876_543_210  # for those of an item


@register.simple_tag
def verdict_fields(form: DecisionForm, item_id: UUID) -> SafeString:
    """The fields for what is said of one item. Empty ones are drawn once, and differ in key and number alone: a page
    may have hundreds."""
    fields = form.of_item[item_id]
    if form.is_bound or fields.is_accused or any(form.initial.get(name) for name in fields.names):
        return _draw(form, fields)
    drawn = _draw_empty(get_language(), fields.noun).replace(str(_KEY), str(item_id))
    return mark_safe(drawn.replace(str(_NUMBER), str(fields.number)))  # noqa: S308 - keys and numbers


@cache
def _draw_empty(language: str | None, noun: str) -> SafeString:
    """In that language, which is the current one."""
    form, fields = forms.Form(), ItemFields(_KEY, noun, _NUMBER)
    form.fields.update(fields.make())
    return _draw(form, fields)


def _draw(form: forms.Form, fields: ItemFields) -> SafeString:
    return render_to_string("content/review/_verdict.html", {**fields.shown(form), "is_accused": fields.is_accused})
