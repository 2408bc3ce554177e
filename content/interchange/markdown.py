"""Markdown ↔ study guide: one section for each heading of the highest level."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem, Refused
from content.interchange.gift import parse_gift, write_gift
from content.interchange.kramdown import normalise
from content.kinds.study_guide import CheckQuestion, SectionData
from content.rendering import OUR_IMAGES, render_inline
from content.text import TextFormat, clean_input, plain

MAX_TEXT = 1_000_000  # characters
LEVEL = 2  # of the headings that begin sections, as written

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<fields>(?:.*\n)*?)---[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(?P<name>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_REFERENCE = re.compile(
    r'^ {0,3}\[(?P<label>[^\]^\n][^\]\n]*)\]:[ \t]*<?(?P<url>[^\s>]+)>?[ \t]*(?P<title>"[^"\n]*")?[ \t]*$'
)
_REFERRED = re.compile(r"(?<![\\\]])\[(?P<words>(?:\\.|[^\[\]\\])+)\](?:\[(?P<label>[^\]\n]*)\])?(?![(\[:])")
_IMAGE = re.compile(r"!\[[^\]]*\]\((?P<source>[^)\s]+)")
_WRAPPERS = re.compile(r"<(?P<end>/?)(?:aside|figure|details|div|table)\b", re.IGNORECASE)
_HEADING_ID = re.compile(r"\s*\{#[\w-]+\}\s*$")


@dataclass(frozen=True)
class _Heading:
    """A heading: its level, the lines it stands on (from, up to), and its words as Markdown."""

    level: int
    start: int
    end: int
    words: str


def parse_markdown(text: str) -> Parsed:
    """The sections of a Markdown file, as one study guide; no content where there is none. Raises Refused
    for files of more than a million characters."""
    parsed = Parsed("markdown")
    text = clean_input(text.removeprefix("\ufeff"))
    if len(text) > MAX_TEXT:
        raise Refused(_("This text has more than a million characters. Split it into several guides."))
    title, body = _without_front_matter(text, parsed)
    body = normalise(body)
    lines = _with_links(body.split("\n"))
    headings = _headings("\n".join(lines))
    if not title and [heading.level for heading in headings].count(1) == 1 and headings[0].level == 1:
        title, lines, headings = _taken_as_title(lines, headings[0])
    finder = _Finder(text)
    items = [_section(lines, *bounds, finder, parsed) for bounds in _bounds(lines, headings)]
    parsed.warnings += _missing_images("\n".join(lines), text)
    if items:
        parsed.contents.append(ParsedContent("study_guide", items, title=title))
    return parsed


def write_markdown(items: Sequence[ParsedItem], title: str = "") -> tuple[str, list[Notice]]:
    """The sections as one Markdown file. Items that are none are left out; headings inside a section that
    would begin another are made smaller; both with a notice."""
    blocks = ["\n".join(["---", f"title: {_quoted(title)}", "---"])] if title else []
    notices: list[Notice] = []
    sections = [item for item in items if isinstance(item.data, SectionData)]
    is_plain = any(_heading_of(item) for item in sections)
    for item in items:
        line = sum(block.count("\n") + 2 for block in blocks) + 1
        if not isinstance(item.data, SectionData):
            notices.append(Notice(line, item.label, _("A study guide holds sections only: this was left out.")))
            continue
        body = _smaller(item.data.body)
        if body != item.data.body:
            notices.append(Notice(line, item.label, _("Headings in this section were made smaller to stay in it.")))
        needs_heading = item is not sections[0] or item.data.heading or (not is_plain and _headings(body))
        blocks += [f"## {item.data.heading}".rstrip()] if needs_heading else []
        blocks += [part for part in (body, _check_block(item)) if part]
    return "\n\n".join(blocks) + ("\n" if blocks else ""), notices


def _heading_of(item: ParsedItem) -> str:
    return item.data.heading if isinstance(item.data, SectionData) else ""


def _quoted(title: str) -> str:
    return '"' + " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _check_block(item: ParsedItem) -> str:
    question = item.data.question if isinstance(item.data, SectionData) else None
    if not question:
        return ""
    text, _losses = write_gift([ParsedItem(1, question.type, question.parsed, item.label)])
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}check\n{text}{fence}"


def _without_front_matter(text: str, parsed: Parsed) -> tuple[str, str]:
    """The title, and the text after the front matter. Its other fields are left out, with a notice."""
    match = _FRONT_MATTER.match(text)
    if not match:
        return "", text
    fields = {field["name"].lower(): field["value"] for field in _FIELD.finditer(match["fields"])}
    title = fields.pop("title", "")
    if len(title) > 1 and title[0] == title[-1] and title[0] in "\"'":
        title = re.sub(r"\\(.)", r"\1", title[1:-1]) if title[0] == '"' else title[1:-1].replace("''", "'")
    if fields:
        message = _("The front matter holds more than a title, which was left out: %(names)s.")
        parsed.warnings.append(Notice(1, "", message % {"names": ", ".join(fields)}))
    return title, text[match.end() :]


def _with_links(lines: list[str]) -> list[str]:
    """The lines with each link that is defined elsewhere in the file written out: a section stands by
    itself."""
    definitions: dict[str, str] = {}
    kept: list[str | None] = []
    code = _code_lines(lines)
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


def _code_lines(lines: Sequence[str]) -> set[int]:
    tokens = _parser().parse("\n".join(lines))
    return {
        number for token in tokens if token.type in ("fence", "code_block") for number in range(*(token.map or (0, 0)))
    }


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def _headings(text: str) -> list[_Heading]:
    """The headings that stand by themselves: neither in a list or quotation nor in an aside or a figure."""
    headings, depth = [], 0
    tokens = _parser().parse(text)
    for token, following in pairwise(tokens):
        if token.type == "html_block":
            depth = max(0, depth + _opened(token.content))
        elif token.type == "heading_open" and token.level == 0 and depth == 0 and token.map:
            words = _HEADING_ID.sub("", " ".join(following.content.split()))
            headings.append(_Heading(int(token.tag[1]), token.map[0], token.map[1], words))
    return headings


def _opened(html: str) -> int:
    return sum(-1 if match["end"] else 1 for match in _WRAPPERS.finditer(html))


def _taken_as_title(lines: list[str], heading: _Heading) -> tuple[str, list[str], list[_Heading]]:
    """The one heading of the first level is the title of the guide."""
    rest = lines[: heading.start] + lines[heading.end :]
    return plain(render_inline(heading.words), TextFormat.HTML), rest, _headings("\n".join(rest))


def _bounds(lines: list[str], headings: list[_Heading]) -> Iterator[tuple[_Heading | None, int, int, int]]:
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
    lines: list[str], heading: _Heading | None, start: int, end: int, sink: int, finder: "_Finder", parsed: Parsed
) -> ParsedItem:
    words = heading.words if heading else ""
    number = finder.heading(words)
    body = _sunk("\n".join(lines[start:end]), sink).strip("\n")
    label = plain(words)[:60] or plain(body)[:60]
    question = None
    if block := _last_check(body):
        question, notices = _question(block, number, label)
        parsed.warnings += notices
        if question:
            body = "\n".join(body.split("\n")[: (block.map or [0])[0]]).strip("\n")
    data = SectionData(heading=words, body=body.rstrip(), question=question)
    return ParsedItem(number, "section", data, label)


def _sunk(body: str, by: int, least: int = 1) -> str:
    """The body with each heading `by` levels lower, or at the level `least` if that is lower still."""
    lines = body.split("\n")
    for token, following in reversed(list(pairwise(_parser().parse(body)))):
        if token.type != "heading_open" or not token.map or token.level:
            continue
        level = min(6, max(int(token.tag[1]) + by, least))
        if level != int(token.tag[1]):
            lines[token.map[0] : token.map[1]] = [f"{'#' * level} {' '.join(following.content.split())}".rstrip()]
    return "\n".join(lines)


def _smaller(body: str) -> str:
    """The body without headings that would begin a section."""
    return _sunk(body, 0, LEVEL + 1) if any(heading.level <= LEVEL for heading in _headings(body)) else body


def _last_check(body: str) -> Token | None:
    """The fenced block `check` that the body ends with, if it does."""
    tokens = _parser().parse(body)
    is_check = bool(tokens) and tokens[-1].type == "fence" and tokens[-1].info.strip() == "check"
    return tokens[-1] if is_check else None


def _question(block: Token, line: int, label: str) -> tuple[CheckQuestion | None, list[Notice]]:
    """The one question in a check block, and what is doubtful about it; none where it does not hold exactly
    one."""
    parsed = parse_gift(block.content)
    items = [item for content in parsed.contents for item in content.items]
    notices = [Notice(line, label, notice.message) for notice in [*parsed.warnings, *parsed.rejected]]
    if len(items) != 1 or parsed.rejected:
        message = _("The check block of this section has to hold exactly one question in GIFT. It was kept as text.")
        return None, [*notices, Notice(line, label, message)]
    data = items[0].data.model_dump(mode="json", exclude_defaults=True)
    return CheckQuestion(type=items[0].type, data=data), notices


def _missing_images(body: str, text: str) -> Iterator[Notice]:
    """A notice for each picture that no page may load."""
    finder = _Finder(text)
    for source in dict.fromkeys(match["source"] for match in _IMAGE.finditer(body)):
        if not source.startswith(OUR_IMAGES):
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
