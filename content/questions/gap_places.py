"""Gaps while their text is rendered: each is one private character, which no markup has a use for and which therefore
comes out where it went in."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from content.questions.gaps import MAX_GAPS

_FIRST = 0xF0000
_MARKS = {_FIRST + number: None for number in range(MAX_GAPS)}
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + MAX_GAPS - 1)}])")
_CLOSED = {"math", "a"}


def mark_gaps(parts: Sequence[str | None]) -> str:
    """The text of some parts, of which None is a gap. Such characters of the author's own are taken away."""
    marks = (chr(_FIRST + number) for number in range(MAX_GAPS))
    return "".join(next(marks) if part is None else part.translate(_MARKS) for part in parts)


def place_gaps(html: str) -> list[str | int]:
    """Sanitised HTML in pieces, and between them the numbers of the gaps, from 0, that can stand there. What is no text
    cannot hold any: neither an attribute, nor a formula, nor a link."""
    return [piece for piece in _Placer(html).pieces if piece != ""]


class _Placer(HTMLParser):
    """Finds the places of sanitised HTML at which a gap can stand: in its text, and not in a formula or a link."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str | int] = [""]
        self.closed = 0  # how many formulas and links are open
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.closed += tag in _CLOSED
        self._add(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.closed -= tag in _CLOSED
        self._add(f"</{tag}>")

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def handle_data(self, data: str) -> None:
        words, *marked = _MARK.split(data)
        self._add(words)
        for mark, following in zip(marked[::2], marked[1::2], strict=True):
            self.pieces += [] if self.closed else [ord(mark) - _FIRST, ""]
            self._add(following)

    def _add(self, html: str) -> None:
        self.pieces[-1] = f"{self.pieces[-1]}{html.translate(_MARKS)}"
