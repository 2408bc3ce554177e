"""Saying in a sentence what was done."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.actions.versioning import Saved
from content.interchange.base import Notice

SHOWN_WARNINGS = 5


def describe_save(saved: Saved) -> str:
    """“Saved as version 4: 1 question changed, 19 unchanged.”"""
    if not saved.is_new:
        return _("Nothing had changed, so there is no new version.")
    number = saved.version.number
    counted = [
        (saved.created, _("%s new")),
        (saved.updated, _("%s changed")),
        (saved.removed, _("%s removed")),
        (saved.unchanged, _("%s unchanged")),
    ]
    counts = [(len(items), words) for items, words in counted if items]
    if not counts:
        return _("Saved as version %(number)d.") % {"number": number}
    (first, words), *others = counts
    kind = saved.version.content.kind_type
    what = ", ".join([words % kind.count_items(first), *(words % count for count, words in others)])
    return _("Saved as version %(number)d: %(what)s.") % {"number": number, "what": what}


def report_warnings(request: HttpRequest, warnings: Sequence[Notice]) -> None:
    """What was saved, but may not be meant: the first few sentences, and how many more there are."""
    for notice in warnings[:SHOWN_WARNINGS]:
        messages.warning(request, _("Line %(line)d: %(message)s") % {"line": notice.line, "message": notice.message})
    more = len(warnings) - SHOWN_WARNINGS
    if more > 0:
        sentence = ngettext("And %(count)d more remark.", "And %(count)d more remarks.", more)
        messages.warning(request, sentence % {"count": more})
