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
    """What is said of each item and nobody has answered yet: how many report a mistake and the newest of them, the mean
    of the ratings and the newest comments. One query."""
    open_ones = ContentFeedback.objects.open().filter(content=content, item__in=[entry.item_id for entry in items])
    given: dict[UUID, list[ContentFeedback]] = defaultdict(list)
    shown = open_ones.only("item", "rating", "type", "text", "promised_number")
    for feedback in shown.order_by("-created_at", "-id"):
        assert feedback.item_id is not None, "it was asked for by item"
        given[feedback.item_id].append(feedback)
    return {item_id: [*_reports(found), *_ratings(found)] for item_id, found in given.items()}


def _reports(found: Sequence[ContentFeedback]) -> list[Evidence]:
    reports = [feedback for feedback in found if feedback.is_report]
    if not reports:
        return []
    count = ngettext("%(count)d student", "%(count)d students", len(reports)) % {"count": len(reports)}
    return [
        Evidence(_("Reported mistake"), count, tone="bad"),
        *(Evidence(_("Mistake"), _("reported"), _quoted(report), "warn") for report in reports[:SHOWN]),
    ]


def _ratings(found: Sequence[ContentFeedback]) -> list[Evidence]:
    stars = [feedback.rating for feedback in found if feedback.rating is not None]
    if not stars:
        return []
    average = sum(stars) / len(stars)
    tone = "bad" if average < LOW else "good" if average >= HIGH else "neutral"
    count = ngettext("%(count)d rating", "%(count)d ratings", len(stars)) % {"count": len(stars)}
    mean = Evidence(_("Ratings"), _("%(average).1f of 5") % {"average": average}, count, tone)
    told = [feedback for feedback in found if feedback.text and feedback.rating is not None]
    return [mean, *(_comment(feedback, feedback.rating or 0) for feedback in told[:SHOWN])]


def _comment(feedback: ContentFeedback, rating: int) -> Evidence:
    value = _("%(rating)d of 5") % {"rating": rating}
    return Evidence(str(feedback.get_type_display()), value, _quoted(feedback), "warn" if rating < LOW else "neutral")


def _quoted(feedback: ContentFeedback) -> str:
    """Its words, and whether its author says that a version addresses it."""
    if feedback.promised_number is None:
        return f"“{feedback.text}”"
    promised = _("The author says that version %(number)d addresses it.") % {"number": feedback.promised_number}
    return f"“{feedback.text}” {promised}"
