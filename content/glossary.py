"""The glossary of a text: the terms that it defines in lists of Markdown, a term on one line, and what it means on the
next, behind a colon."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from content.rendering import read_blocks
from content.text import normal_answer, plain

_MARKED = re.compile(r"^ {0,3}[:~][ \t]+\S", re.MULTILINE)
_MARKER = re.compile(r"\s*[:~]\s+")
_INDENT = re.compile(r"^ {1,2}")  # how far what belongs to a definition stands in


@dataclass(frozen=True)
class Term:
    """`name` is that of its card: it follows from the words of the term alone, so that it keeps it when the text around
    it changes. `term` is inline Markdown, `definition` blocks of it."""

    name: str
    term: str
    definition: str


def find_terms(markdown: str) -> tuple[Term, ...]:
    """The terms in their order. One that is defined more than once has all its definitions."""
    if not _MARKED.search(markdown):
        return ()
    found: dict[str, Term] = {}
    for term, definition in _definitions(markdown):
        name = name_of(term)
        before = found.get(name)
        found[name] = (
            Term(name, before.term, f"{before.definition}\n\n{definition}")
            if before
            else (Term(name, term, definition))
        )
    return tuple(found.values())


def name_of(term: str) -> str:
    """The name of the card of a term: at most 40 characters."""
    return f"g-{sha256(normal_answer(plain(term)).encode()).hexdigest()[:16]}"


def _definitions(markdown: str) -> Iterator[tuple[str, str]]:
    """Each definition with its term; those inside a quotation or a list are left to it."""
    lines, term, above = markdown.split("\n"), "", 0
    blocks = read_blocks(markdown)
    for block, following in pairwise(blocks):
        if block.level != 1 or block.map is None:
            continue
        if block.type == "dt_open":
            term, above = following.content, block.map[0]
        elif block.type == "dd_open":
            # The parser says of some definitions that they begin on the line of their term.
            yield term, _source(lines[max(block.map[0], above + 1) : block.map[1]])


def _source(lines: list[str]) -> str:
    """What stands behind the colon, as if it stood by itself."""
    first, *rest = "\n".join(lines).strip("\n").split("\n")
    return "\n".join([_MARKER.sub("", first, count=1), *(_INDENT.sub("", line) for line in rest)]).strip()
