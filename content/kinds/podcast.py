"""The podcast: a script in segments, each spoken by one voice."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from content.item_types import Finding, ItemData, ItemType, register
from content.kinds.base import Kind, StudyMode
from content.rendering import render
from content.text import plain, shorten


class SegmentData(ItemData):
    """What one speaker says without a break; the first segment of a chapter carries its title."""

    speaker: str = ""
    text: str = ""
    chapter: str = ""


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
        return {"speaker": data.speaker, "chapter": data.chapter, "text": render(data.text, data.format)}

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
        "One paragraph a line, each beginning with “Speaker:”. A line that starts with # opens a chapter."
    )
    item_noun = gettext_lazy("segment")
    item_counts = ngettext_lazy("%d segment", "%d segments")
    item_types = ("segment",)


register(Segment())
