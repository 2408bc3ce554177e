"""What the library can be searched and narrowed by."""

from typing import Any

from django import forms
from django.core.cache import caches
from django.utils.translation import gettext_lazy as _

from content.forms.details import LANGUAGES
from content.forms.select import PlainSelect, TopicField
from content.kinds import kind_choices
from content.models import Content, Level, Topic
from content.search import MAX_QUERY

_NAMES = dict(LANGUAGES)
_MINUTE = 60  # seconds


class LibraryForm(forms.Form):
    """Words and filters, all of them optional."""

    q = forms.CharField(label=_("Search the library"), required=False, max_length=MAX_QUERY, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=PlainSelect)
    level = forms.ChoiceField(
        label=_("Audience"), required=False, choices=[("", _("Any audience")), *Level.choices], widget=PlainSelect
    )
    topic = TopicField(label=_("Topic"), required=False, queryset=Topic.objects.all(), empty_label=_("Any topic"))
    language = forms.ChoiceField(label=_("Language"), required=False, widget=PlainSelect)

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
