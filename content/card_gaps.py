"""The gaps of a cloze card, as Anki writes them: {{c1::answer}} or {{c1::answer::hint}}. Gaps of one number are asked
for together, on one card (https://docs.ankiweb.net/editing.html#cloze-deletion).

An answer may hold braces of its own, as formulas do, but no other gap."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_GAPS = 99
BLANK = "…"
_OPENING = re.compile(r"\{\{c(?P<number>[1-9][0-9]?)::")
_BRACE = re.compile(r"[{}]")
_LIKE_A_GAP = re.compile(r"\{\{c[0-9]*:*")
_NUMBER = re.compile(r"\{\{c([0-9]+)::")


@dataclass(frozen=True)
class CardGap:
    """One gap; `hint` is empty where there is none."""

    number: int
    answer: str
    hint: str = ""


@dataclass(frozen=True)
class _Place:
    """Where a gap stands, braces included."""

    start: int
    end: int
    gap: CardGap


def find_gaps(front: str) -> list[CardGap]:
    """The gaps in their order in the text."""
    return [place.gap for place in _places(front)]


def gap_numbers(front: str) -> list[int]:
    """The numbers that there are, each once, in ascending order: one card each."""
    return sorted({gap.number for gap in find_gaps(front)})


def card_name(number: int) -> str:
    return f"c{number}"


def ask_gap(front: str, number: int) -> str:
    """The text as its card `number` asks it: what it asks for is blank or its hint, all else stands there. The blank is
    marked in HTML, which stands inside a word as well as beside it."""
    return _write(front, lambda gap: f"<mark>[{gap.hint or BLANK}]</mark>" if gap.number == number else gap.answer)


def answer_gap(front: str, number: int) -> str:
    """The text whole, with what card `number` asks for marked."""
    return _write(front, lambda gap: f"<mark>{gap.answer}</mark>" if gap.number == number else gap.answer)


def fill_gaps(front: str) -> str:
    """The text as it reads once nothing is asked."""
    return _write(front, lambda gap: gap.answer)


def beside_gap(front: str, number: int) -> str:
    """What card `number` tells of what it asks for: the text around it, and hints."""
    return _write(front, lambda gap: gap.hint if gap.number == number else gap.answer)


def looks_unfinished(front: str) -> list[str]:
    """What begins like a gap and is none, from its braces on."""
    rest = _write(front, lambda _gap: " ")
    return [rest[match.start() : match.start() + 30] for match in _LIKE_A_GAP.finditer(rest)]


def crossing_gaps(front: str) -> list[str]:
    """The beginnings of those that are not closed before the next one begins."""
    openings, closed = list(_OPENING.finditer(front)), {place.start for place in _places(front)}
    return [front[one.start() :][:30] for one in openings[:-1] if one.start() not in closed]


def numbers_beyond(front: str) -> list[str]:
    """The numbers that no gap can have."""
    return [number for number in _NUMBER.findall(front) if not _OPENING.match(f"{{{{c{number}::")]


def _places(front: str) -> Iterator[_Place]:
    """Every gap. It ends before the next one begins, so the text is gone through once."""
    openings = list(_OPENING.finditer(front))
    for index, opening in enumerate(openings):
        stop = openings[index + 1].start() if index + 1 < len(openings) else len(front)
        end = _closing(front, opening.end(), stop)
        if end is None:
            continue
        answer, _colons, hint = front[opening.end() : end].partition("::")
        if answer.strip():
            yield _Place(opening.start(), end + 2, CardGap(int(opening["number"]), answer.strip(), hint.strip()))


def _closing(front: str, start: int, stop: int) -> int | None:
    """Where the two braces stand that close a gap: those behind every brace that its answer opens, or where that opens
    one too many, the first."""
    depth = 0
    for brace in _BRACE.finditer(front, start, stop):
        if brace[0] == "{":
            depth += 1
        elif depth:
            depth -= 1
        elif front.startswith("}}", brace.start(), stop):
            return brace.start()
    first = front.find("}}", start, stop)
    return first if first >= 0 else None


def _write(front: str, word: Callable[[CardGap], str]) -> str:
    """The text with each gap as `word` says it."""
    parts, end = [], 0
    for place in _places(front):
        parts += [front[end : place.start], word(place.gap)]
        end = place.end
    return "".join([*parts, front[end:]])
