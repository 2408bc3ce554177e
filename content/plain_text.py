"""A piece as one text to edit, in its kind's format, and back. What the text cannot carry is not lost where the text
stays as it was: an item whose text nobody touched is taken as it is, not as its text says."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.documents import DocumentItem, from_parsed
from content.interchange import Notice, ParsedItem, Refused, parse, write
from content.kinds import Kind

MAX_TEXT = 1_000_000  # characters that one text may have in the editor


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


def write_text(kind: Kind, items: Sequence[DocumentItem]) -> WrittenText:
    """The items in the text format of their kind."""
    text, losses = write(kind.text_format, [_to_parsed(item) for item in items])
    return WrittenText(text, losses)


def read_text(kind: Kind, text: str, base: Sequence[DocumentItem] = ()) -> ReadText:
    """The items of `text`; those that read as `write_text` wrote one of `base` are that one, whole."""
    if len(text) > MAX_TEXT:
        message = _("This text has %(count)d characters; at most %(limit)d fit. Split it into several pieces.")
        return ReadText(rejected=[Notice(1, "", message % {"count": len(text), "limit": MAX_TEXT})])
    if not text.strip():
        return ReadText()
    try:
        parsed = parse(text, kind.text_format)
    except Refused as refusal:
        return ReadText(rejected=[Notice(1, "", str(refusal))])
    found = [item for content in parsed.contents for item in from_parsed(content).items]
    return ReadText(tuple(_restore(kind, found, base)), parsed.warnings, parsed.rejected)


def _restore(kind: Kind, found: list[DocumentItem], base: Sequence[DocumentItem]) -> list[DocumentItem]:
    as_written: dict[str, list[DocumentItem]] = {}
    for original, written in zip(base, _as_written(kind, base), strict=False):
        as_written.setdefault(_key(written), []).append(original)
    return [originals.pop(0) if (originals := as_written.get(_key(item))) else item for item in found]


def _as_written(kind: Kind, base: Sequence[DocumentItem]) -> Sequence[DocumentItem]:
    """`base` after a journey through its text; nothing where not every item survives it as one."""
    text = write_text(kind, base).text
    if not base or not text.strip():
        return ()
    try:
        contents = parse(text, kind.text_format).contents
    except Refused:
        return ()
    items = [item for content in contents for item in from_parsed(content).items]
    return items if len(items) == len(base) else ()


def _key(item: DocumentItem) -> str:
    return f"{item.type} {item.data.model_dump_json()}"


def _to_parsed(item: DocumentItem) -> ParsedItem:
    return ParsedItem(0, item.type, item.data, item.heading, item.external_id)
