"""One flashcard as three plain fields."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from content.kinds.flashcards import CardData
from content.text import clean_input

_LIMIT = [MaxLengthValidator(20_000)]  # not max_length: a browser would cut a paste short without a word
_SIDE = forms.Textarea({"rows": 2})


class CardForm(forms.Form):
    """`.to_data()` once it is valid. Every side may be empty: a card may be unfinished."""

    template = "content/items/edit/card.html"
    can_grow = False
    front = forms.CharField(label=_("Front"), required=False, strip=False, validators=_LIMIT, widget=_SIDE)
    back = forms.CharField(label=_("Back"), required=False, strip=False, validators=_LIMIT, widget=_SIDE)
    hint = forms.CharField(label=_("Hint"), required=False, strip=False, validators=_LIMIT)

    def __init__(self, data: QueryDict | None, *, prefix: str, card: CardData | None = None) -> None:
        self.card = card or CardData()
        super().__init__(data, prefix=prefix, initial=self.card.model_dump(include=set(self.base_fields)))

    def to_data(self) -> CardData:
        sides = {side: clean_input(self.cleaned_data[side]) for side in self.base_fields}
        return self.card.model_copy(update=sides)
