"""The Markdown of a study guide as we write it, read back without any change.

A heading of the first or second level begins a section, and a fence `check` at its end holds its question in GIFT. What
Markdown has no place for stands in a comment below the heading (see content.interchange.annotations). A section that
would read as something else, such as one with a large heading inside, stands as it is between two comments:

    <!-- [section] [set:heading="Its heading"] -->
    …
    <!-- [end] -->
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from content.interchange.annotations import (
    START,
    Annotations,
    apply_settings,
    read_annotations,
    write_annotations,
)
from content.interchange.base import Notice, Parsed, ParsedItem
from content.interchange.markdown_parts import check_block, cut_check, find_headings, front_matter
from content.item_types import get_item_type
from content.kinds.study_guide import SectionData
from content.text import plain

LEVEL = 2  # of the headings that begin sections, as written
_BEGIN = re.compile(r"<!-- \[section\](?P<said>.*) -->[ \t]*")
_END = re.compile(r"<!-- \[end\] -->[ \t]*")
_FRAME = re.compile(rf"(?P<slashes>\\*)(?:<!-- \[section\].* -->|{_END.pattern})[ \t]*")
_SAID = re.compile(rf"<!-- (?P<said>{START}.*) -->[ \t]*")
_OURS = re.compile(rf"^(?:{_BEGIN.pattern}|{_SAID.pattern.replace('?P<said>', '?:')})$", re.MULTILINE)


@dataclass(frozen=True)
class _Stretch:
    """Lines of one section: the number of its first line, its heading, what is said of it, and its body with the number
    of that."""

    line: int
    heading: str
    said: Annotations
    body: list[str]
    body_line: int


def is_ours(text: str) -> bool:
    """Whether a text says what only we do."""
    return bool(_OURS.search(text))


def read_sections(text: str, first_line: int, parsed: Parsed) -> list[ParsedItem]:
    """The sections of a text that we wrote, whoever changed it since. `first_line` is the number of its first line."""
    return [_item(stretch, parsed) for stretch in _stretches(text.split("\n"), first_line)]


def write_markdown(items: Sequence[ParsedItem], title: str = "") -> tuple[str, list[Notice]]:
    """The sections as one Markdown file. Items that are none are left out, with a notice."""
    blocks = [front_matter(title)] if title else []
    notices: list[Notice] = []
    is_first, is_headed = True, any(getattr(item.data, "heading", "") for item in items)
    for item in items:
        if not isinstance(item.data, SectionData):
            line = sum(block.count("\n") + 2 for block in blocks) + 1
            notices.append(Notice(line, item.label, _("A study guide holds sections only: this was left out.")))
            continue
        is_plain = not item.data.body.lstrip("\n").startswith("---")  # which would read as front matter
        is_bare = is_first and is_plain and (is_headed or not find_headings(item.data.body))
        blocks.append(_write_section(item, item.data, is_bare=is_bare))
        is_first = False
    return "\n\n".join(blocks) + ("\n" if blocks else ""), notices


def _write_section(item: ParsedItem, data: SectionData, *, is_bare: bool) -> str:
    """As it is usually written; where that would read as something else, between two comments, at last with everything
    but its body in the first of them. `is_bare` where it may do without a heading, being the first."""
    check = check_block(data.question, item.label) if data.question else ""
    named = {"id": item.external_id, "pool": item.pool, "tags": item.tags}
    holds_frame = any(_FRAME.fullmatch(line) for line in data.body.split("\n"))  # which a later section could end
    text = ""
    for text in (
        *([] if holds_frame else [_usual(data, check, named, is_bare=is_bare)]),
        _framed(data, check, {"heading": data.heading, "format": data.format.value}, named),
        _framed(data, "", data.model_dump(mode="json", exclude={"body"}), named),
    ):
        if _reads_as(text, data):
            break
    return text


def _usual(data: SectionData, check: str, named: dict[str, Any], *, is_bare: bool) -> str:
    said = _said({} if data.format == "markdown" else {"format": data.format.value}, named)
    head = [f"{'#' * LEVEL} {data.heading}".rstrip()] if data.heading or not is_bare else []
    return "\n\n".join([*head, *([f"<!-- {said} -->"] if said else []), *filter(None, (data.body.strip("\n"), check))])


def _said(settings: dict[str, Any], named: dict[str, Any]) -> str:
    return " ".join(write_annotations(settings, **named))


def _framed(data: SectionData, check: str, settings: dict[str, Any], named: dict[str, Any]) -> str:
    usual = SectionData().model_dump(mode="json")
    kept = {name: value for name, value in settings.items() if name == "question" or value != usual[name]}
    said = _said(kept, named)
    body = [f"\\{line}" if _FRAME.fullmatch(line) else line for line in data.body.split("\n")]
    return "\n".join(
        [f"<!-- [section]{' ' + said if said else ''} -->", *body, *filter(None, [check]), "<!-- [end] -->"]
    )


def _reads_as(text: str, data: SectionData) -> bool:
    """Whether a section followed by another reads as itself, apart from white space around its body."""
    items = read_sections(f"{text}\n\n## .", 1, Parsed("markdown"))
    read = items[0].data if len(items) == 2 else None
    return isinstance(read, SectionData) and _content(read) == _content(data)


def _content(data: SectionData) -> list[Any]:
    question = data.question
    asked = [question.type, question.parsed.model_dump(mode="json")] if question else None
    return [data.heading.strip(), data.body.strip("\n").rstrip(), data.format, asked]


def _stretches(lines: list[str], first_line: int) -> Iterator[_Stretch]:
    start = position = 0
    while position < len(lines):
        frame = _BEGIN.fullmatch(lines[position])
        end = _end_of_frame(lines, position) if frame else None
        if frame is None or end is None:
            position += 1
            continue
        yield from _usual_stretches(lines[start:position], first_line + start)
        body = [_unescaped(line) for line in lines[position + 1 : end]]
        said = read_annotations(frame["said"])
        yield _Stretch(first_line + position, "", said, body, first_line + position + 1)
        start = position = end + 1
    yield from _usual_stretches(lines[start:], first_line + start)


def _end_of_frame(lines: list[str], position: int) -> int | None:
    """The line that ends what begins at `position`, unless another begins before."""
    for number in range(position + 1, len(lines)):
        if _BEGIN.fullmatch(lines[number]):
            return None
        if _END.fullmatch(lines[number]):
            return number
    return None


def _unescaped(line: str) -> str:
    frame = _FRAME.fullmatch(line)
    return line[1:] if frame and frame["slashes"] else line


def _usual_stretches(lines: list[str], first_line: int) -> Iterator[_Stretch]:
    headings = [heading for heading in find_headings("\n".join(lines)) if heading.level <= LEVEL]
    ends = [*(heading.start for heading in headings), len(lines)]
    if any(line.strip() for line in lines[: ends[0]]):
        yield _stretch("", lines[: ends[0]], first_line, first_line)
    for heading, end in zip(headings, ends[1:], strict=True):
        yield _stretch(heading.words, lines[heading.end : end], first_line + heading.start, first_line + heading.end)


def _stretch(heading: str, lines: list[str], line: int, body_line: int) -> _Stretch:
    """Takes what is said of the section out of its first line with words."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    said = _SAID.fullmatch(lines[first]) if first is not None else None
    if said is None or first is None:
        return _Stretch(line, heading, Annotations(), lines, body_line)
    return _Stretch(line, heading, read_annotations(said["said"]), lines[first + 1 :], body_line + first + 1)


def _item(stretch: _Stretch, parsed: Parsed) -> ParsedItem:
    said, body, question = stretch.said, "\n".join(stretch.body), None
    heading = stretch.heading or str(said.settings.get("heading", ""))
    label = plain(heading)[:60] or plain(body)[:60]
    notices: list[Notice] = []
    if "question" not in said.settings:
        body, question, notices = cut_check(body, stretch.body_line, label, is_exact=True)
    remarks: list[str] = []
    fields = {"heading": stretch.heading, "body": body.strip("\n").rstrip(), "question": question}
    data = SectionData.model_validate(apply_settings(SectionData, fields, said, remarks))
    parsed.warnings += notices + [Notice(stretch.line, label, remark) for remark in remarks]
    return ParsedItem(
        stretch.line,
        "section",
        data,
        label or get_item_type("section").heading(data),
        said.id,
        tuple(said.tags),
        said.pool,
    )
