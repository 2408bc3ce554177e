"""Flashcards: a front, a back, and sometimes a hint."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from content.item_types import Finding, ItemData, ItemType, register
from content.kinds.base import Frame, Kind, StudyMode
from content.rendering import find_math_errors, render
from content.text import normal_answer, plain, shorten


class CardData(ItemData):
    """One card; all three sides are Markdown."""

    front: str = ""
    back: str = ""
    hint: str = ""


class Card(ItemType[CardData]):
    name = "card"
    label = gettext_lazy("Card")
    Data = CardData

    def heading(self, data: CardData) -> str:
        return shorten(plain(data.front, data.format) or _("A card without a front"))

    def text(self, data: CardData) -> str:
        return "\n".join(plain(side, data.format) for side in (data.front, data.back, data.hint) if side)

    def html(self, data: CardData) -> dict[str, Any]:
        return {side: render(getattr(data, side), data.format) for side in ("front", "back", "hint")}

    def key(self, data: CardData) -> Any:
        return normal_answer(data.back)

    def check(self, data: CardData) -> list[Finding]:
        findings = [
            Finding(side, error)
            for side in ("front", "back", "hint")
            for error in find_math_errors(getattr(data, side))
        ]
        if not data.front.strip():
            findings.append(Finding("front", _("The front of this card is empty. Write what it asks.")))
        if not data.back.strip():
            findings.append(Finding("back", _("The back of this card is empty. Write the answer.")))
        return findings


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
