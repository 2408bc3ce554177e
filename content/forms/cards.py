"""One flashcard as three plain fields, and how it asks."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from content.card_styles import STYLES, StyleWords
from content.forms.plain_items import PlainItemForm, text_area, text_line
from content.kinds.flashcards import CardData, CardStyle


class CardForm(PlainItemForm[CardData]):
    """Every side may be empty: a card may be unfinished. The style of a new one says nothing by itself."""

    template = "content/items/edit/card.html"
    Data = CardData
    front = text_area(_("Front"), rows=2)
    back = text_area(_("Back"), rows=2)
    style = forms.ChoiceField(
        label=_("Style"),
        required=False,  # a draft from before there were styles has none
        choices=[(style.value, words.label) for style, words in STYLES.items()],
    )
    hint = text_line(_("Hint"))

    def __init__(self, data: QueryDict | None, *, prefix: str, initial: CardData | None = None) -> None:
        super().__init__(data, prefix=prefix, initial=initial)
        self.is_new = initial is None
        self._name_sides()

    @property
    def shown_style(self) -> CardStyle:
        """The style that its fields are those of."""
        value = self.data.get(self.add_prefix("style")) if self.is_bound else self.initial["style"]
        return CardStyle(value) if value in set(CardStyle) else self.original.style

    @property
    def words(self) -> StyleWords:
        return STYLES[self.shown_style]

    def begin_as(self, style: CardStyle) -> None:
        """Show a new card as one of that style."""
        self.initial["style"] = style.value
        self._name_sides()

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - ({"style"} if self.is_new else set()))

    def to_data(self) -> CardData:
        texts = {name: text for name, text in self.values().items() if name != "style"}
        style = CardStyle(self.cleaned_data["style"] or self.original.style)
        return self.original.model_copy(update={**texts, "style": style})

    def _name_sides(self) -> None:
        self.fields["front"].label, self.fields["back"].label = str(self.words.front), str(self.words.back)
