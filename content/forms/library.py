"""What the library can be searched and narrowed by."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.cache import caches
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from content.forms.details import LANGUAGES
from content.kinds import kind_choices
from content.models import Content, Level, Topic
from content.search import MAX_QUERY

_NAMES = dict(LANGUAGES)
_MINUTE = 60  # seconds


class _TopicChoices(ModelChoiceIterator):  # type: ignore[type-arg]  # not subscriptable at run time
    """The topics by their paths, in one plain query: Django's own opens a cursor on the server, which takes three."""

    def __iter__(self) -> Iterator[Any]:
        yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", "path")


class _Select(forms.Select):
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


class _TopicField(forms.ModelChoiceField):  # type: ignore[type-arg]  # the same
    iterator = _TopicChoices


class LibraryForm(forms.Form):
    """Words and filters, all of them optional."""

    q = forms.CharField(label=_("Search the library"), required=False, max_length=MAX_QUERY, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=_Select)
    level = forms.ChoiceField(
        label=_("Audience"), required=False, choices=[("", _("Any audience")), *Level.choices], widget=_Select
    )
    topic = _TopicField(
        label=_("Topic"), required=False, queryset=Topic.objects.all(), empty_label=_("Any topic"), widget=_Select
    )
    language = forms.ChoiceField(label=_("Language"), required=False, widget=_Select)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds, found = self.fields["kind"], self.fields["language"]
        assert isinstance(kinds, forms.ChoiceField)
        assert isinstance(found, forms.ChoiceField)
        kinds.choices = [("", _("Any kind")), *kind_choices()]
        found.choices = [("", _("Any language")), *((code, _NAMES.get(code, code)) for code in languages)]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for, rightly or not."""
        return bool(self.errors) or any(self.cleaned_data.values())


def languages_of_library() -> list[str]:
    """The languages that published material is in, as it was a minute ago at most: to find out, all of it is read."""
    return caches["memory"].get_or_set("content.languages_of_library", _find_languages, _MINUTE) or []


def _find_languages() -> list[str]:
    found = Content.objects.published().order_by("language").values_list("language", flat=True)
    return list(found.distinct())
