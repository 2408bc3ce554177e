"""A text in one format as the same text in another."""

import re
from html import escape

from content.interchange.gift.syntax import Text
from content.rendering import render_inline
from content.text import TextFormat, plain

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>#$~|&])")
_LINES = re.compile(r"\s*\n\s*")


def convert(text: Text | None, to: TextFormat) -> str:
    """`text` as it has to be written in the format `to` to be read the same; unchanged if it is in it
    already."""
    if not text or not text.text or text.format == to:
        return text.text if text else ""
    match to:
        case TextFormat.HTML:
            return render_inline(text.text, text.format).strip()
        case TextFormat.PLAIN:
            return plain(text.text, text.format)
        case TextFormat.MOODLE:
            return _to_moodle(text)
        case TextFormat.MARKDOWN:
            return _to_markdown(text)


def _to_moodle(text: Text) -> str:
    """HTML in which a line break would count: there must be none that does not mean one."""
    if text.format == TextFormat.PLAIN:
        return escape(text.text, quote=False)
    return _LINES.sub(" ", render_inline(text.text, text.format)).strip()


def _to_markdown(text: Text) -> str:
    if text.format == TextFormat.PLAIN:
        return _PUNCTUATION.sub(r"\\\1", text.text)
    return _LINES.sub(" ", render_inline(text.text, text.format)).strip()
