"""The rating form, and the filters of what was said."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import ContentVersion, Item
from feedback.models import ContentFeedback

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


class FeedbackFilterForm(forms.Form):
    """Which of the ratings to list; anything unknown filters nothing."""

    type = forms.ChoiceField(
        label=_("About"), required=False, choices=[("", _("Everything")), *ContentFeedback.Type.choices]
    )
    rating = forms.TypedChoiceField(
        label=_("Stars"), required=False, coerce=int, empty_value=None, choices=[("", _("Any")), *STARS]
    )

    def conditions(self) -> dict[str, Any]:
        """Keyword arguments for `filter()`."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
