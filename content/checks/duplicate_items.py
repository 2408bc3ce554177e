"""Whether items are there already, in other material or twice in this."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.checks.base import Check, Found, Outcome, Subject, kept, share_of
from content.checks.elsewhere import Alike, find_alike


class DuplicateItems(Check):
    """Items that read like another item of the library, by the share of three letters in a row that they have in
    common. An item that stands in several pieces under one identity is no duplicate."""

    name = "duplicate_items"
    label = gettext_lazy("Originality")
    description = gettext_lazy("Whether no item reads like one that is there already, here or in other material.")
    low = gettext_lazy("all of it is there already")
    high = gettext_lazy("nothing of it is there already")
    advice = gettext_lazy("Use the item that is there from the item bank, or ask for something else.")

    def run(self, subject: Subject) -> Outcome:
        total = len(subject.items)
        if not total:
            return Outcome(None, _("There is nothing here to compare."))
        nearest: dict[object, Alike] = {}
        for alike in find_alike(subject) if subject.version_id else ():
            nearest.setdefault(alike.item_id, alike)
        if not nearest:
            return Outcome(1.0, _("No item reads like one that is there already."))
        sentence = ngettext(
            "%(count)d of %(total)d items reads like one that is there already.",
            "%(count)d of %(total)d items read like one that is there already.",
            len(nearest),
        )
        return Outcome(
            share_of(total - len(nearest), total),
            sentence % {"count": len(nearest), "total": total},
            kept(Found(alike.item_id, _where(subject, alike), "", _address(alike)) for alike in nearest.values()),
        )


def _where(subject: Subject, alike: Alike) -> str:
    """How like it is, and to what. The title of what is not published is its authors' own."""
    words = {"likeness": round(alike.likeness * 100), "title": alike.title}
    if alike.content_id == subject.content_id:
        return _("Another item of this material reads the same to %(likeness)d%%.") % words
    if alike.is_published:
        return _("An item of “%(title)s” reads the same to %(likeness)d%%.") % words
    return _("An item of other material by the same owner reads the same to %(likeness)d%%.") % words


def _address(alike: Alike) -> str:
    return reverse("progress:piece", args=[alike.content_id]) if alike.is_published else ""
