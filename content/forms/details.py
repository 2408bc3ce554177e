"""Where a piece belongs: what is kept beside its versions."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.actions.drafting import Details
from content.actions.tags import MAX_NAME, MAX_TAGS
from content.forms.select import TopicField
from content.models import Content, Level, Topic
from content.text import clean_input, is_visible

LANGUAGES = [
    ("en", _("English")),
    ("da", _("Danish")),
    ("nl", _("Dutch")),
    ("fi", _("Finnish")),
    ("fr", _("French")),
    ("de", _("German")),
    ("hu", _("Hungarian")),
    ("it", _("Italian")),
    ("no", _("Norwegian")),
    ("pt", _("Portuguese")),
    ("ro", _("Romanian")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
    ("sv", _("Swedish")),
    ("tr", _("Turkish")),
]
_CODE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,6})?")


class LanguageField(forms.ChoiceField):
    """One of the languages we can search in by word stem, or any other by its code, when a piece has it already."""

    def valid_value(self, value: str) -> bool:
        return super().valid_value(value) or bool(_CODE.fullmatch(value))


class TagsField(forms.CharField):
    """Tags with commas between them; their names, as a tuple."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)

    def clean(self, value: Any) -> Any:
        names = tuple(name for part in super().clean(value).split(",") if is_visible(name := part.strip()))
        if self.required and not names:
            raise forms.ValidationError(_("Write at least one tag."))
        if len(names) > MAX_TAGS:
            raise forms.ValidationError(
                _("These are %(count)d tags; at most %(limit)d fit. Keep those that people search for."),
                params={"count": len(names), "limit": MAX_TAGS},
            )
        for name in names:
            if len(name) > MAX_NAME:
                raise forms.ValidationError(
                    _("The tag “%(tag)s…” is longer than 60 characters. Shorten it."), params={"tag": name[:20]}
                )
        return names


class DetailsForm(forms.Form):
    """`.details()` once it is valid."""

    level = forms.ChoiceField(label=_("Audience"), choices=Level.choices, initial=Level.HIGH_SCHOOL)
    topic = TopicField(
        label=_("Topic"),
        queryset=Topic.objects.all(),
        required=False,
        empty_label=_("No topic yet"),
        error_messages={"invalid_choice": _("This topic is gone: it was merged or deleted. Choose another.")},
    )
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Separate them with commas: cells, energy."))
    language = LanguageField(label=_("Language"), choices=LANGUAGES, initial="en")
    licence = forms.CharField(label=_("Licence"), required=False, max_length=100, help_text=_("For example CC BY 4.0."))
    source = forms.CharField(
        label=_("Source"), required=False, max_length=500, help_text=_("Where it comes from, if not from you.")
    )
    due_on = forms.DateField(
        label=_("To be ready by"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Your desk reminds you when it is near."),
    )
    is_shared = forms.BooleanField(
        label=_("Other teachers may use its items and duplicate it"),
        required=False,
        help_text=_("Once it is published. They see the right answers too."),
    )

    def __init__(self, *args: Any, is_own: bool = True, **kwargs: Any) -> None:
        """`is_own`: whether it is for a piece of one's own; who writes along does not share it."""
        super().__init__(*args, **kwargs)
        if not is_own:
            self.fields["is_shared"].disabled = True
            self.fields["is_shared"].help_text = _("Only the owner of this material decides that.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {name: clean_input(v) if isinstance(v, str) else v for name, v in cleaned.items()}

    def details(self) -> Details:
        return Details(**{name: self.cleaned_data[name] for name in DetailsForm.base_fields})


def details_of(content: Content) -> dict[str, Any]:
    """What the form starts from for a piece that exists."""
    names = ("level", "topic", "language", "licence", "source", "due_on", "is_shared")
    tags = ", ".join(tag.name for tag in content.tags.all())
    return {**{name: getattr(content, name) for name in names}, "tags": tags}


def language_name(code: str) -> str:
    """The language by its name, or by its code where that is all we know."""
    return str(dict(LANGUAGES).get(code, code))
