"""Text as people write it: its formats, its normal form, and what a reader sees of it without the markup."""

import re
import unicodedata
from enum import StrEnum
from html import unescape

import nh3

MAX_POOL = 60  # characters of its name
_TAG = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"(\*\*|__|`+|^#{1,6}\s+|^\s*>\s?|^\s*[-*+]\s+)", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*_\\])([*_])(?=\S)([^*_\n]+)(?<=[^\s\\])\1(?![\w*_])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


class TextFormat(StrEnum):
    """How a text is marked up. `moodle` is Moodle's auto-format: HTML in which line breaks count."""

    MARKDOWN = "markdown"
    HTML = "html"
    PLAIN = "plain"
    MOODLE = "moodle"


def collapse(text: str) -> str:
    """`text` in NFC with every run of white space as one space, and none at the ends."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()


def normal_answer(text: str) -> str:
    """The form in which two answers that differ only in case, spacing or a final stop are the same."""
    return collapse(unicodedata.normalize("NFKC", text)).casefold().rstrip(".")


def plain(text: str, fmt: TextFormat = TextFormat.MARKDOWN) -> str:
    """What a reader sees of `text`, without markup, on one line: for search and short labels, never as HTML."""
    if not text:
        return ""
    if fmt in (TextFormat.HTML, TextFormat.MOODLE):
        text = unescape(_TAG.sub(" ", nh3.clean_text(text) if "<" not in text else text))
    elif fmt == TextFormat.MARKDOWN:
        text = _EMPHASIS.sub(r"\2", _MARKUP.sub("", _LINK.sub(r"\1", text))).replace("\\", "")
    return collapse(text)


def shorten(words: str, limit: int = 120) -> str:
    """At most `limit` characters of it, cut between two words, with an ellipsis for what is left out."""
    if len(words) <= limit:
        return words
    start = words[: limit - 1]
    return (start.rpartition(" ")[0] or start).rstrip(" .,;:") + "…"


def is_visible(text: str) -> bool:
    """Whether a reader sees anything of it: spaces, control characters and marks of direction alone are nothing."""
    return any(unicodedata.category(letter)[0] not in "CZ" for letter in text)


def pool_name(text: str) -> str:
    """What was written as the name of a pool, as it is kept."""
    return " ".join(text.split())[:MAX_POOL].strip() if is_visible(text) else ""


def clean_input(text: str) -> str:
    """`text` as it may be stored: NUL bytes out (PostgreSQL refuses them), line ends as newlines."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
