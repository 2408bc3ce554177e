"""A script ↔ podcast segments.

Each line that begins with a name and a colon is a new segment of that speaker; lines without one go on with
it, and blank lines in between divide its paragraphs. A line that begins with # opens a chapter. Where words
at the beginning of a line only look like that, a backslash before the colon or the # says so: `Note\\: this
is said`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem
from content.kinds.podcast import SegmentData
from content.text import clean_input

MAX_SPEAKER = 40  # characters

_CHAPTER = re.compile(r"\s*#{1,6}\s+(?P<title>.*\S)\s*")
_SPEAKER = re.compile(r"\s*(?:\*\*)?(?P<name>[^:*\\]{0,200}?)(?:\*\*)?\s*:(?:\*\*)?(?:\s+(?P<words>.*))?")
_MISTAKABLE = re.compile(r"(?P<before>\s*(?=\\*#)|[^:\\]{0,200})(?P<slashes>\\*)[:#]")
_ABBREVIATION = re.compile(r"\b[^\W\d_]{1,3}\.")
_SIGNS_OF_A_SENTENCE = '.!?;,“”"…—*\\:\n'


@dataclass
class _Segment:
    line: int
    speaker: str = ""
    chapter: str = ""
    lines: list[str] = field(default_factory=list)
    is_spoken: bool = False  # begun by a speaker's line

    @property
    def is_empty(self) -> bool:
        return not self.is_spoken and not any(line.strip() for line in self.lines)


def parse_script(text: str) -> Parsed:
    """The segments of a script, as one podcast; no content where there is none."""
    parsed = Parsed("script")
    segments = [*_segments(clean_input(text.removeprefix("\ufeff")), parsed)]
    items = [_item(segment) for segment in segments]
    if segments and not segments[0].speaker and not segments[0].is_empty:
        message = _("Nobody says this yet: start the line with a name and a colon.")
        parsed.warnings.append(Notice(segments[0].line, items[0].label, message))
    parsed.warnings += [
        Notice(segment.line, segment.chapter, _("This chapter has no words before the next one."))
        for segment in segments
        if segment.is_empty
    ]
    if items:
        parsed.contents.append(ParsedContent("podcast", items))
    return parsed


def write_script(items: Sequence[ParsedItem]) -> tuple[str, list[Notice]]:
    """The script of some segments. Items that are none are left out, and names that will not read back are
    said."""
    blocks: list[str] = []
    notices = []
    for item in items:
        line = sum(block.count("\n") + 2 for block in blocks) + 1
        segment = item.data
        if not isinstance(segment, SegmentData):
            notices.append(Notice(line, item.label, _("A script holds segments only: this was left out.")))
            continue
        if segment.speaker and not is_speaker(segment.speaker):
            notices.append(Notice(line, item.label, _("This name does not read back as a speaker's. Shorten it.")))
        if segment.chapter:
            blocks.append(f"# {segment.chapter}")
        first, *rest = segment.text.split("\n")
        said = f"{segment.speaker}: {first}" if first else f"{segment.speaker}:"
        blocks.append("\n".join([said, *map(_escape, rest)]))
    return "\n\n".join(blocks) + ("\n" if blocks else ""), notices


def is_speaker(name: str) -> bool:
    """Whether words before a colon are a speaker's name: at most 40 characters and four words, from a letter
    on, and without the signs of a sentence."""
    name = name.strip()
    bare = _ABBREVIATION.sub("", name)
    return (
        bool(name)
        and name[0].isalpha()
        and len(name) <= MAX_SPEAKER
        and len(name.split()) <= 4
        and not any(sign in bare for sign in _SIGNS_OF_A_SENTENCE)
    )


def _segments(text: str, parsed: Parsed) -> Iterator[_Segment]:
    segment = None
    for number, line in enumerate(text.split("\n"), start=1):
        if heading := _CHAPTER.fullmatch(line):
            if segment:
                yield segment
            segment = _Segment(number, chapter=heading["title"])
        elif (spoken := _spoken(line)) is not None:
            chapter = segment.chapter if segment and segment.is_empty else ""
            if segment and not segment.is_empty:
                yield segment
            segment = _Segment(number, spoken[0], chapter, [spoken[1]], is_spoken=True)
        elif segment or line.strip():
            _warn_of_long_name(number, line, parsed)
            segment = segment or _Segment(number)
            segment.lines.append(_unescape(line))
    if segment:
        yield segment


def _spoken(line: str) -> tuple[str, str] | None:
    """The speaker and the words of a line that begins with a name and a colon, or with the colon alone."""
    match = _SPEAKER.fullmatch(line)
    if not match:
        return None
    name = match["name"].strip()
    return (name, match["words"] or "") if not name or is_speaker(name) else None


def _warn_of_long_name(number: int, line: str, parsed: Parsed) -> None:
    match = _SPEAKER.fullmatch(line)
    name = match["name"].strip() if match else ""
    if MAX_SPEAKER < len(name) <= 2 * MAX_SPEAKER and not any(sign in name for sign in _SIGNS_OF_A_SENTENCE):
        message = _("“%(name)s” is too long for a speaker's name and was taken as words.") % {"name": name}
        parsed.warnings.append(Notice(number, name[:60], message))


def _item(segment: _Segment) -> ParsedItem:
    text = "\n".join(segment.lines).strip()
    label = " ".join(f"{segment.speaker}: {text}".split())[:60] if segment.speaker else text[:60]
    data = SegmentData(speaker=segment.speaker, text=text, chapter=segment.chapter)
    return ParsedItem(segment.line, "segment", data, label or segment.chapter)


def _escape(line: str) -> str:
    """A line so that it is no speaker's and no chapter: with a backslash before its first colon or its #."""
    match = _MISTAKABLE.match(line)
    if match and (match["slashes"] or _spoken(line) or _CHAPTER.fullmatch(line)):
        return line[: match.start("slashes")] + "\\" + line[match.start("slashes") :]
    return line


def _unescape(line: str) -> str:
    match = _MISTAKABLE.match(line)
    return line[: match.start("slashes")] + line[match.start("slashes") + 1 :] if match and match["slashes"] else line
