"""What changed between two texts, word by word. Pure functions.

A formula, a piece of code, a link, a tag, a number with its unit and an emoji are one word each: they change whole.
White space is part of the word before it and says nothing, but for a new paragraph and for indentation."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Operation = Literal["same", "added", "removed"]
Part = tuple[Operation, str]

MAX_PAIRS = 60_000  # of words that are the same: two passages beyond it are shown whole, one after the other
SHORT = 12  # letters: what two rewritten passages share is kept from here on, however much changed around it
FORMULA = 4  # letters: as much as a formula, a link or a tag counts for, however long

_MARKS = (  # combining marks of living scripts, which Python takes for no part of a word
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0fbc\u102b-\u103e"
    "\u17b4-\u17d3\u200c\u200d\u20d0-\u20ff"
)
_ONE_EACH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kana and ideographs: no spaces between
_LETTER = rf"(?:(?![{_ONE_EACH}])[\w{_MARKS}])"
_SI = r"[kMGTmµμnpcdh]?(?:mol|cd|Hz|Pa|lm|lx|Bq|Gy|Sv|eV|bar|cal|Wh|m|g|s|A|K|N|J|W|V|F|Ω|C|S|T|H|l|L|B)"
_UNIT = rf"(?:(?:{_SI}|min|h|d|ha|ft|lb|oz|mph|ppm|dB|rad|€)(?:\^[-−]?\d+|[⁻¹²³⁴]+)?|%|‰|°[CF]?)"
_EMOJI_END = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff]*"
_WORDS = (
    r"\$\$[^$]{1,4000}?\$\$",
    r"\\\((?:(?!\\[()])[^\n]){1,1000}\\\)",
    r"\\\[(?:(?!\\[\[\]])[\s\S]){1,4000}\\\]",
    r"\\(?:[A-Za-z]+|[^\w\s])",
    r"\$(?![\s$])(?:[^$\n\\]|\\.){1,1000}(?<!\s)\$(?!\d)",
    r"(?P<ticks>`+)(?!`)[^\n]{1,1000}?(?<!`)(?P=ticks)(?!`)",
    r"!?\[[^\[\]\n]{0,300}\]\([^)\s]{1,1000}\)",
    r"https?://[^\s<>\"]{1,1000}[^\s<>\".,;:!?)]",
    r"\{\{c[0-9]{1,2}::",  # a gap of a card, its end, and where its hint begins
    r"\}\}",
    r"::",
    r"</?[A-Za-z][^<>\n]{0,500}>",
    r"&#?\w{1,30};",
    rf"(?:(?<!\w)[-−+±])?\d+(?:[.,:/]\d+)*(?:[eE][-+]?\d+| ?[×·] ?10(?:\^[-−]?\d+|[⁺⁻]?[⁰¹²³⁴-⁹]+))?"
    rf"(?:[ \u00a0\u202f]?{_UNIT}(?:[/·*]{_UNIT})*)?(?!\w)",
    rf"{_LETTER}+(?:[’']{_LETTER}+)*",
    r"(?P<run>[*~#.=-])(?P=run)+",
    "[\U0001f1e6-\U0001f1ff]{2}",
    rf"[^\s]{_EMOJI_END}(?:\u200d[^\w\s]{_EMOJI_END})*",
)
_TOKEN = re.compile(
    r"(?P<paragraph>[^\S\n]*\n[^\S\n]*\n\s*)"
    rf"|(?P<word>{'|'.join(_WORDS)})[^\S\n]*(?:\n(?![^\S\n]*\n)(?P<indent>[^\S\n]*))?"
    r"|\s+"
)


class Token(NamedTuple):
    """A word with the white space behind it; two of the same `key` say the same."""

    text: str
    key: str
    letters: int


@dataclass(frozen=True)
class _Change:
    """The words `i1` to `i2` of the old text became those from `j1` to `j2` of the new one."""

    i1: int
    i2: int
    j1: int
    j2: int

    def shifted(self, by: int) -> "_Change":
        return _Change(self.i1 + by, self.i2 + by, self.j1 + by, self.j2 + by)


def diff_words(old: str, new: str) -> list[Part]:
    """How `old` became `new`: what was not removed makes `new`, what was not added makes `old` but for white space;
    neighbours differ in their operation."""
    before, after = _tokens(old), _tokens(new)
    changes = _without_islands(before, after, list(_changes(before, after)))
    changes = [_aligned(before, after, changes, place) for place in range(len(changes))]
    parts: list[Part] = []
    for operation, text in _parts(before, after, changes):
        if parts and parts[-1][0] == operation:
            parts[-1] = (operation, parts[-1][1] + text)
        elif text:
            parts.append((operation, text))
    return parts


def in_context(parts: Sequence[Part], around: int = 240) -> list[Part]:
    """The parts with what did not change cut down to some `around` characters before and behind what did."""
    last = len(parts) - 1
    return [
        (operation, _cut(text, around * (place > 0), around * (place < last)) if operation == "same" else text)
        for place, (operation, text) in enumerate(parts)
    ]


def _cut(text: str, head: int, tail: int) -> str:
    """The beginning and the end of `text`, in whole words, where it is much longer than both."""
    if len(text) <= head + tail + 80:
        return text
    start = text[: text.rfind(" ", 0, head) + 1] if head else ""
    end = text[text.find(" ", len(text) - tail) + 1 :] if tail else ""
    return f"{start}… {end}" if tail else f"{start}…"


def _tokens(text: str) -> list[Token]:
    return [_token(match) for match in _TOKEN.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    word = match["word"] or ""
    indent = match["indent"] or ""
    if match["paragraph"]:
        indent = "\n\n" + match["paragraph"].rpartition("\n")[2]
    letters = sum(map(str.isalnum, word))
    return Token(match[0], word + indent, letters if word[:1].isalnum() else min(letters, FORMULA))


def _changes(before: Sequence[Token], after: Sequence[Token]) -> Iterator[_Change]:
    """Line by line first, then word by word within the lines that changed. A line without a letter is no anchor."""
    old, new = _lines(before), _lines(after)
    old_keys, new_keys = ([_say_line(side[a:b]) for a, b in lines] for side, lines in ((before, old), (after, new)))
    old_starts, new_starts = ([*(a for a, _b in lines), len(side)] for lines, side in ((old, before), (new, after)))
    matcher = SequenceMatcher(lambda line: not any(map(str.isalnum, line)), old_keys, new_keys)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield from _word_changes(
                before, after, _Change(old_starts[i1], old_starts[i2], new_starts[j1], new_starts[j2])
            )


def _lines(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """From which word to which each line goes; a formula may hold line breaks, and stays whole."""
    ends = [place + 1 for place, token in enumerate(tokens) if "\n" in token.text[len(token.text.rstrip()) :]]
    if tokens and (not ends or ends[-1] != len(tokens)):
        ends.append(len(tokens))
    return list(zip([0, *ends], ends, strict=False))


def _say_line(tokens: Sequence[Token]) -> str:
    return " ".join(token.key for token in tokens)


def _word_changes(before: Sequence[Token], after: Sequence[Token], lines: _Change) -> Iterator[_Change]:
    old = [token.key for token in before[lines.i1 : lines.i2]]
    new = [token.key for token in after[lines.j1 : lines.j2]]
    counts = Counter(new)
    if not old or not new or sum(counts[key] for key in old) > MAX_PAIRS:
        yield lines
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Change(lines.i1 + i1, lines.i1 + i2, lines.j1 + j1, lines.j1 + j2)


def _without_islands(before: Sequence[Token], after: Sequence[Token], changes: list[_Change]) -> list[_Change]:
    """A comma or a short word that two rewritten passages happen to share is no sense of its own: it goes with them."""
    joined: list[_Change] = []
    for place, change in enumerate(changes):
        if place and _is_island(before, after, changes[place - 1], change):
            first = joined.pop()
            joined.append(_Change(first.i1, change.i2, first.j1, change.j2))
        else:
            joined.append(change)
    return joined


def _is_island(before: Sequence[Token], after: Sequence[Token], left: _Change, right: _Change) -> bool:
    between = after[left.j2 : right.j1]
    kept = _letters(between)
    if kept >= SHORT or any("\n" in token.text for token in between):
        return False
    removed = [_letters(before[change.i1 : change.i2]) for change in (left, right)]
    added = [_letters(after[change.j1 : change.j2]) for change in (left, right)]
    if not kept and not all(removed + added):
        return False
    return min(sum(removed), sum(added)) >= max(1, 3 * kept)


def _letters(tokens: Sequence[Token]) -> int:
    return sum(token.letters for token in tokens)


def _aligned(before: Sequence[Token], after: Sequence[Token], changes: Sequence[_Change], place: int) -> _Change:
    """Among repeated words, something added or removed may stand in several places: the one at which a line or a
    sentence begins."""
    change = changes[place]
    if (change.i1 == change.i2) == (change.j1 == change.j2):
        return change
    tokens, start, end = (before, change.i1, change.i2) if change.i1 < change.i2 else (after, change.j1, change.j2)
    free_before = change.j1 - (changes[place - 1].j2 if place else 0)
    following = changes[place + 1].j1 if place + 1 < len(changes) else len(after)
    shifts = [
        0,
        *_shifts(tokens, start, end, -min(free_before, start)),
        *_shifts(tokens, start, end, following - change.j2),
    ]
    return change.shifted(max(shifts, key=lambda by: (_boundary(tokens, start + by), -abs(by))))


def _shifts(tokens: Sequence[Token], start: int, end: int, limit: int) -> Iterator[int]:
    """By how many words the passage can move, up to `limit` (negative: towards the start), and say the same."""
    step = 1 if limit > 0 else -1
    for by in range(step, limit + step, step):
        leaving, entering = (start + by - 1, end + by - 1) if step > 0 else (start + by, end + by)
        if entering >= len(tokens) or tokens[leaving].key != tokens[entering].key:
            return
        yield by


def _boundary(tokens: Sequence[Token], place: int) -> int:
    """How good a place it is for a passage to begin: behind a line, a sentence, a clause, or in the midst of one."""
    text = tokens[place - 1].text if place else "\n"
    if "\n" in text:
        return 3
    word = text.rstrip()
    return 2 if word in {".", "!", "?"} else 1 if word in {",", ";", ":"} else 0


def _parts(before: Sequence[Token], after: Sequence[Token], changes: Sequence[_Change]) -> Iterator[Part]:
    done, gap = 0, ""  # the gap: white space behind the last word of both, where the new text has none there
    for change in changes:
        if change.j1 > done:
            yield "same", _text(after[done : change.j1])
            last = before[change.i1 - 1].text
            gap = "" if after[change.j1 - 1].text[-1].isspace() else last[len(last.rstrip()) :]
        if change.i1 < change.i2:
            yield "removed", gap + _text(before[change.i1 : change.i2])
        yield "added", _text(after[change.j1 : change.j2])
        done, gap = change.j2, ""
    yield "same", _text(after[done:])


def _text(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)
