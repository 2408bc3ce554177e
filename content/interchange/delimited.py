"""CSV and TSV ↔ flashcards: one card a row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Literal, TypeVar

from django.utils.translation import gettext as _

from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem, Refused
from content.interchange.card_styles import WrittenStyles, is_told_by_gaps, write_style
from content.kinds.flashcards import CardData, CardStyle
from content.text import TextFormat, clean_input, normal_answer, plain

MAX_ROWS = 20_000
FRONT_NAMES = ("front", "question", "term", "word", "prompt", "vorderseite", "recto", "anverso", "text")
BACK_NAMES = ("back", "answer", "definition", "meaning", "translation", "rückseite", "verso", "reverso", "back extra")
HINT_NAMES, TAG_NAMES, ID_NAMES = ("hint", "clue"), ("tags", "tag"), ("id", "guid")
OWN_NAMES = ["front", "back", "hint", "tags", "id", "pool", "format", "style"]
T = TypeVar("T")
_DELIMITERS = {"csv": ",", "tsv": "\t"}
_LOWER_NAME = re.compile(r"[a-zà-ÿ][a-zà-ÿ0-9 _:-]*")


@dataclass(frozen=True)
class Row:
    """One row: the line it starts on, and its cells, trimmed."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Columns:
    """Where things stand, from 0; None where there is no such column."""

    front: int = 0
    back: int = 1
    hint: int | None = None
    tags: int | None = None
    id: int | None = None
    pool: int | None = None
    format: int | None = None
    style: int | None = None


def parse_delimited(
    text: str,
    format: str = "csv",  # noqa: A002
    front: str | None = None,
    back: str | None = None,
    keeps_unfinished: bool = False,
) -> Parsed:
    """The cards of a table. `front` and `back` name the columns to use, by their header or by number from 1. Raises
    Refused when there is no such column, or no second one, or more than 20,000 rows.

    With `keeps_unfinished` it is a text that is being written: a row without a front or a back is a card, and names of
    columns are only those we know."""
    parsed = Parsed(format)
    text = clean_input(text.removeprefix("\ufeff"))
    delimiter = _DELIMITERS[format]
    first = text.lstrip("\n").partition("\n")[0]
    if delimiter == "," and "," not in first and ";" in first:
        delimiter = ";"
    rows = [
        row for row in _rows(text, delimiter, parsed) if any(row.cells) or (keeps_unfinished and len(row.cells) > 1)
    ]
    if not rows:
        return parsed
    if keeps_unfinished:
        has_header = _has_known_names(rows)
        columns = _columns_written(rows, has_header=has_header)
    else:
        has_header = _has_header(rows, front, back)
        columns = _columns(rows, front, back, has_header=has_header)
    is_expected = columns == Columns(hint=columns.hint) and not has_header
    is_own = rows[0].cells[:2] == ("front", "back") and (keeps_unfinished or set(rows[0].cells) <= set(OWN_NAMES))
    if not is_expected and not is_own:
        parsed.warnings.append(_used(rows, columns, has_header=has_header))
    items = list(_cards(rows[1:] if has_header else rows, columns, parsed, keeps_unfinished=keeps_unfinished))
    if items:
        parsed.contents.append(ParsedContent("flashcards", items))
    return parsed


def write_tsv(items: Sequence[ParsedItem]) -> tuple[str, list[Notice]]:
    """The cards, one a line: front, tab, back, and where there are any, hint, tags, id, pool, the format that its texts
    are in and the style in which it asks. Names of columns stand above where they are needed. Items that are no cards
    are left out, with a notice."""
    cards = [(item, item.data) for item in items if isinstance(item.data, CardData)]
    notices = [
        Notice(1, item.label, _("A table holds flashcards only: this was left out."))
        for item in items
        if not isinstance(item.data, CardData)
    ]
    rows = [_cells(item, card) for item, card in cards]
    used = [index for index in range(len(OWN_NAMES)) if index < 2 or any(row[index] for row in rows)]
    is_plain = used[-1] <= 2 and not _has_header([Row(1, tuple(row)) for row in rows], None, None)
    table = rows if is_plain or not rows else [OWN_NAMES, *rows]
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerows([[row[index] for index in used] for row in table])
    return out.getvalue(), notices


def _cells(item: ParsedItem, card: CardData) -> list[str]:
    """What stands below OWN_NAMES."""
    texts = [card.front, card.back, card.hint, ", ".join(item.tags), item.external_id, item.pool]
    fmt = "" if card.format == TextFormat.MARKDOWN else card.format.value
    return [*(text.strip() for text in texts), fmt, write_style(card)]


def _rows(text: str, delimiter: str, parsed: Parsed) -> Iterator[Row]:
    """The rows of the lines that are not empty. A row whose quotation marks cannot be read is rejected; from a mark on
    that is never closed, marks are letters like others."""
    lines = text.split("\n")
    source, before = iter(lines), 0
    is_quoted = True
    while before < len(lines):
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE
        reader = csv.reader((line + "\n" for line in source), delimiter=delimiter, strict=True, quoting=quoting)
        start = before
        try:
            for cells in reader:
                if cells:
                    yield Row(start + 1, tuple(cell.strip() for cell in cells))
                start = before + reader.line_num
        except csv.Error:
            before += reader.line_num
            if is_quoted and (before >= len(lines) or before - start > 100):
                message = _("A quotation mark on this line is never closed. From here on marks are taken as letters.")
                parsed.warnings.append(Notice(start + 1, _begins(lines[start]), message))
                source, before, is_quoted = iter(lines[start:]), start, False
            else:
                reason = _('The quotation marks of this row are broken. Write "" for a mark inside marks.')
                parsed.rejected.append(Notice(start + 1, _begins(lines[start]), reason))
        else:
            return


def _has_header(rows: Sequence[Row], front: str | None, back: str | None) -> bool:
    """Whether the first row holds names: when columns are asked for by name, when it has known names, or
    when its first two cells are written like names, in small letters, and what stands below them mostly is
    not."""
    names = rows[0].cells if rows else ()
    if any(name and not name.isdigit() for name in (front, back)) or _has_known_names(rows):
        return True
    return len(rows) > 2 and len(names) > 1 and all(_is_name_over(rows, column) for column in (0, 1))


def _has_known_names(rows: Sequence[Row]) -> bool:
    names = [name.casefold() for name in rows[0].cells] if rows else []
    return any(name in names for name in FRONT_NAMES) and any(name in names for name in BACK_NAMES)


def _is_name_over(rows: Sequence[Row], column: int) -> bool:
    below = [row.cell(column) for row in rows[1:] if row.cell(column)]
    alike = sum(bool(_LOWER_NAME.fullmatch(cell)) for cell in below)
    return bool(_LOWER_NAME.fullmatch(rows[0].cell(column))) and alike * 5 < len(below)


def _columns_written(rows: Sequence[Row], *, has_header: bool) -> Columns:
    """The columns of a text that is being written: by their names, else front, back and hint."""
    if has_header:
        return _columns(rows, None, None, has_header=True)
    return Columns(hint=2 if any(len(row.cells) > 2 for row in rows) else None)


def _columns(rows: Sequence[Row], front: str | None, back: str | None, *, has_header: bool) -> Columns:
    """The columns to use. Raises Refused."""
    names = [name.casefold() for name in rows[0].cells] if has_header else []
    width = max(len(row.cells) for row in rows)
    if width < 2 and not any(is_told_by_gaps(row.cell(0)) for row in rows):
        raise Refused(_("Cards need two columns, a front and a back; this file has one. Check what separates them."))
    known = Columns(
        front=_asked(front, rows[0], width) if front else _named(names, FRONT_NAMES, 0),
        back=_asked(back, rows[0], width) if back else _named(names, BACK_NAMES, 1),
    )
    if known.front == known.back:  # one was named, and is what the other would have been by its place
        other = 1 if known.front == 0 else 0
        known = replace(known, front=other) if back and not front else replace(known, back=other)
    if not has_header:
        return replace(known, hint=2) if width == 3 and (known.front, known.back) == (0, 1) else known
    hint = _named(names, HINT_NAMES, None)
    return replace(
        known,
        hint=hint if hint not in (known.front, known.back) else None,
        tags=_named(names, TAG_NAMES, None),
        id=_named(names, ID_NAMES, None),
        pool=_named(names, ("pool",), None),
        format=_named(names, ("format",), None),
        style=_named(names, ("style",), None),
    )


def _named(names: Sequence[str], known: Sequence[str], otherwise: T) -> int | T:
    return next((names.index(name) for name in known if name in names), otherwise)


def _asked(name: str, header: Row, width: int) -> int:
    """The column a person asked for, by its name or by its number from 1. Raises Refused."""
    names = [cell.casefold() for cell in header.cells]
    if name.casefold() in names:
        return names.index(name.casefold())
    if name.isdigit() and 0 < int(name[:4]) <= width:
        return int(name) - 1
    message = _("There is no column “%(name)s”. The columns are: %(names)s.")
    raise Refused(message % {"name": name, "names": ", ".join(header.cells)})


def _used(rows: Sequence[Row], columns: Columns, *, has_header: bool) -> Notice:
    """Says which columns were used, and which were left out."""
    width = max(len(row.cells) for row in rows)
    names = [rows[0].cell(column) if has_header else "" for column in range(width)]
    shown = [f"“{name}”" if name else str(column + 1) for column, name in enumerate(names)]
    used = set(astuple(columns))
    left = ", ".join(name for column, name in enumerate(shown) if column not in used)
    values = {"front": shown[columns.front], "back": shown[columns.back], "left": left}
    if left:
        message = (
            _("The front of each card is column %(front)s, the back column %(back)s. Left out: %(left)s.") % values
        )
    else:
        message = _("The front of each card is column %(front)s, the back column %(back)s.") % values
    return Notice(rows[0].line, "", message)


def _cards(rows: Sequence[Row], columns: Columns, parsed: Parsed, *, keeps_unfinished: bool) -> Iterator[ParsedItem]:
    """The cards of the rows; a row without a front or a back is rejected unless it is kept, a front seen before is
    warned of."""
    if len(rows) > MAX_ROWS:
        raise Refused(_("This file has more than 20,000 cards. Split it into smaller ones."))
    seen: dict[str, int] = {}
    styles = WrittenStyles()
    for row in rows:
        front, back = row.cell(columns.front), row.cell(columns.back)
        label = _begins(plain(front) or plain(back) or row.cells[0])
        style = styles.of(row.line, row.cell(columns.style), front)
        is_whole = front and (back or (style == CardStyle.CLOZE and is_told_by_gaps(front)))
        if not is_whole and not keeps_unfinished:
            reason = _("The front of this card is empty.") if not front else _("The back of this card is empty.")
            parsed.rejected.append(Notice(row.line, label, reason))
            continue
        first = seen.setdefault(normal_answer(front), row.line)
        if front and first != row.line:
            message = _("The card on line %(line)d has the same front. Make them differ, or remove one.")
            parsed.warnings.append(Notice(row.line, label, message % {"line": first}))
        fmt, hint = _format(row.cell(columns.format)), row.cell(columns.hint)
        data = CardData(style=style, front=front, back=back, hint=hint, format=fmt)
        tags = tuple(tag.strip() for tag in row.cell(columns.tags).split(",") if tag.strip())
        yield ParsedItem(row.line, "card", data, label, row.cell(columns.id), tags, row.cell(columns.pool))
    parsed.warnings += styles.notices()


def _format(name: str) -> TextFormat:
    return TextFormat(name) if name in set(TextFormat) else TextFormat.MARKDOWN


def _begins(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
