"""The rating form, and the filters of what was said."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from content.forms.filters import FilterForm
from content.models import Content, ContentVersion, Item
from content.text import collapse, is_visible, shorten
from feedback.answers import versions_for
from feedback.models import ContentFeedback
from feedback.querysets import asks_for_answer

STARS = [
    (5, pgettext_lazy("rating", "Very good")),
    (4, pgettext_lazy("rating", "Good")),
    (3, pgettext_lazy("rating", "Fair")),
    (2, pgettext_lazy("rating", "Poor")),
    (1, pgettext_lazy("rating", "Bad")),
]
ASPECTS = [
    (ContentFeedback.Type.QUALITY, _("Quality: how well it is made")),
    (ContentFeedback.Type.ACCURACY, _("Accuracy: whether it is right")),
    (ContentFeedback.Type.USEFULNESS, _("Usefulness: whether it helped me")),
    (ContentFeedback.Type.DIFFICULTY, _("Difficulty: whether it was at my level")),
]


class RatingForm(forms.Form):
    """One rating of `version`. `item` offers its parts; the whole is the default."""

    rating = forms.TypedChoiceField(
        label=_("Your rating"),
        choices=list(reversed(STARS)),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    type = forms.ChoiceField(label=_("What the stars are for"), choices=ASPECTS, widget=forms.RadioSelect)
    item = forms.ChoiceField(label=_("Which part"), required=False)
    text = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=4000,
        help_text=_("What helped, what is wrong or missing. The author reads it with your name."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, version: ContentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entries = version.entries.order_by("position").values_list("item_version__item", "item_version__heading")
        parts = [(str(item), f"{number}. {heading}") for number, (item, heading) in enumerate(entries, 1)]
        self.fields["item"].choices = [("", _("The whole")), *parts]  # type: ignore[attr-defined]

    def clean_item(self) -> Item | None:
        chosen: str = self.cleaned_data["item"]
        return Item.objects.filter(pk=UUID(chosen)).first() if chosen else None


class ReportForm(forms.Form):
    """What is wrong in one item."""

    text = forms.CharField(
        label=_("What is wrong"),
        max_length=4000,
        help_text=_("Say what is wrong, and what would be right if you know it. The author reads it with your name."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what is wrong, so that its author can mend it.")},
    )
    version_number = forms.IntegerField(widget=forms.HiddenInput, required=False)


class _AnswerField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Answer to the student"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            **kwargs,
        )


class AnswerForm(forms.Form):
    """What the authors do about `said`: a version addresses it, or nothing changes, and why. `others` may be answered
    with it."""

    NO = "no"

    what = forms.ChoiceField(
        label=_("What do you do about it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a version, or say that it stays as it is.")},
    )
    answer = _AnswerField(help_text=_("Needed where it stays as it is; otherwise it may stay empty."))
    others = forms.MultipleChoiceField(
        label=_("Said of the same part: answer these as well"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, said: ContentFeedback, others: Sequence[ContentFeedback], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = [(str(number), label) for number, label in versions_for(said)]
        self.fields["what"].choices = [*numbers, (self.NO, gettext("It stays as it is"))]  # type: ignore[attr-defined]
        self.fields["others"].choices = [(str(one.pk), in_words(one)) for one in others]  # type: ignore[attr-defined]
        if not others:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") == self.NO and not is_visible(cleaned.get("answer", "")):
            self.add_error("answer", gettext("Say why it stays as it is: its writer reads it."))
        cleaned["others"] = [UUID(key) for key in cleaned.get("others", [])]
        return cleaned

    @property
    def declines(self) -> bool:
        return bool(self.cleaned_data["what"] == self.NO)

    @property
    def number(self) -> int:
        """Of the version that addresses it."""
        return int(self.cleaned_data["what"])


class PromiseForm(forms.Form):
    """Which of what is `suggested` the newest version of `content` addresses."""

    said = forms.MultipleChoiceField(
        label=_("What it addresses"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what this version addresses.")},
    )
    answer = _AnswerField()

    def __init__(self, *args: Any, content: Content, suggested: Sequence[ContentFeedback], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert content.latest_version is not None, "a piece is created with its first version"
        self.number = content.latest_version.number
        self.suggested = suggested
        self.fields["said"].choices = [(str(one.pk), in_words(one)) for one in suggested]  # type: ignore[attr-defined]

    def clean_said(self) -> list[UUID]:
        return [UUID(key) for key in self.cleaned_data["said"]]


def in_words(said: ContentFeedback) -> str:
    """Who said what, in one line."""
    words = shorten(collapse(said.text), 140)
    what = (
        ngettext("%(stars)d star", "%(stars)d stars", said.rating) % {"stars": said.rating}
        if said.rating
        else gettext("Mistake")
    )
    about = getattr(said, "about", "") or ""
    return " · ".join(filter(None, [about, str(said.author), what, f"“{words}”" if words else ""]))


class FeedbackFilterForm(FilterForm):
    """Which of the ratings to list; anything unknown filters nothing."""

    type = forms.ChoiceField(
        label=_("About"), required=False, choices=[("", _("Everything")), *ContentFeedback.Type.choices]
    )
    rating = forms.TypedChoiceField(
        label=_("Stars"), required=False, coerce=int, empty_value=None, choices=[("", _("Any")), *STARS]
    )

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            ("to_answer", _("To answer")),
            ("promised", _("Promised")),
            ("addressed", _("Addressed")),
            ("declined", _("Not changed")),
        ],
    )

    def conditions(self) -> Q:
        """What the rows have to fulfil."""
        wanted = dict(self.wanted)
        state = wanted.pop("state", "")
        return Q(**wanted) & _STATES.get(state, Q(status=state) if state else Q())


_STATES = {
    "to_answer": asks_for_answer() & Q(promised_number__isnull=True),
    "promised": Q(status="open", promised_number__isnull=False),
}
