"""Flashcards: a front, a back, and sometimes a hint."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from content.card_gaps import (
    MOST_GAPS,
    answer_gap,
    ask_gap,
    card_name,
    crossing_gaps,
    fill_gaps,
    find_gaps,
    gap_numbers,
    looks_unfinished,
    numbers_beyond,
)
from content.item_types import CardSides, Finding, ItemData, ItemType, register
from content.kinds.base import Frame, Kind, StudyMode
from content.rendering import find_formulas, find_math_errors, render
from content.text import TextFormat, normal_answer, plain, shorten


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
        return shorten(plain(whole_front(data), data.format) or _("A card without a front"))

    def text(self, data: CardData) -> str:
        sides = (whole_front(data), data.back, data.hint)
        return "\n".join(plain(side, data.format) for side in sides if side)

    def html(self, data: CardData) -> dict[str, Any]:
        """Front, back and hint; and `gaps`, the front and the answer of each card of a cloze, by name, in which what is
        asked for is marked."""
        sides: dict[str, Any] = {side: render(getattr(data, side), data.format) for side in ("back", "hint")}
        sides["front"] = render(whole_front(data), data.format)
        if data.style == CardStyle.CLOZE:
            front, fmt = _marked(data)
            sides["gaps"] = {
                card_name(number): {
                    "front": render(ask_gap(front, number), fmt),
                    "back": render(answer_gap(front, number), fmt),
                }
                for number in gap_numbers(front)
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
            return [*findings, *check_gaps(data)]
        if not data.back.strip():
            findings.append(Finding("back", _("The back of this card is empty. Write the answer.")))
        return findings


def whole_front(data: CardData) -> str:
    """The front as it reads once nothing is asked."""
    return fill_gaps(data.front) if data.style == CardStyle.CLOZE else data.front


def _marked(data: CardData) -> tuple[str, TextFormat]:
    """The front in a format in which a mark around a gap is none of its words."""
    if data.format == TextFormat.PLAIN:
        words = escape(data.front.strip(), quote=False).replace("\n", "<br>")
        return f"<p>{words}</p>", TextFormat.HTML
    return data.front, data.format


def check_gaps(data: CardData) -> Iterator[Finding]:
    """What is wrong with the gaps of a cloze; of several faults the one that explains the others."""
    front, example = data.front, f"{{{{c1::{_('the answer')}}}}}"
    beyond, crossing, unfinished = numbers_beyond(front), crossing_gaps(front), looks_unfinished(front)
    if beyond:
        sentence = _("Gaps are numbered from 1 to %(most)d; there is none of number %(number)s.")
        yield Finding("front", sentence % {"most": MOST_GAPS, "number": beyond[0][:9]})
    elif crossing:
        sentence = _("“%(text)s…” is not closed before the next gap begins. No gap can stand inside another.")
        yield Finding("front", sentence % {"text": crossing[0]})
    elif unfinished:
        sentence = _("“%(text)s” looks like a gap and is none. Write it like this: %(example)s.")
        yield Finding("front", sentence % {"text": unfinished[0], "example": example})
    elif front.strip() and not find_gaps(front):
        yield Finding("front", _("This card has no gap. Write one like this: %(example)s.") % {"example": example})
    if data.format == TextFormat.MARKDOWN and any(find_gaps(tex) for tex in find_formulas(front)):
        sentence = _("A gap stands inside a formula. Put the whole formula into the gap, dollar signs included.")
        yield Finding("front", sentence)


class Flashcards(Kind):
    name = "flashcards"
    label = gettext_lazy("Flashcards")
    plural = gettext_lazy("Flashcards")
    icon = "cards"
    description = gettext_lazy("Cards to turn, brought back by spaced repetition just before they are forgotten.")
    study_mode = StudyMode.TURN
    text_format = "tsv"
    text_help = gettext_lazy(
        "One card a line: front, tab, back, and if you like a tab and a hint. Gaps like {{c1::this}} in the front are"
        " asked for one by one; a column “style” says reversed or typed."
    )
    item_noun = gettext_lazy("card")
    item_counts = ngettext_lazy("%d card", "%d cards")
    item_types = ("card",)

    def count_items(self, number: int, cards: int | None = None) -> str:
        """“12 cards”; or “9 entries, 12 cards”, where some of them are asked in more ways than one."""
        if cards is None or cards <= number:
            return super().count_items(number)
        entries = ngettext("%d entry", "%d entries", number) % number
        return f"{entries}, {super().count_items(cards)}"

    def check(self, frame: Frame, items: Sequence[tuple[str, ItemData]]) -> list[tuple[int | None, Finding]]:
        findings = super().check(frame, items)
        fronts = [normal_answer(whole_front(data)) if isinstance(data, CardData) else "" for _type, data in items]
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
