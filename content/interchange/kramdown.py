"""Markdown written for kramdown (Jekyll, OpenStax) or Pandoc as CommonMark with a little HTML, every word kept.

Attribute lists and wrappers that mean nothing here go; notes become asides; images with a caption become
figures, which are numbered, and so are tables, so that what points to them can name them; lettered lists become
lists; definitions stay what they are."""

import re
from collections.abc import Iterator
from html import unescape

_SIGNS = re.compile(r'^\{:|[)*_]\{:|markdown="1"|\]\{#[\w-]+\}', re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)

_TITLE = re.compile(r'<(div|span) data-type="title"[^>]*>\s*(?P<words>[^<]*?)\s*</\1>')
_ANNOTATION = re.compile(r"<annotation\b[^>]*>[^<]*</annotation>")  # a formula's source in some program's own language
_IFRAME = re.compile(r'<iframe\b[^>]*\bsrc="(?P<url>[^"]*)"[^>]*>\s*</iframe>')
_SPAN = re.compile(r"</?span\b[^>]*>")
_DIV = re.compile(r"<div\b(?P<attributes>[^>]*)>|</div>")
_MEANINGLESS = re.compile(r'(\s+(data-[\w-]+|id|class|markdown)="[^"]*")*\s*')
_FIGURE = re.compile(r'<(?P<end>/?)(?P<name>figure|figcaption)\b(?:[^>]*?\bid="(?P<id>[^"]*)")?[^>]*>')
_IMAGE = re.compile(
    r'!\[(?P<alt>[^\]]*)\]\((?P<source>[^)\s]+)(?:[ \t]+"(?P<caption>[^"]*)")?\)(?:\{:(?P<attributes>[^}\n]*)\})?'
)
_TABLE = re.compile(r'<table\b[^>]*?\bid="(?P<id>[^"]*)"')
_POINTER = re.compile(r"\[(?P<words>(?:\\.|[^\]\\\n])*)\]\(#(?P<id>[^)\s]+)\)")
_LETTERED = re.compile(r'(?P<list>(?:^ {0,3}[0-9]+\.[ \t]+.*\n)+)\{: type="(?P<style>[aA])"\}', re.MULTILINE)
_NUMBERED = re.compile(r"^ {0,3}[0-9]+\.[ \t]+", re.MULTILINE)
_NAMED = re.compile(r"\[(?P<words>(?:\\.|[^\]\\\n])+)\]\{#[\w-]+\}")
_TERM = re.compile(r"^(?=[^\s:][^\n]*\n:[ \t]+\S)", re.MULTILINE)
_END_OF_BLOCK = re.compile(r"^\^[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*\n?|(?<=[*-] )\{:[^}\n]*\} ?|\{:[^}\n]*\}", re.MULTILINE)
_ID = re.compile(r"#([\w-]+)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")
_MARKUP = re.compile(r"([\\*_`\[\]<>])")


def normalise(text: str) -> str:
    """`text` without kramdown's own syntax; unchanged where there is no sign of it, and inside code."""
    if not _SIGNS.search(text):
        return text
    pieces = list(_pieces(text))
    names = _names("".join(piece for is_code, piece in pieces if not is_code))
    return "".join(piece if is_code else _normalised(piece, names) for is_code, piece in pieces)


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The text in stretches of lines: whether they are fenced code, and the lines."""
    fence, start, position = "", 0, 0
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if match and not fence:
            yield False, text[start:position]
            fence, start = match[1], position
        elif match and match[1].startswith(fence) and not line.strip().strip(fence[0]):
            yield True, text[start : position + len(line)]
            fence, start = "", position + len(line)
        position += len(line)
    yield bool(fence), text[start:]


def _names(text: str) -> dict[str, str]:
    """What figures and tables are called, by their ids: numbered as they come."""
    names: dict[str, str] = {}
    found = [(match.start(), "Figure", match["id"]) for match in _FIGURE.finditer(text) if match["id"]]
    found += [(match.start(), "Table", match["id"]) for match in _TABLE.finditer(text)]
    for match in _IMAGE.finditer(text):
        identity = _ID.search(match["attributes"] or "")
        if match["caption"] and identity:
            found.append((match.start(), "Figure", identity[1]))
    counts = {"Figure": 0, "Table": 0}
    for _position, noun, name in sorted(found):
        if name not in names:
            counts[noun] += 1
            names[name] = f"{noun} {counts[noun]}"
    return names


def _normalised(text: str, names: dict[str, str]) -> str:
    text = _TITLE.sub(lambda match: f"**{match['words']}**" + ("\n" if match[1] == "div" else ""), text)
    text = _IFRAME.sub(r"<\g<url>>", _ANNOTATION.sub("", text))
    if all(_MEANINGLESS.fullmatch(tag[5:-1]) for tag in _SPAN.findall(text) if not tag.startswith("</")):
        text = _SPAN.sub("", text)
    text = _without_divs(text)
    text = _FIGURE.sub(lambda match: _figure_tag(match, names), text)
    text = _IMAGE.sub(lambda match: _figure(match, names), text)
    text = _POINTER.sub(lambda match: _pointer(match, names), _NAMED.sub(r"\g<words>", text))
    text = _LETTERED.sub(_lettered, text)
    text = _ATTRIBUTES.sub("", _END_OF_BLOCK.sub("", _TERM.sub("\n", text)))
    return _BLANK_LINES.sub("\n\n", text)


def _without_divs(text: str) -> str:
    """Without the divs that only carry data for a machine; notes as asides. Other divs stay."""
    closings: list[str] = []

    def replace(match: re.Match[str]) -> str:
        attributes = match["attributes"]
        if attributes is None:
            return closings.pop() if closings else match[0]
        if not _MEANINGLESS.fullmatch(attributes):
            closings.append("</div>")
            return match[0]
        is_note = 'data-type="note"' in attributes
        closings.append("\n\n</aside>\n\n" if is_note else "\n\n")
        return "\n\n<aside>\n\n" if is_note else "\n\n"

    return _DIV.sub(replace, text)


def _figure_tag(match: re.Match[str], names: dict[str, str]) -> str:
    name = f"\n\n**{names[match['id']]}**" if match["id"] in names else ""
    return f"\n\n<{match['end']}{match['name']}>{name}\n\n"


def _figure(match: re.Match[str], names: dict[str, str]) -> str:
    """An image; with its caption, where it has one, as a figure."""
    image = f"![{match['alt']}]({match['source']})"
    if not match["caption"]:
        return image
    identity = _ID.search(match["attributes"] or "")
    name = f"**{names[identity[1]]}** " if identity and identity[1] in names else ""
    caption = _MARKUP.sub(r"\\\1", " ".join(unescape(match["caption"]).split()))
    return f"\n\n<figure>\n\n{image}\n\n<figcaption>\n\n{name}{caption}\n\n</figcaption>\n\n</figure>\n\n"


def _pointer(match: re.Match[str], names: dict[str, str]) -> str:
    """A link inside the text, as the name of what it points to, or as its words: there is no such place any
    more."""
    words = match["words"]
    is_anonymous = words.strip("\\[] ") == "link"
    return names.get(match["id"], words) if is_anonymous else words


def _lettered(match: re.Match[str]) -> str:
    """A list numbered a, b, c: Markdown has only digits, so each letter is written out."""
    letters = iter("abcdefghijklmnopqrstuvwxyz".upper() if match["style"] == "A" else "abcdefghijklmnopqrstuvwxyz")
    return _NUMBERED.sub(lambda _number: f"- {next(letters, '·')}. ", match["list"])
