"""Markdown → study guide: one section for each heading of the highest level. Its reverse is in
content.interchange.sections."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem, Refused
from content.interchange.kramdown import normalise
from content.interchange.markdown_parts import Heading, code_lines, cut_check, cut_front_matter, find_headings, parser
from content.interchange.sections import LEVEL, is_ours, read_sections
from content.kinds.study_guide import SectionData
from content.media import MEDIA_ADDRESS
from content.rendering import render_inline
from content.text import TextFormat, clean_input, plain

MAX_TEXT = 1_000_000  # characters

_REFERENCE = re.compile(
    r'^ {0,3}\[(?P<label>[^\]^\n][^\]\n]*)\]:[ \t]*<?(?P<url>[^\s>]+)>?[ \t]*(?P<title>"[^"\n]*")?[ \t]*$'
)
_REFERRED = re.compile(r"(?<![\\\]])\[(?P<words>(?:\\.|[^\[\]\\])+)\](?:\[(?P<label>[^\]\n]*)\])?(?![(\[:])")
_IMAGE = re.compile(r"!\[[^\]]*\]\((?P<source>[^)\s]+)")


def parse_markdown(text: str, as_written: bool = False) -> Parsed:
    """The sections of a Markdown file, as one study guide; no content where there is none. A text that we wrote, or
    that somebody writes here (`as_written`), is taken as it stands; others are fitted in. Raises Refused for files of
    more than a million characters."""
    parsed = Parsed("markdown")
    text = clean_input(text.removeprefix("\ufeff"))
    if len(text) > MAX_TEXT:
        raise Refused(_("This text has more than a million characters. Split it into several guides."))
    title, body = cut_front_matter(text, parsed)
    if as_written or is_ours(body):
        items = read_sections(body, 1 + text.count("\n") - body.count("\n"), parsed)
        parsed.warnings += _missing_images(body, text)
        parsed.contents += [ParsedContent("study_guide", items, title=title)] if items else []
        return parsed
    body = normalise(body)
    lines = _with_links(body.split("\n"))
    headings = find_headings("\n".join(lines))
    if not title and [heading.level for heading in headings].count(1) == 1 and headings[0].level == 1:
        title, lines, headings = _taken_as_title(lines, headings[0])
    finder = _Finder(text)
    items = [_section(lines, *bounds, finder, parsed) for bounds in _bounds(lines, headings)]
    parsed.warnings += _missing_images("\n".join(lines), text)
    if items:
        parsed.contents.append(ParsedContent("study_guide", items, title=title))
    return parsed


def _with_links(lines: list[str]) -> list[str]:
    """The lines with each link that is defined elsewhere in the file written out: a section stands by
    itself."""
    definitions: dict[str, str] = {}
    kept: list[str | None] = []
    code = code_lines(lines)
    for number, line in enumerate(lines):
        match = _REFERENCE.match(line) if number not in code else None
        if match:
            title = f" {match['title']}" if match["title"] else ""
            definitions.setdefault(_label(match["label"]), f"({match['url']}{title})")
        kept.append(None if match else line)
    if not definitions:
        return lines

    def written_out(match: re.Match[str]) -> str:
        target = definitions.get(_label(match["label"] or match["words"]))
        return f"[{match['words']}]{target}" if target else match[0]

    return [
        line if number in code else _REFERRED.sub(written_out, line)
        for number, line in enumerate(kept)
        if line is not None
    ]


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _taken_as_title(lines: list[str], heading: Heading) -> tuple[str, list[str], list[Heading]]:
    """The one heading of the first level is the title of the guide."""
    rest = lines[: heading.start] + lines[heading.end :]
    return plain(render_inline(heading.words), TextFormat.HTML), rest, find_headings("\n".join(rest))


def _bounds(lines: list[str], headings: list[Heading]) -> Iterator[tuple[Heading | None, int, int, int]]:
    """For each section its heading, the lines of its body (from, up to), and how many levels its headings
    sink."""
    top = min((heading.level for heading in headings), default=LEVEL)
    starts = [heading for heading in headings if heading.level == top]
    first = starts[0].start if starts else len(lines)
    sink = LEVEL - top
    if any(line.strip() for line in lines[:first]):
        yield None, 0, first, sink
    ends = [*(heading.start for heading in starts[1:]), len(lines)][: len(starts)]
    for heading, end in zip(starts, ends, strict=True):
        yield heading, heading.end, end, sink


def _section(
    lines: list[str], heading: Heading | None, start: int, end: int, sink: int, finder: "_Finder", parsed: Parsed
) -> ParsedItem:
    words = heading.words if heading else ""
    number = finder.heading(words)
    body = _sunk("\n".join(lines[start:end]), sink).strip("\n")
    label = plain(words)[:60] or plain(body)[:60]
    body, question, notices = cut_check(body, number, label, is_exact=False)
    parsed.warnings += notices
    data = SectionData(heading=words, body=body.rstrip(), question=question)
    return ParsedItem(number, "section", data, label)


def _sunk(body: str, by: int) -> str:
    """The body with each heading `by` levels lower."""
    lines = body.split("\n")
    for token, following in reversed(list(pairwise(parser().parse(body)))):
        if token.type != "heading_open" or not token.map or token.level:
            continue
        level = min(6, max(int(token.tag[1]) + by, 1))
        if level != int(token.tag[1]):
            lines[token.map[0] : token.map[1]] = [f"{'#' * level} {' '.join(following.content.split())}".rstrip()]
    return "\n".join(lines)


def _missing_images(body: str, text: str) -> Iterator[Notice]:
    """A notice for each picture that no page may load."""
    finder = _Finder(text)
    for source in dict.fromkeys(match["source"] for match in _IMAGE.finditer(body)):
        if not source.startswith(MEDIA_ADDRESS):
            message = _("The picture is not part of this file; its description stands in its place.")
            yield Notice(finder.line_of(source), source.rpartition("/")[2][:60], message)


class _Finder:
    """Finds the lines of the file that words came from, one after the other."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.position = 0

    def heading(self, words: str) -> int:
        """The number of the next heading of these words; that of the last one found where there is none."""
        return self._next(lambda number: words in self.lines[number] and self._is_heading(number)) if words else 1

    def line_of(self, words: str) -> int:
        """The number of the next line that holds `words`; that of the last one found where there is none."""
        return self._next(lambda number: words in self.lines[number])

    def _is_heading(self, number: int) -> bool:
        following = self.lines[number + 1] if number + 1 < len(self.lines) else ""
        return self.lines[number].lstrip().startswith("#") or following.startswith(("==", "--"))

    def _next(self, is_it: Callable[[int], bool]) -> int:
        self.position = next(filter(is_it, range(self.position, len(self.lines))), self.position)
        return self.position + 1
