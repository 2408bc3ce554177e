"""A list of people as a teacher pastes it: one a line, out of a mail program, a table or her head. Pure functions."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from content.text import collapse, is_visible

MAX_ROWS = 500
MAX_NAME, MAX_EMAIL = 150, 254
_LINE = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_WIDE = str.maketrans("，；＠＜＞｜\u3000\u00a0", ",;@<>|  ")  # as they come from other keyboards
_ANGLED = re.compile(r"^([^<>@]*)<\s*(?:mailto:)?([^<>]*@[^<>]*?)\s*>[\s,;]*$", re.IGNORECASE)
_CELL = re.compile(r'"((?:[^"]|"")*)"|([^"])')
_AROUND = "<>()[]{}\"'“”„‘’‚«»,;:. "
_JOINERS = "\u200c\u200d"  # some names are written with them
_ADDRESS_HEADS = {"email", "mail", "correo", "address", "courriel", "adresse"}
_FIRST_HEADS = {"first", "given", "vorname", "prénom", "forename"}
_NAME_HEADS = {"name", "names", "last", "family", "surname", "nachname", "nom", "nombre", "apellido", "apellidos"}


@dataclass(frozen=True)
class Row:
    """One line that says something: its number, counted from 1, and its `text` as it was pasted. Either it has an
    address, in lower case, and perhaps a name; or a `problem`, a sentence; or it is the head of a table."""

    line: int
    text: str
    name: str = ""
    email: str = ""
    problem: str = ""
    is_head: bool = False


def read_roster(text: str) -> list[Row]:
    """Every line that is not blank, in order, as a row of its own."""
    lines = [Row(number, line.strip()) for number, line in enumerate(_LINE.split(text), start=1)]
    filled = [row for row in lines if _clean(row.text)]
    heads = _read_heads(_clean(filled[0].text)) if filled else []
    rows = [replace(filled[0], is_head=True)] if heads else []
    return rows + [_read_row(row, heads) for row in filled[len(rows) :]]


def repeated_lines(rows: Iterable[Row]) -> dict[int, int]:
    """By the line of each row whose address stood in the list before: the line where it stood first."""
    first: dict[str, int] = {}
    return {
        row.line: first[row.email] for row in rows if row.email and first.setdefault(row.email, row.line) != row.line
    }


def _clean(line: str) -> str:
    """Without what nobody sees: byte order marks, marks of direction, control characters."""
    seen = (letter for letter in line if letter == "\t" or not _is_hidden(letter))
    cleaned = "".join(seen).translate(_WIDE).strip()
    return cleaned if is_visible(cleaned) else ""


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs"} and letter not in _JOINERS


def _split(line: str) -> list[str]:
    """The cells of a line, apart by what tables are kept apart by: tabs, else semicolons, bars, or commas; what is in
    double quotes stays together."""
    outside = "".join(bare for _quoted, bare in _CELL.findall(line))
    mark = next((mark for mark in "\t;|," if mark in outside), None)
    cells = [""]
    for quoted, bare in _CELL.findall(line):
        if bare and bare == mark:
            cells.append("")
        else:
            cells[-1] += bare or quoted.replace('""', '"')
    return [cell.strip() for cell in cells]


def _read_heads(line: str) -> list[str]:
    """The columns of a table, where the line is its head: no address, and a cell that says there are some below."""
    words = [re.sub(r"[^\w\s]", "", cell).casefold() for cell in _split(line)]
    is_head = "@" not in line and any(_ADDRESS_HEADS & set(cell.split()) for cell in words)
    return words if is_head else []


def _read_row(row: Row, heads: Sequence[str]) -> Row:
    name, addresses = _find(_clean(row.text), heads)
    problem = _problem_with(name, addresses)
    return replace(row, problem=problem) if problem else replace(row, name=name, email=addresses[0])


def _find(line: str, heads: Sequence[str]) -> tuple[str, list[str]]:
    """The name, and whatever has an @ in it, once each."""
    if angled := _ANGLED.match(line):
        return _plain(angled[1]), [angled[2].lower()]
    addresses: dict[str, None] = {}
    rests: list[str] = []
    for cell in _split(line):
        words = cell.split()
        found = [_bare(word) for word in words if "@" in word]
        addresses |= dict.fromkeys(found)
        rests.append(_plain(" ".join(word for word in words if "@" not in word)))
    named = [rests[at] for at in _name_columns(heads) if at < len(rests)]
    return " ".join(filter(None, named)) or " ".join(filter(None, rests)), list(addresses)


def _name_columns(heads: Sequence[str]) -> list[int]:
    """Where a table has the names, first names before family names; empty where its head does not tell."""
    named = [at for at, head in enumerate(heads) if (_FIRST_HEADS | _NAME_HEADS) & set(head.split())]
    return sorted(named, key=lambda at: not _FIRST_HEADS & set(heads[at].split()))


def _bare(word: str) -> str:
    stripped = word.strip(_AROUND)
    return re.sub(r"^mailto:", "", stripped, flags=re.IGNORECASE).strip(_AROUND).lower()


def _plain(name: str) -> str:
    name = collapse(name.strip(_AROUND))
    return name if is_visible(name) and any(letter.isalpha() for letter in name) else ""


def _problem_with(name: str, addresses: Sequence[str]) -> str:
    if not addresses:
        return _("There is no email address in this line.")
    if len(addresses) > 1:
        return _("There is more than one address in this line. Write one person a line.")
    if len(name) > MAX_NAME:
        return _("The name has more than %(most)d letters.") % {"most": MAX_NAME}
    return _problem_with_address(addresses[0])


def _problem_with_address(address: str) -> str:
    before, _at, domain = address.rpartition("@")
    words = {"address": address}
    problems = [
        (len(address) > MAX_EMAIL, _("An address has at most %(most)d letters.") % {"most": MAX_EMAIL}),
        ("@" in before, _("“%(address)s” has more than one @.") % words),
        (not before, _("“%(address)s” has nothing before the @.") % words),
        (not domain, _("“%(address)s” has nothing after the @.") % words),
        (" " in address, _("“%(address)s” has a space in it.") % words),
        (
            "." not in domain and domain != "localhost",
            _("“%(address)s” has no dot after the @, as in example.org.") % words,
        ),
        (not _is_address(address), _("“%(address)s” is not an email address.") % words),
    ]
    return next((sentence for is_so, sentence in problems if is_so), "")


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
