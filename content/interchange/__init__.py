"""Text ↔ material: one module a format, and here the list of them.

Everything is pure: text in, `Parsed` out, or `Refused` with a sentence; no database."""

from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem, Refused
from content.interchange.files import decode
from content.interchange.formats import FORMATS, Format, detect_format, parse, write

__all__ = [
    "FORMATS",
    "Format",
    "Notice",
    "Parsed",
    "ParsedContent",
    "ParsedItem",
    "Refused",
    "decode",
    "detect_format",
    "parse",
    "write",
]
