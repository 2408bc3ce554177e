"""The podcast: a script in segments, each spoken by one voice, and the recording of it, if there is one."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from pydantic import Field, field_validator

from content.item_types import Finding, ItemData, ItemType, register
from content.kinds.base import Frame, Kind, StudyMode
from content.media import MediaAddress, MediaSort, parse_address
from content.rendering import render
from content.text import plain, shorten
from content.timecodes import LONGEST, write_timecode


class PodcastFrame(Frame):
    """`audio` is the address of its recording among the media (see `content.media`), empty without one."""

    audio: str = ""

    @field_validator("audio")
    @classmethod
    def _is_a_recording(cls, audio: str) -> str:
        if audio and not is_recording(audio):
            raise ValueError(f"“{audio[:100]}” is no address of a recording")
        return audio

    @property
    def recording(self) -> MediaAddress | None:
        return parse_address(self.audio) if self.audio else None

    def wording(self) -> Iterator[str]:
        if (recording := self.recording) and recording.kind:
            words = {"kind": recording.kind.label, "name": recording.digest[:8]}
            words["size"] = filesizeformat(recording.size) if recording.size else _("size unknown")
            yield _("Recording: %(kind)s, %(size)s, %(name)s") % words


def is_recording(address: str) -> bool:
    """Whether it is the address of a sound among the media, whatever became of the file."""
    found = parse_address(address)
    return found is not None and found.kind is not None and found.kind.sort == MediaSort.AUDIO


class SegmentData(ItemData):
    """What one speaker says without a break; the first segment of a chapter carries its title. `start` is the second of
    the recording at which it begins, None where nobody said."""

    speaker: str = ""
    text: str = ""
    chapter: str = ""
    start: int | None = Field(default=None, ge=0, le=LONGEST)


class Segment(ItemType[SegmentData]):
    name = "segment"
    label = gettext_lazy("Segment")
    Data = SegmentData

    def heading(self, data: SegmentData) -> str:
        words = plain(data.text, data.format)
        return shorten(f"{data.speaker}: {words}" if data.speaker else words) or _("An empty segment")

    def text(self, data: SegmentData) -> str:
        return "\n".join(part for part in (data.chapter, plain(data.text, data.format)) if part)

    def html(self, data: SegmentData) -> dict[str, Any]:
        start = "" if data.start is None else write_timecode(data.start)
        text = render(data.text, data.format)
        return {"speaker": data.speaker, "chapter": data.chapter, "start": start, "text": text}

    def key(self, data: SegmentData) -> Any:
        return None

    def check(self, data: SegmentData) -> list[Finding]:
        findings = []
        if not data.text.strip():
            findings.append(Finding("text", _("This segment says nothing. Write its words, or remove it.")))
        if not data.speaker.strip():
            findings.append(Finding("speaker", _("Say who speaks here: start the line with a name and a colon.")))
        return findings


class Podcast(Kind):
    name = "podcast"
    label = gettext_lazy("Podcast")
    plural = gettext_lazy("Podcasts")
    icon = "microphone"
    description = gettext_lazy("A script for one or more voices, with a transcript to read along.")
    study_mode = StudyMode.READ
    text_format = "script"
    text_help = gettext_lazy(
        "One paragraph a line, each beginning with “Speaker:”. A line that starts with # opens a chapter. Before the "
        "speaker, [2:15] says where in the recording it begins."
    )
    item_noun = gettext_lazy("segment")
    item_counts = ngettext_lazy("%d segment", "%d segments")
    item_types = ("segment",)
    frame_model = PodcastFrame

    def check(self, frame: Frame, items: Sequence[tuple[str, ItemData]]) -> list[tuple[int | None, Finding]]:
        assert isinstance(frame, PodcastFrame), "a podcast keeps the frame of a podcast"
        starts = [data.start if isinstance(data, SegmentData) else None for _type, data in items]
        findings = super().check(frame, items) + list(_check_order(starts))
        if not frame.audio and any(start is not None for start in starts):
            sentence = _("Segments say where in the recording they begin, but there is none. Choose it, or empty them.")
            findings.append((None, Finding("audio", sentence)))
        return findings


def _check_order(starts: Sequence[int | None]) -> Iterator[tuple[int, Finding]]:
    """Segments that begin before one that stands before them."""
    latest = -1
    for position, start in enumerate(starts):
        if start is None:
            continue
        if start <= latest:
            words = {"start": write_timecode(start), "before": write_timecode(latest)}
            sentence = _("This begins at %(start)s, but what stands before it at %(before)s. Mend one of them.") % words
            yield position, Finding("start", sentence)
        latest = max(latest, start)


register(Segment())
