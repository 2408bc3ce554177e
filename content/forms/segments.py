"""One segment of a script: who speaks, what is said, and the chapter that it opens, if any."""

from django.utils.translation import gettext_lazy as _

from content.forms.plain_items import PlainItemForm, text_area, text_line
from content.kinds.podcast import SegmentData

SPEAKERS = "speakers"  # the list of names that the editor suggests


class SegmentForm(PlainItemForm[SegmentData]):
    """Everything may be empty: a segment may be unfinished."""

    template = "content/items/edit/segment.html"
    Data = SegmentData
    chapter = text_line(_("A chapter begins here, called"))
    speaker = text_line(_("Speaker"), list=SPEAKERS, autocomplete="off")
    text = text_area(_("Says"), rows=2)
