"""The bytes of a file → its text."""

from django.utils.translation import gettext as _

from content.interchange.base import Notice, Refused

MAX_BYTES = 5_000_000
_MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROLS = {*range(32), 127} - {9, 10, 12, 13, 27}
_BINARY = {
    b"PK\x03\x04": "ZIP, DOCX, XLSX, Anki",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"SQLite format 3": "SQLite",
    b"\xd0\xcf\x11\xe0": "DOC, XLS",
}


def decode(data: bytes) -> tuple[str, list[Notice]]:
    """The text of a file: UTF-8, UTF-16 with a mark at its beginning, or else Windows-1252, with a warning.
    Raises Refused for files of more than 5 MB, and for what is no text."""
    if len(data) > MAX_BYTES:
        raise Refused(_("This file has more than 5 MB. Split it into smaller ones."))
    for start, name in _BINARY.items():
        if data.startswith(start):
            raise Refused(_("This is not a text file (%(name)s). Save it as text first.") % {"name": name})
    encoding = next((name for mark, name in _MARKED.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _windows_text(data)
    if _controls(text) * 100 > len(text):
        raise Refused(_("This is not a text file. Save it as text in UTF-8 first."))
    return text, []


def _windows_text(data: bytes) -> tuple[str, list[Notice]]:
    text = data.decode("cp1252", errors="replace")
    if _controls(text) * 100 > len(text):
        raise Refused(_("This is not a text file. Save it as text in UTF-8 first."))
    broken = next((number for number, line in enumerate(data.split(b"\n"), start=1) if not _is_utf8(line)), 1)
    message = _("This file is not in UTF-8 and was read as Windows-1252. Check letters with accents, from here on.")
    return text, [Notice(broken, "", message)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _controls(text: str) -> int:
    """How many characters no text has: controls, and what could not be read."""
    return sum(text.count(chr(code)) for code in _CONTROLS) + text.count("\ufffd")
