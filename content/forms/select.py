"""Long lists to choose from, drawn quickly."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class PlainSelect(forms.Select):
    """A select without groups, drawn at once: Django's own asks a template for each of its options."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], flatatt(option["attrs"]), option["label"])
                for _group, options, _index in widget["optgroups"]
                for option in options
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


class _TopicChoices(ModelChoiceIterator):  # type: ignore[type-arg]  # not subscriptable at run time
    """The topics by their paths, in one plain query: Django's own opens a cursor on the server, which takes three."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", "path")


class TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # the same
    """One topic, by its path."""

    iterator = _TopicChoices
    widget = PlainSelect
