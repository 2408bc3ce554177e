"""What a student did last in a session of cards, and how she takes it back."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from content.models import ItemVersion
from content.text import shorten
from progress.models import CardMemory, ReviewLog
from progress.models.memory import Rating
from progress.querysets import LEECH
from progress.queues import Queue

SET_ASIDE = "set_aside"  # in the session: the card that she set aside last, until she rates another
OFFERED = timedelta(hours=1)  # for how long the last rating can be taken back from the page of the next card
HEADING = 60  # characters of a card in the words for it


@dataclass(frozen=True)
class LastMove:
    """What it was, in words; where it is taken back, and with which fields. `leech` is the memory of the card, where it
    was forgotten once more and keeps being forgotten."""

    said: str
    undo_url: str
    fields: dict[str, str]
    leech: CardMemory | None = None
    heading: str = ""


def remember_set_aside(request: HttpRequest, memory: CardMemory, done: str) -> None:
    """For the page that comes next, on which it can be taken back: what was `done` with the card."""
    wordings = ItemVersion.objects.filter(item=memory.item_id, entries__version=memory.content.published_version_id)
    if wording := wordings.only("heading").first():
        said = _("%(done)s: “%(card)s”") % {"done": done, "card": shorten(wording.heading, HEADING)}
        request.session[SET_ASIDE] = {"said": said, "memory": str(memory.pk), "card": str(wording.pk)}


def forget_set_aside(request: HttpRequest) -> None:
    request.session.pop(SET_ASIDE, None)


def find_last_move(request: HttpRequest, queue: Queue) -> LastMove | None:
    """What she set aside or else rated last, of the piece that the session is about. Two queries at most."""
    if kept := request.session.get(SET_ASIDE):
        undo_url = reverse("progress:card-resume", args=[kept["memory"]])
        return LastMove(kept["said"], undo_url, {"card": kept["card"]})
    logs = ReviewLog.objects.counted().filter(student=queue.student, source=ReviewLog.Source.REVIEW)
    logs = logs.filter(reviewed_at__gt=queue.now - OFFERED).select_related("item_version").defer("item_version__data")
    log = logs.order_by("-reviewed_at", "-id").first()
    if log is None or (queue.content and log.content_id != queue.content.pk):
        return None
    heading = shorten(log.item_version.heading, HEADING)
    said = _("%(rating)s on “%(card)s”") % {"rating": log.get_rating_display(), "card": heading}
    return LastMove(said, reverse("progress:review-undo"), {"log": str(log.pk)}, _find_leech(log), heading)


def _find_leech(log: ReviewLog) -> CardMemory | None:
    if log.rating != Rating.AGAIN:
        return None
    memories = CardMemory.objects.filter(student=log.student_id, item=log.item_id, card=log.card, lapses__gte=LEECH)
    return memories.filter(suspended_at__isnull=True).first()
