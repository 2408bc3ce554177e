"""The style of a card in a table: said in a column of its own, or told by the gaps in its front."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.card_gaps import find_gaps
from content.interchange.base import Notice
from content.kinds.flashcards import CardData, CardStyle

SHOWN = 5  # names of styles that there are not


def is_told_by_gaps(front: str) -> bool:
    """Whether a card that says nothing of its style is a cloze."""
    return bool(find_gaps(front))


def write_style(card: CardData) -> str:
    """What stands in the column; empty where a card is what anybody takes it for."""
    is_plain = card.style == CardStyle.BASIC and not is_told_by_gaps(card.front)
    return "" if is_plain else card.style.value


@dataclass
class WrittenStyles:
    """The styles of the cards of one table, and what is to be said of them: `taken` are the lines of the cards whose
    gaps alone tell theirs, `unknown` the first line of each name that is none."""

    taken: list[int] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)

    def of(self, line: int, name: str, front: str) -> CardStyle:
        if name.casefold() in set(CardStyle):
            return CardStyle(name.casefold())
        if name:
            self.unknown.setdefault(name, line)
        if not is_told_by_gaps(front):
            return CardStyle.BASIC
        self.taken.append(line)
        return CardStyle.CLOZE

    def notices(self) -> Iterator[Notice]:
        if self.unknown:
            names = ", ".join(f"“{name[:40]}”" for name in list(self.unknown)[:SHOWN])
            message = _("These are no styles of cards, and were left out: %(names)s. There are %(known)s.")
            yield Notice(min(self.unknown.values()), "", message % {"names": names, "known": ", ".join(CardStyle)})
        if self.taken:
            message = ngettext(
                "%(count)d card has gaps like {{c1::this}}, and so asks for each of them. If it should not, write"
                " “basic” in a column “style”.",
                "%(count)d cards have gaps like {{c1::this}}, and so ask for each of them. If they should not, write"
                " “basic” in a column “style”.",
                len(self.taken),
            )
            yield Notice(self.taken[0], "", message % {"count": len(self.taken)})
