"""What all reading of Markdown shares: its headings, its front matter, and the question in a fence at the end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from content.interchange.base import Notice, Parsed, ParsedItem
from content.interchange.gift import parse_gift, write_gift
from content.kinds.study_guide import CheckQuestion

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<fields>(?:.*\n)*?)---[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^(?P<name>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*$", re.MULTILINE)
_WRAPPERS = re.compile(r"<(?P<end>/?)(?:aside|figure|details|div|table)\b", re.IGNORECASE)
_HEADING_ID = re.compile(r"\s*\{#[\w-]+\}\s*$")


@dataclass(frozen=True)
class Heading:
    """A heading: its level, the lines it stands on (from, up to), and its words as Markdown."""

    level: int
    start: int
    end: int
    words: str


@cache
def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table").use(deflist_plugin)


def find_headings(text: str) -> list[Heading]:
    """The headings that stand by themselves: neither in a list or quotation nor in an aside or a figure."""
    headings, depth = [], 0
    for token, following in pairwise(parser().parse(text)):
        if token.type == "html_block":
            depth = max(0, depth + _opened(token.content))
        elif token.type == "heading_open" and token.level == 0 and depth == 0 and token.map:
            words = _HEADING_ID.sub("", " ".join(following.content.split()))
            headings.append(Heading(int(token.tag[1]), token.map[0], token.map[1], words))
    return headings


def _opened(html: str) -> int:
    return sum(-1 if match["end"] else 1 for match in _WRAPPERS.finditer(html))


def cut_front_matter(text: str, parsed: Parsed) -> tuple[str, str]:
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


def front_matter(title: str) -> str:
    """The reverse."""
    quoted = '"' + " ".join(title.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "\n".join(["---", f"title: {quoted}", "---"])


def last_check(body: str) -> Token | None:
    """The fenced block `check` that the body ends with, if it does."""
    tokens = parser().parse(body)
    is_check = bool(tokens) and tokens[-1].type == "fence" and tokens[-1].info.strip() == "check"
    return tokens[-1] if is_check else None


def cut_check(body: str, line: int, label: str, *, is_exact: bool) -> tuple[str, CheckQuestion | None, list[Notice]]:
    """The body without the question it ends with, that question, and what is doubtful about it. `line` is that of the
    body; where it `is_exact`, notices have the lines of the question's own text, else they all have this one."""
    block = last_check(body)
    if block is None:
        return body, None, []
    start = (block.map or [0])[0]
    parsed = parse_gift(block.content)
    items = [item for content in parsed.contents for item in content.items]
    found = [*parsed.warnings, *parsed.rejected]
    notices = [Notice(line + (start + one.line if is_exact else 0), label, one.message) for one in found]
    if len(items) != 1 or parsed.rejected:
        message = _("The check block of this section has to hold exactly one question in GIFT. It was kept as text.")
        return body, None, [*notices, Notice(line + (start if is_exact else 0), label, message)]
    data = items[0].data.model_dump(mode="json", exclude_defaults=True)
    question = CheckQuestion(type=items[0].type, data=data)
    return "\n".join(body.split("\n")[:start]).strip("\n"), question, notices


def check_block(question: CheckQuestion, label: str) -> str:
    """A question as the fenced block that ends a section."""
    text, _notices = write_gift([ParsedItem(1, question.type, question.parsed, label)])
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}check\n{text}{fence}"


def code_lines(lines: Sequence[str]) -> set[int]:
    """The numbers, from 0, of the lines that are code."""
    tokens = parser().parse("\n".join(lines))
    return {
        number for token in tokens if token.type in ("fence", "code_block") for number in range(*(token.map or (0, 0)))
    }
