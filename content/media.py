"""Kinds of file that material may show or hand out, found out from their bytes, and how a text points at one.

The list is closed, so each kind is known by what proves it. A sniffing library answers for hundreds of kinds that are
refused anyway, and guesses at text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_ADDRESS = "/media/"


class MediaSort(StrEnum):
    IMAGE = "image"
    AUDIO = "audio"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class MediaType:
    """One kind of file. `extension` names it in addresses, `media_type` is what browsers are told."""

    extension: str
    media_type: str
    label: str | Promise
    sort: MediaSort


class UnknownMedia(ValueError):
    """The bytes are of no kind that is taken; the message is a sentence for the person."""


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
TYPES = {
    kind.extension: kind
    for kind in (
        MediaType("png", "image/png", "PNG", MediaSort.IMAGE),
        MediaType("jpg", "image/jpeg", "JPEG", MediaSort.IMAGE),
        MediaType("gif", "image/gif", "GIF", MediaSort.IMAGE),
        MediaType("webp", "image/webp", "WebP", MediaSort.IMAGE),
        MediaType("mp3", "audio/mpeg", "MP3", MediaSort.AUDIO),
        MediaType("ogg", "audio/ogg", "Ogg", MediaSort.AUDIO),
        MediaType("m4a", "audio/mp4", "M4A", MediaSort.AUDIO),
        MediaType("wav", "audio/wav", "WAV", MediaSort.AUDIO),
        MediaType("flac", "audio/flac", "FLAC", MediaSort.AUDIO),
        MediaType("pdf", "application/pdf", "PDF", MediaSort.ATTACHMENT),
        MediaType("docx", f"{_OFFICE}.wordprocessingml.document", "Word", MediaSort.ATTACHMENT),
        MediaType("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "Excel", MediaSort.ATTACHMENT),
        MediaType("pptx", f"{_OFFICE}.presentationml.presentation", "PowerPoint", MediaSort.ATTACHMENT),
        MediaType("odt", f"{_OPEN}.text", "OpenDocument", MediaSort.ATTACHMENT),
        MediaType("ods", f"{_OPEN}.spreadsheet", "OpenDocument", MediaSort.ATTACHMENT),
        MediaType("odp", f"{_OPEN}.presentation", "OpenDocument", MediaSort.ATTACHMENT),
        MediaType("epub", "application/epub+zip", "EPUB", MediaSort.ATTACHMENT),
        MediaType("csv", "text/csv; charset=utf-8", "CSV", MediaSort.ATTACHMENT),
        MediaType("txt", "text/plain; charset=utf-8", _("Text"), MediaSort.ATTACHMENT),
        MediaType("zip", "application/zip", "ZIP", MediaSort.ATTACHMENT),
    )
}

_SIGNATURES = (
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("jpg", re.compile(rb"\xff\xd8\xff")),
    ("gif", re.compile(rb"GIF8[79]a")),
    ("webp", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("wav", re.compile(rb"RIFF.{4}WAVE", re.DOTALL)),
    ("ogg", re.compile(rb"OggS\x00.{23}(?:.{1,255})?(?:OpusHead|\x01vorbis|\x7fFLAC|Speex   )", re.DOTALL)),
    ("flac", re.compile(rb"fLaC")),
    ("m4a", re.compile(rb".{4}ftyp(?:M4A |M4B |mp4[12]|isom|iso2|dash)", re.DOTALL)),
    ("mp3", re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb][^\xf0-\xff]")),
    ("pdf", re.compile(rb"%PDF-\d\.\d")),
)
_INSIDE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_DECLARED = {
    kind.media_type.encode(): kind.extension
    for kind in TYPES.values()
    if kind.extension in ("odt", "ods", "odp", "epub")
}
_MARKUP = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|\?xml|html|head|body|script|svg|iframe)\b", re.DOTALL | re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FILM = re.compile(rb"hdlr.{8}vide", re.DOTALL)  # ISO 14496-12, 8.4.3: the track's handler

NOT_TAKEN = _(
    "This is no kind of file that can be kept. Take an image (PNG, JPEG, GIF, WebP), audio (MP3, Ogg, M4A, WAV, FLAC), "
    "PDF, an office document, CSV, plain text or ZIP."
)


def sniff(raw: bytes, name: str = "") -> MediaType:
    """The kind of file that the bytes are. `name` is believed in one thing alone: whether a text is CSV.
    Raises UnknownMedia."""
    if not raw:
        raise UnknownMedia(_("This file is empty. Choose another."))
    for extension, signature in _SIGNATURES:
        if signature.match(raw):
            return _without_film(TYPES[extension], raw)
    if raw.startswith(b"PK\x03\x04"):
        return _sniff_archive(raw)
    return _sniff_text(raw, name)


def _without_film(kind: MediaType, raw: bytes) -> MediaType:
    """MP4 holds sound or film; film is not kept."""
    if kind.extension == "m4a" and _FILM.search(raw):
        raise UnknownMedia(_("This is a film. Keep its sound alone, as M4A or MP3."))
    return kind


def _sniff_archive(raw: bytes) -> MediaType:
    """An office document or an archive, by the list of what it holds; nothing in it is unpacked."""
    start = int.from_bytes(raw[26:28], "little") + int.from_bytes(raw[28:30], "little") + 30
    for declared, extension in _DECLARED.items():
        if raw[30:38] == b"mimetype" and raw[start:].startswith(declared):
            return TYPES[extension]
    try:
        with ZipFile(BytesIO(raw)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnknownMedia(_("This archive is damaged. Make it anew, then upload it again.")) from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnknownMedia(_("This document holds macros. Save it without them, then upload it again."))
    return TYPES[next((kind for part, kind in _INSIDE.items() if part in names), "zip")]


def _sniff_text(raw: bytes, name: str) -> MediaType:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnknownMedia(NOT_TAKEN) from error
    if _CONTROL.search(text):
        raise UnknownMedia(NOT_TAKEN)
    if _MARKUP.match(text):
        raise UnknownMedia(_("SVG, HTML and XML files may hold scripts, so they are not kept. Save it as PNG or PDF."))
    return TYPES["csv" if PurePath(name).suffix.lower() == ".csv" else "txt"]


@dataclass(frozen=True)
class MediaAddress:
    """How a text points at a file: its address, and behind a question mark what a page has to know before it has the
    file: the size of an image (with “-decorative” where it says nothing), the bytes of any other."""

    digest: str
    extension: str
    width: int = 0
    height: int = 0
    size: int = 0
    is_decorative: bool = False

    @property
    def path(self) -> str:
        return f"{MEDIA_ADDRESS}{self.digest}.{self.extension}"

    @property
    def kind(self) -> MediaType | None:
        return TYPES.get(self.extension)

    def __str__(self) -> str:
        if self.width and self.height:
            return f"{self.path}?{self.width}x{self.height}{'-decorative' if self.is_decorative else ''}"
        return f"{self.path}?{self.size}" if self.size else self.path


_ADDRESS = re.compile(
    MEDIA_ADDRESS + r"(?P<digest>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{2,5})"
    r"(?:\?(?:(?P<width>\d{1,5})x(?P<height>\d{1,5})(?P<decorative>-decorative)?|(?P<size>\d{1,12})))?"
)
_DIGEST = re.compile(MEDIA_ADDRESS + r"([0-9a-f]{64})")


def parse_address(text: str) -> MediaAddress | None:
    """The address that `text` is, None where it is another."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    numbers = {name: int(found[name] or 0) for name in ("width", "height", "size")}
    return MediaAddress(found["digest"], found["extension"], **numbers, is_decorative=bool(found["decorative"]))


def find_digests(text: str) -> Iterator[str]:
    """The digest of every file that `text` points at, as often as it does."""
    return (found[1] for found in _DIGEST.finditer(text))
