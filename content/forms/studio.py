"""The small forms of the studio: finding one's pieces, and asking for review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from content.kinds import kind_choices
from content.models import Content
from content.querysets import ContentQuerySet
from content.text import clean_input


class StudioFilterForm(forms.Form):
    """What to show of one's own material; what cannot be understood is left out of the filter."""

    q = forms.CharField(label=_("Title"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *Content.Status.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *kind_choices()])

    def narrow(self, contents: ContentQuerySet) -> ContentQuerySet:
        """Those of `contents` that are asked for."""
        self.is_valid()
        if words := self.cleaned_data.get("q"):
            contents = contents.filter(title__icontains=words)
        if state := self.cleaned_data.get("state"):
            contents = contents.filter(status=state)
        if kind := self.cleaned_data.get("kind"):
            contents = contents.filter(kind=kind)
        return contents

    @property
    def is_narrow(self) -> bool:
        """Whether anything is filtered."""
        self.is_valid()
        return any(self.cleaned_data.values())


class SubmitForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the reviewer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What to look at first, what you are unsure of."),
    )

    def clean_note(self) -> str:
        return clean_input(self.cleaned_data["note"])
