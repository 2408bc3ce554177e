"""The gaps of a cloze card, as Anki writes them: {{c1::answer}} or {{c1::answer::hint}}. Gaps of one number are asked
for together, on one card (https://docs.ankiweb.net/editing.html#cloze-deletion)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_GAPS = 99
BLANK = "…"
_GAP = re.compile(r"\{\{c(?P<number>[1-9][0-9]?)::(?P<answer>.+?)(?:::(?P<hint>.*?))?\}\}", re.DOTALL)


@dataclass(frozen=True)
class CardGap:
    """One gap; `hint` is empty where there is none."""

    number: int
    answer: str
    hint: str = ""


def find_gaps(front: str) -> list[CardGap]:
    """The gaps in their order in the text."""
    return [_gap(match) for match in _GAP.finditer(front)]


def gap_numbers(front: str) -> list[int]:
    """The numbers that there are, each once, in ascending order: one card each."""
    return sorted({gap.number for gap in find_gaps(front)})


def card_name(number: int) -> str:
    return f"c{number}"


def ask_gap(front: str, number: int) -> str:
    """The text as its card `number` asks it: what it asks for is blank or its hint, all else stands there."""
    return _GAP.sub(lambda match: _ask(_gap(match), number), front)


def answer_gap(front: str, number: int | None) -> str:
    """The text whole, with what card `number` asks for in bold; with None, nothing is."""
    return _GAP.sub(lambda match: _answer(_gap(match), number), front)


def looks_unfinished(front: str) -> Iterator[str]:
    """What begins like a gap and is none, from its braces on."""
    rest = _GAP.sub("", front)
    return (rest[match.start() : match.start() + 30] for match in re.finditer(r"\{\{c[0-9]*:*", rest))


def _gap(match: re.Match[str]) -> CardGap:
    return CardGap(int(match["number"]), match["answer"].strip(), (match["hint"] or "").strip())


def _ask(gap: CardGap, number: int) -> str:
    return f"**[{gap.hint or BLANK}]**" if gap.number == number else gap.answer


def _answer(gap: CardGap, number: int | None) -> str:
    return f"**{gap.answer}**" if gap.number == number else gap.answer
