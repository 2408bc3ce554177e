"""Whether who cannot see or hear gets words instead."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.alternatives import find_missing_words
from content.checks.base import Check, Found, Outcome, Subject, kept, share_of

_MEDIA = re.compile(r"!\[|<img\b", re.IGNORECASE)


class AlternativeText(Check):
    """Images and recordings without words that stand for them."""

    name = "alternative_text"
    label = gettext_lazy("Alternative text")
    description = gettext_lazy("Whether words stand for every image and recording.")
    low = gettext_lazy("no image has words")
    high = gettext_lazy("every image has words")
    advice = gettext_lazy("Say in a few words what the image shows, or mark it as decorative.")

    def run(self, subject: Subject) -> Outcome:
        shown = sum(len(_MEDIA.findall(text)) for _item, texts in subject.texts for _path, text, _format in texts)
        found = [
            Found(item.item_id, str(finding.message), finding.field)
            for item in subject.items
            for finding in find_missing_words(item.data)
        ]
        if not (shown or found):
            return Outcome(None, _("There are no images and no recordings here."))
        total = max(shown, len(found))
        if not found:
            return Outcome(1.0, _("Words stand for every image and recording."))
        sentence = ngettext(
            "%(count)d of %(total)d images and recordings has no alternative text.",
            "%(count)d of %(total)d images and recordings have no alternative text.",
            len(found),
        )
        numbers = {"count": len(found), "total": total}
        return Outcome(share_of(total - len(found), total), sentence % numbers, kept(found))
