"""Words found in a text, and others put in their place: never half a letter or half an emoji, never inside a formula,
an address or a tag. Pure functions."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from content.text import TextFormat
from content.word_diff import Part

CONTEXT = 60  # characters that an excerpt shows on either side
_JOINER = "\u200d"
_GAP = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"  # white space between two words of one paragraph
_ADDRESSES = (
    r"https?://[^\s<>\"]+",
    r"/media/[^\s<>\")]+",
    r"\{[ \t]*\d*[ \t]*:[ \t]*[A-Za-z_]+[ \t]*:",  # the beginning of a gap
    r"%-?[\d.,]+%",  # what an answer in a gap is worth
    r"\{\{c[0-9]{1,3}::",  # the beginning of a gap of a card, its end, and where its hint begins
    r"\}\}",
    r"::(?=[^{}]{0,300}\}\})",
)
_MARKUP = (
    r"\$\$[\s\S]+?\$\$",
    r"\$(?![\s$])(?:[^$\n\\]|\\.)+?(?<!\s)\$(?!\d)",
    r"\\\([\s\S]+?\\\)",
    r"\\\[[\s\S]+?\\\]",
    r"<!--[\s\S]*?-->",
    r"</?[A-Za-z][^<>]*>",
    r"&#?\w{1,30};",
)
_MARKDOWN = (
    r"(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)",
    r"(?m:^[ \t]*(?:`{3,}|~{3,}).*$)",
    r"(?m:^\[[^\]\n]+\]:.*$)",
)
_KEPT = {
    TextFormat.PLAIN: re.compile("|".join(_ADDRESSES)),
    TextFormat.HTML: re.compile("|".join((*_ADDRESSES, *_MARKUP))),
    TextFormat.MOODLE: re.compile("|".join((*_ADDRESSES, *_MARKUP))),
    TextFormat.MARKDOWN: re.compile("|".join((*_MARKUP, *_MARKDOWN, *_ADDRESSES))),
}


@dataclass(frozen=True)
class Replaced:
    """A text after replacing: `parts` lead from the old to the new; `count` places changed, `left_alone` matched where
    nothing is to be changed."""

    text: str
    parts: tuple[Part, ...] = ()
    count: int = 0
    left_alone: int = 0

    @property
    def excerpt(self) -> list[Part]:
        """The parts, what stays the same cut to a few words around each change."""
        last = len(self.parts) - 1
        return [
            (operation, _cut(text, is_first=at == 0, is_last=at == last) if operation == "same" else text)
            for at, (operation, text) in enumerate(self.parts)
        ]


@dataclass(frozen=True)
class WordSearch:
    """`find` is matched as it is written, but for its white space, and for its case unless `match_case`."""

    find: str
    replacement: str = ""
    match_case: bool = False
    whole_words: bool = False

    @property
    def words(self) -> list[str]:
        return self.find.split()

    def forms_of(self, word: str) -> list[str]:
        """The ways in which the word may be written: accents in one character or in two; and for an index that knows
        the case of ASCII letters alone, in small and in capital letters."""
        is_plain = self.match_case or word.isascii()
        cased = {word} if is_plain else {word, word.lower(), word.upper(), word.capitalize()}
        return sorted({unicodedata.normalize(form, one) for one in cased for form in ("NFC", "NFD")} | {word})

    def replace(self, text: str, fmt: TextFormat) -> Replaced:
        """The text with the replacement in every place."""
        found = [match.span() for match in self._pattern.finditer(text) if self._is_whole(text, *match.span())]
        if not found:
            return Replaced(text)
        kept = [match.span() for match in _KEPT[fmt].finditer(text)]
        parts: list[Part] = []
        end = count = left_alone = 0
        for start, stop in found:
            if _is_inside(kept, start, stop):
                left_alone += 1
            elif text[start:stop] != self.replacement:
                parts += [("same", text[end:start]), ("removed", text[start:stop]), ("added", self.replacement)]
                end, count = stop, count + 1
        parts.append(("same", text[end:]))
        shown = tuple((operation, words) for operation, words in parts if words)
        new = "".join(words for operation, words in shown if operation != "removed")
        return Replaced(new, shown, count, left_alone)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = ("|".join(map(re.escape, _accents(word))) for word in self.words)
        flags = re.NOFLAG if self.match_case else re.IGNORECASE
        return re.compile(_GAP.join(f"(?:{word})" for word in words), flags)

    def _is_whole(self, text: str, start: int, stop: int) -> bool:
        """Whether it begins and ends between two signs as people see them, and between two words where asked for."""
        before, after = text[start - 1 : start] if start else "", text[stop : stop + 1]
        if before == _JOINER or _continues(after) or any(_is_half_flag(text, at) for at in (start, stop)):
            return False
        if not self.whole_words:
            return True
        return not (_in_word(before) and _in_word(text[start])) and not (_in_word(after) and _in_word(text[stop - 1]))


def _accents(word: str) -> list[str]:
    return sorted({word, *(unicodedata.normalize(form, word) for form in ("NFC", "NFD"))})


def _in_word(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign == "_" or unicodedata.category(sign).startswith("M"))


def _continues(sign: str) -> bool:
    """Whether the sign belongs to the one before it: an accent, a colour of skin, what joins two emoji."""
    if not sign:
        return False
    is_colour = "\U0001f3fb" <= sign <= "\U0001f3ff"
    return sign == _JOINER or is_colour or unicodedata.category(sign).startswith("M")


def _is_half_flag(text: str, at: int) -> bool:
    """Whether `at` is the middle of a flag, which is two letters of a kind of their own."""
    if not (at and _is_flag_letter(text[at - 1]) and _is_flag_letter(text[at : at + 1])):
        return False
    run = at
    while run and _is_flag_letter(text[run - 1]):
        run -= 1
    return (at - run) % 2 == 1


def _is_flag_letter(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _is_inside(kept: list[tuple[int, int]], start: int, stop: int) -> bool:
    """Whether anything of the span is kept as it is."""
    at = bisect_right(kept, start, key=itemgetter(0))
    return any(begin < stop and start < end for begin, end in kept[max(at - 1, 0) : at + 1])


def _cut(text: str, *, is_first: bool, is_last: bool) -> str:
    """The ends of a text that stand beside a change, whole words where there are any."""
    if len(text) <= CONTEXT * (1 if is_first or is_last else 2):
        return text
    head = "" if is_first else _words(text[:CONTEXT], keeps_end=False)
    tail = "" if is_last else _words(text[-CONTEXT:], keeps_end=True)
    return f"{head} … {tail}".strip()


def _words(text: str, *, keeps_end: bool) -> str:
    shorter = text.partition(" ")[2] if keeps_end else text.rpartition(" ")[0]
    return shorter or text
