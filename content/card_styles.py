"""The styles of cards in words, for who writes and who reads them."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from content.kinds.flashcards import CardStyle


class StyleWords(NamedTuple):
    """A style by its name; what stands beside its cards where they are read, if it has to be said; how it asks, in a
    sentence; and what the two sides of its cards are called."""

    label: str | Promise
    said: str | Promise
    help: str | Promise
    front: str | Promise
    back: str | Promise


_FRONT, _BACK = gettext_lazy("Front"), gettext_lazy("Back")
STYLES: Mapping[CardStyle, StyleWords] = {
    CardStyle.BASIC: StyleWords(
        gettext_lazy("Front to back"), "", gettext_lazy("Shows the front and asks for the back."), _FRONT, _BACK
    ),
    CardStyle.REVERSED: StyleWords(
        gettext_lazy("Both ways"),
        gettext_lazy("Asked both ways"),
        gettext_lazy("Makes two cards: one asks for the back, the other for the front. Good for words of a language."),
        _FRONT,
        _BACK,
    ),
    CardStyle.TYPED: StyleWords(
        gettext_lazy("Typed"),
        gettext_lazy("Typed by the student"),
        gettext_lazy("The student types the back, and sees letter by letter what differs. Good for spelling."),
        _FRONT,
        _BACK,
    ),
    CardStyle.CLOZE: StyleWords(
        gettext_lazy("Gaps"),
        gettext_lazy("Asks for each gap"),
        gettext_lazy(
            "Each gap makes a card: {{c1::the answer}}, or with a hint {{c1::the answer::a hint}}. The next one is c2;"
            " gaps of one number are asked for together."
        ),
        gettext_lazy("Text with gaps"),
        gettext_lazy("More on the back"),
    ),
}
