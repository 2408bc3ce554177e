"""One segment of a script: who speaks, what is said, where in the recording, and the chapter that it opens, if any."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.forms.plain_items import PlainItemForm, text_area, text_line
from content.kinds.podcast import SegmentData
from content.timecodes import read_timecode, write_timecode

SPEAKERS = "speakers"  # the list of names that the editor suggests


class SegmentForm(PlainItemForm[SegmentData]):
    """Everything may be empty: a segment may be unfinished."""

    template = "content/items/edit/segment.html"
    Data = SegmentData
    chapter = text_line(gettext_lazy("A chapter begins here, called"))
    speaker = text_line(gettext_lazy("Speaker"), list=SPEAKERS, autocomplete="off")
    text = text_area(gettext_lazy("Says"), rows=2)
    start = text_line(gettext_lazy("Begins in the recording at"), placeholder="2:15", inputmode="text")

    def __init__(self, data: QueryDict | None, *, prefix: str, initial: SegmentData | None = None) -> None:
        super().__init__(data, prefix=prefix, initial=initial)
        start = self.original.start
        self.initial["start"] = "" if start is None else write_timecode(start)

    def clean_start(self) -> int | None:
        typed: str = self.cleaned_data["start"].strip()
        start = read_timecode(typed)
        if typed and start is None:
            raise forms.ValidationError(_("Write minutes and seconds, such as 2:15; above an hour 1:02:15."))
        return start
