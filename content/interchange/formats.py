"""The formats that can be read and written, and how to tell which one a text is in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.interchange.base import Notice, Parsed, ParsedItem, Refused
from content.interchange.delimited import parse_delimited, write_tsv
from content.interchange.gift import parse_gift, write_gift
from content.interchange.markdown import parse_markdown
from content.interchange.script import is_speaker, parse_script, without_start, write_script
from content.interchange.sections import write_markdown
from content.text import MAX_POOL, pool_name

MAX_ID = 200  # characters of the identity that a file gives an item
Writer = Callable[[Sequence[ParsedItem], str], tuple[str, list[Notice]]]


@dataclass(frozen=True)
class Format:
    """One format: the kind of material it holds, how its files end (the first is used for new ones), and its
    functions; without `write` it is only read. `options` are the names that `parse` takes."""

    name: str
    label: str | Promise
    kind: str
    suffixes: tuple[str, ...]
    parse: Callable[..., Parsed]
    write: Writer | None = None
    options: tuple[str, ...] = ()


FORMATS: dict[str, Format] = {
    fmt.name: fmt
    for fmt in (
        Format("gift", "GIFT", "quiz", (".gift",), parse_gift, lambda items, _title: write_gift(items)),
        Format(
            "csv", "CSV", "flashcards", (".csv",), partial(parse_delimited, format="csv"), options=("front", "back")
        ),
        Format(
            "tsv",
            "TSV",
            "flashcards",
            (".tsv", ".tab"),
            partial(parse_delimited, format="tsv"),
            lambda items, _title: write_tsv(items),
            ("front", "back", "keeps_unfinished"),
        ),
        Format(
            "markdown", "Markdown", "study_guide", (".md", ".markdown"), parse_markdown, write_markdown, ("as_written",)
        ),
        Format(
            "script",
            gettext_lazy("Script"),
            "podcast",
            (".script",),
            parse_script,
            lambda items, _title: write_script(items),
        ),
    )
}
LATER = {
    "moodle-xml": "Moodle XML",
    "aiken": "Aiken",
    "qti": "QTI",
    "anki": "Anki",
    "json": "JSON",
}  # of the public surface, not read yet

_LATER_SUFFIXES = {
    ".xml": "moodle-xml",
    ".apkg": "anki",
    ".colpkg": "anki",
    ".json": "json",
    ".imscc": "qti",
    ".zip": "qti",
}
_AIKEN = re.compile(r"^ANSWER: ?[A-Z] *$", re.MULTILINE)
_GIFT = re.compile(r"^(?:::|\$CATEGORY:)|^// *\[(?:id|tag):|(?<!\\)\{\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\b)", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} +\S|\A---\n", re.MULTILINE)


def parse(text: str, format: str = "auto", filename: str = "", **options: Any) -> Parsed:  # noqa: A002
    """The material in a text, in the named format or the one it looks like; options it does not take are
    passed over. Raises Refused."""
    name = detect_format(filename, text) if format == "auto" else format
    if name not in FORMATS:
        raise Refused(_unknown(name))
    fmt = FORMATS[name]
    taken = {option: value for option, value in options.items() if option in fmt.options and value}
    return _with_short_names(fmt.parse(text, **taken))


def _with_short_names(parsed: Parsed) -> Parsed:
    """With identities and names of pools that can be stored; what had to go is among the warnings."""
    for content in parsed.contents:
        content.items = [_with_short_name(item, parsed.warnings) for item in content.items]
    return parsed


def _with_short_name(item: ParsedItem, warnings: list[Notice]) -> ParsedItem:
    is_long, pool = len(item.external_id) > MAX_ID, pool_name(item.pool)
    if is_long:
        message = _("Its identity has more than %(limit)d characters, so it is left out.")
        warnings.append(Notice(item.line, item.label, message % {"limit": MAX_ID}))
    if len(item.pool.strip()) > MAX_POOL:
        message = _("The name of its pool has more than %(limit)d characters, so it is cut to “%(pool)s”.")
        warnings.append(Notice(item.line, item.label, message % {"limit": MAX_POOL, "pool": pool}))
    if not is_long and pool == item.pool:
        return item
    return replace(item, external_id="" if is_long else item.external_id, pool=pool)


def write(name: str, items: Sequence[ParsedItem], title: str = "") -> tuple[str, list[Notice]]:
    """The items as a text in the named format, and what it cannot carry. Raises Refused."""
    fmt = FORMATS.get(name)
    if not fmt:
        raise Refused(_unknown(name))
    if not fmt.write:
        raise Refused(_("%(label)s can be read, but not written yet.") % {"label": fmt.label})
    return fmt.write(items, title)


def detect_format(filename: str, text: str) -> str:
    """The name of the format: by how the file's name ends, else by what the text looks like. Raises Refused
    when neither tells, or the format cannot be read yet."""
    suffix = PurePath(filename).suffix.lower()
    for fmt in FORMATS.values():
        if suffix in fmt.suffixes:
            return fmt.name
    name = _looks_like(text) or _LATER_SUFFIXES.get(suffix, "")
    if name in FORMATS:
        return name
    raise Refused(_unknown(name))


def _looks_like(text: str) -> str:
    """The format a text looks like, or an empty string."""
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    checks = (
        ("moodle-xml", "<quiz" in start and start.startswith("<")),
        ("qti", start.startswith(("<?xml", "<questestinterop", "<assessment"))),
        ("json", start.startswith(("{\n", '{"', "[{", "[\n"))),
        ("aiken", bool(_AIKEN.search(text))),
        ("gift", bool(_GIFT.search(text))),
        ("tsv", _share(text, lambda line: "\t" in line.strip()) > 0.8),
        ("markdown", text.startswith("---\n")),
        ("script", _share(text, _is_spoken) > 0.4),
        ("markdown", bool(_HEADING.search(text))),
    )
    return next((name for name, is_it in checks if is_it), "")


def _is_spoken(line: str) -> bool:
    speaker, colon, _words = without_start(line).partition(": ")
    return bool(colon) and is_speaker(speaker.strip("*"))


def _share(text: str, is_it: Callable[[str], bool]) -> float:
    """How many of the lines that are not blank have a property, as a share of them."""
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(map(is_it, lines)) / len(lines) if lines else 0


def _unknown(name: str) -> str:
    readable = ", ".join(str(fmt.label) for fmt in FORMATS.values())
    if name in LATER:
        message = _("%(name)s cannot be read yet. These can: %(readable)s.")
        return message % {"name": LATER[name], "readable": readable}
    if name:
        return _("There is no format “%(name)s”. These can be read: %(readable)s.") % {
            "name": name,
            "readable": readable,
        }
    return _("The format of this file cannot be told. Choose one: %(readable)s.") % {"readable": readable}
