"""What to replace, by what, and where."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.forms.select import PlainSelect, TopicField
from content.kinds import kind_choices
from content.library import at_or_below
from content.models import Content, Topic
from content.querysets import ContentQuerySet
from content.replacing import Wanted
from content.word_search import WordSearch

EVERYWHERE, TEXT, TITLES = "", "text", "titles"


class ReplaceForm(forms.Form):
    """`.wanted` and `.narrow()` once it is valid."""

    find = forms.CharField(label=_("Find"), max_length=200)
    replacement = forms.CharField(
        label=_("Replace it by"),
        required=False,
        max_length=500,
        strip=False,
        help_text=_("Leave it empty to take the words away."),
    )
    match_case = forms.BooleanField(label=_("Capital and small letters differ"), required=False)
    whole_words = forms.BooleanField(label=_("Whole words alone"), required=False)
    where = forms.ChoiceField(
        label=_("Where"),
        required=False,
        choices=[
            (EVERYWHERE, _("Titles, headings and text")),
            (TEXT, _("Text alone")),
            (TITLES, _("Titles and headings alone")),
        ],
        widget=PlainSelect,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *kind_choices()], widget=PlainSelect
    )
    topic = TopicField(label=_("Topic"), required=False, queryset=Topic.objects.all(), empty_label=_("Any topic"))

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        words = WordSearch(given["find"], given["replacement"], given["match_case"], given["whole_words"])
        return Wanted(words, in_titles=given["where"] != TEXT, in_text=given["where"] != TITLES)

    def narrow(self, user: User) -> ContentQuerySet:
        """The pieces to look in: hers, and those she writes along on."""
        contents = Content.objects.editable_by(user)
        if kind := self.cleaned_data["kind"]:
            contents = contents.filter(kind=kind)
        if topic := self.cleaned_data["topic"]:
            contents = contents.filter(at_or_below(topic))
        return contents

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("find") and cleaned["find"] == cleaned.get("replacement"):
            self.add_error("replacement", _("This is what you look for. Write what should stand there instead."))
        return cleaned
