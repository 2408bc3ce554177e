"""What students say of single items, for whoever reviews them."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Content, ItemVersion
from content.review.evidence import Evidence
from feedback.models import ContentFeedback

SHOWN = 3  # comments an item
LOW, HIGH = 3, 4  # below the first, ratings are a warning; from the second on, they are good


def item_feedback(content: Content, items: Sequence[ItemVersion]) -> dict[UUID, list[Evidence]]:
    """The mean of the ratings of each item that nobody has addressed yet, and the newest comments with them. One
    query."""
    open_ones = ContentFeedback.objects.filter(
        content=content, item__in=[entry.item_id for entry in items], status=ContentFeedback.Status.OPEN
    )
    given: dict[UUID, list[ContentFeedback]] = defaultdict(list)
    for feedback in open_ones.only("item", "rating", "type", "text").order_by("-created_at", "-id"):
        assert feedback.item_id is not None, "it was asked for by item"
        given[feedback.item_id].append(feedback)
    return {item_id: [_mean(found), *map(_comment, _told(found))] for item_id, found in given.items()}


def _mean(found: Sequence[ContentFeedback]) -> Evidence:
    average = sum(feedback.rating for feedback in found) / len(found)
    tone = "bad" if average < LOW else "good" if average >= HIGH else "neutral"
    count = ngettext("%(count)d rating", "%(count)d ratings", len(found)) % {"count": len(found)}
    return Evidence(_("Ratings"), _("%(average).1f of 5") % {"average": average}, count, tone)


def _told(found: Sequence[ContentFeedback]) -> list[ContentFeedback]:
    return [feedback for feedback in found if feedback.text][:SHOWN]


def _comment(feedback: ContentFeedback) -> Evidence:
    tone = "warn" if feedback.rating < LOW else "neutral"
    value = _("%(rating)d of 5") % {"rating": feedback.rating}
    return Evidence(str(feedback.get_type_display()), value, f"“{feedback.text}”", tone)
