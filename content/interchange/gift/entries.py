"""A GIFT file as its entries: each question, category and fault, with the lines it stands on.

Entries end at a blank line, unless that stands between braces. Where the blank line between two questions is
missing, they are told apart by a title, or by the braces of the second. After a fault reading goes on at the
next blank line. Time is proportional to the length of the file."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.interchange.gift.syntax import GiftError
from content.questions.gaps import CLOSED_GAP

CATEGORY = "$CATEGORY:"
_TITLE = r"^::(?:\\.|[^\\\n:]|:(?!:))*::"
_TOKENS = re.compile(rf"(?P<title>{_TITLE})|{CLOSED_GAP}|\\.|(?P<brace>[{{}}])", re.MULTILINE | re.DOTALL)


@dataclass
class Entry:
    """One entry without its comments: its text, the number of each of its lines, and the comments before and
    in it."""

    lines: list[str]
    numbers: list[int]
    comments: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def line(self) -> int:
        return self.numbers[0]

    def line_at(self, offset: int) -> int:
        """The number of the line that holds the character at `offset` in `text`."""
        return self.numbers[min(self.text.count("\n", 0, offset), len(self.numbers) - 1)]


@dataclass(frozen=True)
class Fault:
    """Lines that make no entry, and why."""

    entry: Entry
    error: GiftError


def read_entries(text: str) -> Iterator[Entry | Fault]:
    """Every entry and every fault of a file whose line ends are newlines."""
    paragraphs, comments = _paragraphs(text)
    position = taken = 0
    while position < len(paragraphs):
        paragraph, position = _joined(paragraphs, position)
        for found in _split(paragraph):
            entry = found.entry if isinstance(found, Fault) else found
            last = bisect_right(comments, (entry.numbers[-1], "\U0010ffff"))
            entry.comments = [comment for _line, comment in comments[taken:last]]
            taken = max(taken, last)
            yield found


def _paragraphs(text: str) -> tuple[list[Entry], list[tuple[int, str]]]:
    """Runs of lines that are neither blank nor comments, and the comments with their lines."""
    paragraphs: list[Entry] = []
    comments = []
    is_open = False
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.strip()
        if words.startswith("//"):
            comments.append((number, words[2:]))
        elif not words:
            is_open = False
        elif is_open:
            paragraphs[-1].lines.append(line)
            paragraphs[-1].numbers.append(number)
        else:
            paragraphs.append(Entry([line], [number]))
            is_open = True
    return paragraphs, comments


def _joined(paragraphs: list[Entry], position: int) -> tuple[Entry, int]:
    """The paragraph at `position`, with those after it that its braces run over, and the position after
    them."""
    first = paragraphs[position]
    position += 1
    braces = _braces(first.text)
    if not braces or braces[-1][1] == "}":
        return first, position
    end = position
    while end < len(paragraphs) and not paragraphs[end].lines[0].lstrip().startswith(("::", CATEGORY)):
        brace = _first_brace(paragraphs[end].text)
        end += 1
        if brace == "}":
            return _merged(paragraphs[position - 1 : end]), end
        if brace == "{":
            break
    return first, position


def _merged(paragraphs: list[Entry]) -> Entry:
    lines, numbers = list(paragraphs[0].lines), list(paragraphs[0].numbers)
    for paragraph in paragraphs[1:]:
        lines += ["", *paragraph.lines]
        numbers += [paragraph.numbers[0] - 1, *paragraph.numbers]
    return Entry(lines, numbers)


def _split(paragraph: Entry) -> Iterator[Entry | Fault]:
    """The entries of a paragraph: mostly one. Once the braces cannot be told apart, the rest of it is a
    fault."""
    start = 0
    while start < len(paragraph.lines) and paragraph.lines[start].lstrip().startswith(CATEGORY):
        yield _part(paragraph, start, start + 1)
        start += 1
    for end in _ends(paragraph, start):
        if not paragraph.lines[start].lstrip().startswith(CATEGORY):
            part = _part(paragraph, start, end)
            if error := _fault_of(part):
                yield Fault(_part(paragraph, start, len(paragraph.lines)), error)
                return
            yield part
        else:
            yield from _split(_part(paragraph, start, end))
        start = end


def _ends(paragraph: Entry, start: int) -> Iterator[int]:
    """The lines at which entries end, the last included: where braces were closed, at the end of a line, and
    what comes next has a title, or braces too."""
    if start == len(paragraph.lines):
        return
    text = paragraph.text
    braces = _braces(text)
    starts = [0]
    for line in paragraph.lines:
        starts.append(starts[-1] + len(line) + 1)
    for index, (offset, brace) in enumerate(braces):
        number = bisect_right(starts, offset)  # of the next line, from 0
        if brace == "{" or number <= start or number >= len(paragraph.lines):
            continue
        if text[offset + 1 : starts[number]].strip():
            continue
        if index + 1 < len(braces) or paragraph.lines[number].lstrip().startswith(("::", CATEGORY)):
            yield number
    yield len(paragraph.lines)


def _part(paragraph: Entry, start: int, end: int) -> Entry:
    return Entry(paragraph.lines[start:end], paragraph.numbers[start:end])


def _fault_of(entry: Entry) -> GiftError | None:
    """What is wrong with the braces of an entry: there are none, or one { and then one }."""
    braces = _braces(entry.text)
    signs = "".join(brace for _offset, brace in braces[:3])
    if signs in ("", "{}"):
        return None
    if signs == "{":
        reason = _("A { is opened here and never closed. Close it with }, or write \\{ for a brace in the text.")
    elif signs.startswith("}"):
        reason = _("A } stands here without a { before it. Write \\} for a brace in the text.")
    elif signs.startswith("{{"):
        reason = _("A { stands between the braces of the answers. Write \\{ for a brace in the text.")
    else:
        reason = _("There is more than one pair of braces. Put a blank line between questions, or write \\{ and \\}.")
    fault = braces[0] if signs in ("{", "}") or signs[0] == "}" else braces[1 if signs[:2] == "{{" else 2]
    return GiftError(entry.line_at(fault[0]), reason)


def _braces(text: str) -> list[tuple[int, str]]:
    """The offsets of all braces that are neither escaped, nor in a title, nor those of a gap."""
    return [(match.start(), match["brace"]) for match in _TOKENS.finditer(text) if match["brace"]]


def _first_brace(text: str) -> str:
    return next((match["brace"] for match in _TOKENS.finditer(text) if match["brace"]), "")
