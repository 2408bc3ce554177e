"""A piece as one text to edit, in its kind's format, and back: nothing is lost on the way. An item whose text nobody
touched is taken as it is, with the white space at its ends, not as its text says."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from content.documents import DocumentItem, from_parsed
from content.interchange import Notice, Parsed, ParsedItem, Refused, parse, write
from content.interchange.annotations import trimmed
from content.kinds import Kind
from content.kinds.study_guide import SectionData

MAX_TEXT = 1_000_000  # characters that one text may have in the editor
BOM = "\ufeff"
AROUND = 1  # lines that an excerpt shows before and behind the one it is about
MAX_LINE = 160  # characters of each


@dataclass(frozen=True)
class WrittenText:
    """A text, and what it could not carry."""

    text: str
    losses: list[Notice] = field(default_factory=list)


@dataclass(frozen=True)
class ReadText:
    """What a text holds: its items, remarks, and what could not be read, each with its line."""

    items: tuple[DocumentItem, ...] = ()
    warnings: list[Notice] = field(default_factory=list)
    rejected: list[Notice] = field(default_factory=list)


class Line(NamedTuple):
    """A line of a text, cut where it is long; `is_meant` where a notice is about it."""

    number: int
    text: str
    is_meant: bool


class PlacedNotice(NamedTuple):
    """A notice with the lines around its own."""

    notice: Notice
    lines: list[Line]


def write_text(kind: Kind, items: Sequence[DocumentItem]) -> WrittenText:
    """The items in the text format of their kind."""
    text = _write(kind, items)
    written = _read_whole(kind, text, len(items))
    message = _("This cannot be written as a text without a loss. Edit it in the form.")
    losses = [
        Notice(1, item.heading, message)
        for place, item in enumerate(items)
        if not written or _key(item) != _key(written[place])
    ]
    return WrittenText(text, losses)


def read_text(kind: Kind, text: str, base: Sequence[DocumentItem] = ()) -> ReadText:
    """The items of `text`; those that say what one of `base` does are that one, whole."""
    if len(text) > MAX_TEXT:
        message = _("This text has %(count)d characters; at most %(limit)d fit. Split it into several pieces.")
        return ReadText(rejected=[Notice(1, "", message % {"count": len(text), "limit": MAX_TEXT})])
    if not text.strip("\n "):  # a tab alone is a card in which nothing is written yet
        return ReadText()
    try:
        parsed = _parse(kind, text)
    except Refused as refusal:
        return ReadText(rejected=[Notice(1, "", str(refusal))])
    warnings = [*_dropped_titles(parsed), *parsed.warnings]
    return ReadText(tuple(_restore(_items(parsed), base)), warnings, parsed.rejected)


def place_notices(text: str, notices: Sequence[Notice]) -> list[PlacedNotice]:
    """Each notice with an excerpt of the text it is about."""
    lines = text.split("\n") if notices else []
    return [PlacedNotice(notice, list(_excerpt(lines, notice.line))) for notice in notices]


def _excerpt(lines: Sequence[str], line: int) -> Iterator[Line]:
    for number in range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1):
        text = lines[number - 1]
        yield Line(number, text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…", number == line)


def _write(kind: Kind, items: Sequence[DocumentItem]) -> str:
    text, _notices = write(kind.text_format, [_to_parsed(item) for item in items])
    return f"\n{text}" if text.startswith(BOM) else text  # which a reader would take for none of the text


def _parse(kind: Kind, text: str) -> Parsed:
    return parse(text, kind.text_format, as_written=True, keeps_unfinished=True)


def _items(parsed: Parsed) -> list[DocumentItem]:
    return [item for content in parsed.contents for item in from_parsed(content).items]


def _dropped_titles(parsed: Parsed) -> Iterator[Notice]:
    for content in parsed.contents:
        if content.title:
            message = _("The title “%(title)s” is left out of the material: write it into its own field.")
            yield Notice(1, "", message % {"title": content.title[:100]})


def _restore(found: list[DocumentItem], base: Sequence[DocumentItem]) -> list[DocumentItem]:
    untouched: dict[str, list[DocumentItem]] = {}
    for original in base:
        untouched.setdefault(_key(original), []).append(original)
    return [originals.pop(0) if (originals := untouched.get(_key(item))) else item for item in found]


def _read_whole(kind: Kind, text: str, count: int) -> list[DocumentItem]:
    """The items of a text of ours; nothing where not every one of them survives as one."""
    try:
        items = _items(_parse(kind, text)) if text.strip("\n ") else []
    except Refused:
        return []
    return items if len(items) == count else []


def _key(item: DocumentItem) -> str:
    """All that is said of an item, without the white space at the ends of its texts, unless that makes it code."""
    data = trimmed(item.data.model_dump(mode="json"))
    if isinstance(item.data, SectionData):
        data["body"] = item.data.body.strip("\n").rstrip()
    return json.dumps([item.type, data, item.external_id, item.pool])


def _to_parsed(item: DocumentItem) -> ParsedItem:
    return ParsedItem(0, item.type, item.data, item.heading, item.external_id, pool=item.pool)
