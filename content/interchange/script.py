"""A script ↔ podcast segments.

Each line that begins with a name and a colon is a new segment of that speaker; lines without one go on with
it, and blank lines in between divide its paragraphs. Before the name may stand where in the recording it begins:
`[2:15] Ana: words`. A line that begins with # opens a chapter. Where words at the beginning of a line only look like
that, a backslash before the colon or the # says so: `Note\\: this is said`. What a script has no place for stands on a
line before its segment (see content.interchange.annotations): `// [set:format="html"]`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.interchange.annotations import (
    START,
    Annotations,
    apply_settings,
    lost_fields,
    read_annotations,
    write_annotations,
)
from content.interchange.base import Notice, Parsed, ParsedContent, ParsedItem
from content.kinds.podcast import SegmentData
from content.text import clean_input
from content.timecodes import PATTERN, read_timecode, write_timecode

MAX_SPEAKER = 40  # characters

_CHAPTER = re.compile(r"\s*#{1,6}\s+(?P<title>.*\S)\s*")
_SPEAKER = re.compile(r"\s*(?:\*\*)?(?P<name>[^:*\\]{0,200}?)(?:\*\*)?\s*:(?:\*\*)?(?:\s+(?P<words>.*))?")
_START = re.compile(rf"\s*\[(?P<start>{PATTERN})\](?=\s*[^\s])")
_ANNOTATION = re.compile(rf"\s*//\s*{START}.*")
_MISTAKABLE = re.compile(r"(?P<before>\s*(?=\\*(?:#|//))|[^:\\]{0,200}(?!\\*//))(?P<slashes>\\*)(?:[:#]|//)")
_ABBREVIATION = re.compile(r"\b[^\W\d_]{1,3}\.")
_SIGNS_OF_A_SENTENCE = '.!?;,“”"…—*\\:\n'


@dataclass
class _Segment:
    line: int
    speaker: str = ""
    chapter: str = ""
    start: int | None = None
    lines: list[str] = field(default_factory=list)
    is_spoken: bool = False  # begun by a speaker's line
    said: Annotations = field(default_factory=Annotations)

    @property
    def is_empty(self) -> bool:
        return not self.is_spoken and not any(line.strip() for line in self.lines)


def parse_script(text: str) -> Parsed:
    """The segments of a script, as one podcast; no content where there is none."""
    parsed = Parsed("script")
    segments = [*_segments(clean_input(text.removeprefix("\ufeff")), parsed)]
    items = [_item(segment, parsed) for segment in segments]
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
    """The script of some segments. Items that are none are left out, with a notice."""
    blocks: list[str] = []
    notices = []
    for item in items:
        line = sum(block.count("\n") + 2 for block in blocks) + 1
        segment = item.data
        if not isinstance(segment, SegmentData):
            notices.append(Notice(line, item.label, _("A script holds segments only: this was left out.")))
            continue
        blocks.append(_write_segment(item, segment))
    return "\n\n".join(blocks) + ("\n" if blocks else ""), notices


def _write_segment(item: ParsedItem, data: SegmentData) -> str:
    """One segment: as it is usually written; where that would be read as something else, without what a script cannot
    say, which then stands in front."""
    block = ""
    for shown in (data, SegmentData(text=data.text), SegmentData()):
        head, words = [f"# {shown.chapter}"] if shown.chapter else [], _words(shown)
        lost = lost_fields(data, _read_back("\n\n".join([*head, words])))
        said = " ".join(write_annotations(lost, id=item.external_id, tags=item.tags, pool=item.pool))
        block = "\n\n".join([*head, *([f"// {said}"] if said else []), words])
        if not lost_fields(data, _read_back(block)):
            break
    return block


def _words(data: SegmentData) -> str:
    first, *rest = data.text.strip().split("\n")
    said = f"{data.speaker}: {first}" if first else f"{data.speaker}:"
    if data.start is not None:
        said = f"[{write_timecode(data.start)}] {said}"
    return "\n".join([said, *map(_escape, rest)])


def _read_back(block: str) -> SegmentData | None:
    """The one segment that a block reads as."""
    items = [item.data for content in parse_script(f"\n{block}").contents for item in content.items]
    return items[0] if len(items) == 1 and isinstance(items[0], SegmentData) else None


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


def without_start(line: str) -> str:
    """A line without the place in the recording that it begins with."""
    start = _START.match(line)
    return line[start.end() :].lstrip() if start else line


def _segments(text: str, parsed: Parsed) -> Iterator[_Segment]:
    segment, said = None, Annotations()
    for number, line in enumerate(text.split("\n"), start=1):
        if _ANNOTATION.fullmatch(line):
            said = read_annotations(line)
        elif heading := _CHAPTER.fullmatch(line):
            if segment:
                yield segment
            segment = _Segment(number, chapter=heading["title"])
        elif (spoken := _spoken(line)) is not None:
            chapter = segment.chapter if segment and segment.is_empty else ""
            if segment and not segment.is_empty:
                yield segment
            segment = _Segment(number, spoken.name, chapter, spoken.start, [spoken.words], is_spoken=True, said=said)
            said = Annotations()
        elif segment or line.strip():
            _warn_of_long_name(number, line, parsed)
            segment = segment or _Segment(number)
            segment.lines.append(_unescape(line))
    if segment:
        yield segment


@dataclass(frozen=True)
class _Spoken:
    """What a speaker's line says."""

    name: str
    words: str
    start: int | None


def _spoken(line: str) -> _Spoken | None:
    """A line that begins with a name and a colon, or with the colon alone, both behind a place in the recording or
    not."""
    start = _START.match(line)
    match = _SPEAKER.fullmatch(line, start.end() if start else 0)
    if not match:
        return None
    name = match["name"].strip()
    if name and not is_speaker(name):
        return None
    return _Spoken(name, match["words"] or "", read_timecode(start["start"]) if start else None)


def _warn_of_long_name(number: int, line: str, parsed: Parsed) -> None:
    match = _SPEAKER.fullmatch(line)
    name = match["name"].strip() if match else ""
    if MAX_SPEAKER < len(name) <= 2 * MAX_SPEAKER and not any(sign in name for sign in _SIGNS_OF_A_SENTENCE):
        message = _("“%(name)s” is too long for a speaker's name and was taken as words.") % {"name": name}
        parsed.warnings.append(Notice(number, name[:60], message))


def _item(segment: _Segment, parsed: Parsed) -> ParsedItem:
    text, said = "\n".join(segment.lines).strip(), segment.said
    remarks: list[str] = []
    fields = {"speaker": segment.speaker, "text": text, "chapter": segment.chapter, "start": segment.start}
    data = SegmentData.model_validate(apply_settings(SegmentData, fields, said, remarks))
    label = " ".join(f"{data.speaker}: {data.text}".split())[:60] if data.speaker else data.text[:60]
    label = label or data.chapter
    parsed.warnings += [Notice(segment.line, label, remark) for remark in remarks]
    return ParsedItem(segment.line, "segment", data, label, said.id, tuple(said.tags), said.pool)


def _escape(line: str) -> str:
    """A line so that it is no speaker's, no chapter and no annotation: with a backslash before what makes it one."""
    match = _MISTAKABLE.match(line)
    if match and (match["slashes"] or _spoken(line) or _CHAPTER.fullmatch(line) or _ANNOTATION.fullmatch(line)):
        return line[: match.start("slashes")] + "\\" + line[match.start("slashes") :]
    return line


def _unescape(line: str) -> str:
    match = _MISTAKABLE.match(line)
    return line[: match.start("slashes")] + line[match.start("slashes") + 1 :] if match and match["slashes"] else line
