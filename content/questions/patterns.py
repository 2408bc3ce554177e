"""Patterns of short answers: text in which * stands for any run of characters, and \\* for an asterisk.

Semantics as in Moodle's short-answer questions; besides, a final full stop and the shape of quotes and
apostrophes do not count. Many asterisks cost no more time than one."""

import re
from collections.abc import Sequence

from content.text import collapse

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_STAR = re.compile(r"(\\\*)|\*")


def form(text: str, *, case_sensitive: bool) -> str:
    """The form in which an answer is compared."""
    text = collapse(text).translate(_QUOTES)
    return text if case_sensitive else collapse(text.casefold())


def has_wildcard(pattern: str) -> bool:
    return any(not match[1] for match in _STAR.finditer(pattern))


def matches(pattern: str, answer: str, *, case_sensitive: bool = False) -> bool:
    """Whether an answer is one that `pattern` means; an empty pattern means none."""
    pieces = _pieces(form(pattern, case_sensitive=case_sensitive))
    text = form(answer, case_sensitive=case_sensitive)
    if pieces == [""] or not text:
        return False
    return _fits(pieces, text) or _fits([*pieces[:-1], _unstopped(pieces[-1])], _unstopped(text))


def shown(pattern: str) -> str:
    """A pattern as one shows it to a student: … for what may be anything."""
    return "…".join(_pieces(pattern.strip()))


def _pieces(pattern: str) -> list[str]:
    """The literal texts between the wildcards."""
    pieces, start = [""], 0
    for match in _STAR.finditer(pattern):
        pieces[-1] += pattern[start : match.start()] + ("*" if match[1] else "")
        start = match.end()
        if not match[1]:
            pieces.append("")
    pieces[-1] += pattern[start:]
    return pieces


def _unstopped(text: str) -> str:
    return text.rstrip(".") or text


def _fits(pieces: Sequence[str], text: str) -> bool:
    """Whether `text` is the pieces in their order, with anything between them."""
    first, *rest = pieces
    if not rest:
        return text == first
    last = rest.pop()
    if len(first) + len(last) > len(text) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in rest:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True
