"""One flashcard as three plain fields."""

from django.utils.translation import gettext_lazy as _

from content.forms.plain_items import PlainItemForm, text_area, text_line
from content.kinds.flashcards import CardData


class CardForm(PlainItemForm[CardData]):
    """Every side may be empty: a card may be unfinished."""

    template = "content/items/edit/card.html"
    Data = CardData
    front = text_area(_("Front"), rows=2)
    back = text_area(_("Back"), rows=2)
    hint = text_line(_("Hint"))
