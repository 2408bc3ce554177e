"""Saying in a sentence what was done."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.actions.versioning import Saved
from content.bank import standing_entries
from content.interchange.base import Notice
from content.models import Content

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


def report_uses(request: HttpRequest, saved: Saved) -> None:
    """That items which were reworded stand elsewhere too, and that the new words are offered there."""
    reworded = [entry.item_id for entry in saved.updated]
    if not (saved.is_new and reworded):
        return
    others = standing_entries(Content.objects.exclude(pk=saved.version.content_id))
    pieces = others.filter(item_version__item__in=reworded).values("version").distinct().count()
    if pieces:
        sentence = ngettext(
            "What you reworded also stands in %(count)d other piece: it is offered the new words.",
            "What you reworded also stands in %(count)d other pieces: they are offered the new words.",
            pieces,
        )
        link = format_html('<a href="{}">{}</a>', reverse("content:offer-list"), _("Look at the offers"))
        messages.info(request, format_html("{} {}", sentence % {"count": pieces}, link))


def report_warnings(request: HttpRequest, warnings: Sequence[Notice]) -> None:
    """What was saved, but may not be meant: the first few sentences, and how many more there are."""
    for notice in warnings[:SHOWN_WARNINGS]:
        messages.warning(request, _("Line %(line)d: %(message)s") % {"line": notice.line, "message": notice.message})
    more = len(warnings) - SHOWN_WARNINGS
    if more > 0:
        sentence = ngettext("And %(count)d more remark.", "And %(count)d more remarks.", more)
        messages.warning(request, sentence % {"count": more})
