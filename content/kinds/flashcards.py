"""Flashcards: a front, a back, and sometimes a hint."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from content.card_gaps import answer_gap, ask_gap, card_name, find_gaps, gap_numbers, looks_unfinished
from content.item_types import CardSides, Finding, ItemData, ItemType, register
from content.kinds.base import Frame, Kind, StudyMode
from content.rendering import find_math_errors, render
from content.text import normal_answer, plain, shorten


class CardStyle(StrEnum):
    """How a card asks: for its back; both ways round; for its back in writing; or for each gap in its front."""

    BASIC = "basic"
    REVERSED = "reversed"
    TYPED = "typed"
    CLOZE = "cloze"


REVERSE = "back"  # the name of the card that shows the back and asks for the front


class CardData(ItemData):
    """One card; all three sides are Markdown. The front of a cloze card holds its gaps (see `content.card_gaps`), its
    back says what else there is to know."""

    style: CardStyle = CardStyle.BASIC
    front: str = ""
    back: str = ""
    hint: str = ""


class Card(ItemType[CardData]):
    """Its cards, by name: "" asks for the back, "back" for the front, "c1", "c2", … for the gaps of that number."""

    name = "card"
    label = gettext_lazy("Card")
    Data = CardData

    def heading(self, data: CardData) -> str:
        return shorten(plain(_whole_front(data), data.format) or _("A card without a front"))

    def text(self, data: CardData) -> str:
        sides = (_whole_front(data), data.back, data.hint)
        return "\n".join(plain(side, data.format) for side in sides if side)

    def html(self, data: CardData) -> dict[str, Any]:
        """Front, back and hint; and `gaps`, the front and the answer of each card of a cloze, by name."""
        sides: dict[str, Any] = {side: render(getattr(data, side), data.format) for side in ("back", "hint")}
        sides["front"] = render(_whole_front(data), data.format)
        if data.style == CardStyle.CLOZE:
            sides["gaps"] = {
                card_name(number): {
                    "front": render(ask_gap(data.front, number), data.format),
                    "back": render(answer_gap(data.front, number), data.format),
                }
                for number in gap_numbers(data.front)
            }
        return sides

    def key(self, data: CardData) -> Any:
        if data.style == CardStyle.CLOZE:
            return [[gap.number, normal_answer(gap.answer)] for gap in find_gaps(data.front)]
        return normal_answer(data.back)

    def card_keys(self, data: CardData) -> dict[str, Any]:
        if data.style == CardStyle.CLOZE:
            gaps = find_gaps(data.front)
            return {
                card_name(number): [normal_answer(gap.answer) for gap in gaps if gap.number == number]
                for number in gap_numbers(data.front)
            }
        cards = {"": self.key(data)}
        return cards | {REVERSE: normal_answer(data.front)} if data.style == CardStyle.REVERSED else cards

    def card_html(self, html: dict[str, Any], name: str) -> CardSides | None:
        if gap := html.get("gaps", {}).get(name):
            return CardSides(gap["front"], gap["back"], extra=html["back"], hint=html["hint"])
        if name == REVERSE:  # the hint would ask for what stands there
            return CardSides(html["back"], html["front"])
        if name or "gaps" in html:
            return None
        return CardSides(html["front"], html["back"], hint=html["hint"])

    def typed_answer(self, data: CardData, name: str) -> str:
        return plain(data.back, data.format) if data.style == CardStyle.TYPED else ""

    def check(self, data: CardData) -> list[Finding]:
        findings = [
            Finding(side, error)
            for side in ("front", "back", "hint")
            for error in find_math_errors(getattr(data, side))
        ]
        if not data.front.strip():
            findings.append(Finding("front", _("The front of this card is empty. Write what it asks.")))
        if data.style == CardStyle.CLOZE:
            return findings + list(_check_gaps(data))
        if not data.back.strip():
            findings.append(Finding("back", _("The back of this card is empty. Write the answer.")))
        return findings


def _whole_front(data: CardData) -> str:
    """The front as it reads once nothing is asked."""
    return answer_gap(data.front, None) if data.style == CardStyle.CLOZE else data.front


def _check_gaps(data: CardData) -> Iterator[Finding]:
    if data.front.strip() and not find_gaps(data.front):
        yield Finding("front", _("This cloze card has no gap. Write one like this: {{c1::the answer}}."))
    for begins in looks_unfinished(data.front):
        yield Finding("front", _("“%(text)s” looks like a gap and is none. Close it with }}.") % {"text": begins})


class Flashcards(Kind):
    name = "flashcards"
    label = gettext_lazy("Flashcards")
    plural = gettext_lazy("Flashcards")
    icon = "cards"
    description = gettext_lazy("Cards to turn, brought back by spaced repetition just before they are forgotten.")
    study_mode = StudyMode.TURN
    text_format = "tsv"
    text_help = gettext_lazy("One card a line: front, tab, back, and if you like a tab and a hint.")
    item_noun = gettext_lazy("card")
    item_counts = ngettext_lazy("%d card", "%d cards")
    item_types = ("card",)

    def check(self, frame: Frame, items: Sequence[tuple[str, ItemData]]) -> list[tuple[int | None, Finding]]:
        findings = super().check(frame, items)
        fronts = [normal_answer(data.front) if isinstance(data, CardData) else "" for _type, data in items]
        seen = Counter(fronts)
        findings += [
            (
                position,
                Finding("front", _("Another card has the same front. Make them differ, or remove one.")),
            )
            for position, front in enumerate(fronts)
            if front and seen[front] > 1
        ]
        return findings


register(Card())
