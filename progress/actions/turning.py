"""Turning cards: each rating is one step of spaced repetition."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.preferences import read_preferences
from accounts.refusals import WrongState
from content.models import Content, ItemCard, ItemVersion
from progress.actions.locking import hold_cards
from progress.actions.progressing import lock_progress, write_figures, write_figures_beside
from progress.clock import NO_OPENING, Opening, measure
from progress.models import AddedCard, CardMemory, LearningProgress, ReviewLog
from progress.models.memory import Rating
from progress.querysets import DECKS, QUESTIONS
from progress.scheduling import Remembered, advance, scheduled_days

CARD_CAP = timedelta(seconds=60)
TICK = timedelta(microseconds=1)


@transaction.atomic
def rate_card(
    *,
    student: User,
    content: Content,
    item_version_id: UUID,
    rating: Rating,
    reviews: int,
    card: str = "",
    opening: Opening = NO_OPENING,
) -> CardMemory:
    """She turned a card of a published piece, named `card` within its item, and remembered it as `rating` says: a card
    of a deck, a question that she once answered wrongly, or a card that she took out of what she read. `reviews` is how
    often she had turned it when it was shown, so that one showing counts once, however often it is sent.

    Raises PermissionDenied unless she may study the piece; WrongState when the card has changed since it was shown, has
    been rated already, is suspended, or is none of hers."""
    progress = lock_progress(student=student, content=content)
    memory = turn_card(progress, student, content, item_version_id, rating, reviews, opening, card=card)
    write_figures(progress, content)
    write_figures_beside(progress, content, memory.item_id)
    return memory


def turn_card(
    progress: LearningProgress,
    student: User,
    content: Content,
    item_version_id: UUID,
    rating: Rating,
    reviews: int,
    opening: Opening = NO_OPENING,
    *,
    card: str = "",
) -> CardMemory:
    """`rate_card` for a caller who holds the `progress` and writes its figures when she has turned the last of several
    cards, and who knows of no other deck that holds them."""
    version, answer = _find_card(content, item_version_id, card)
    if content.kind not in DECKS:  # of a deck, she is held with its row
        hold_cards(student.pk)
    memory = CardMemory.objects.select_for_update().filter(student=student, item=version.item_id, card=card).first()
    _check(memory, student, content, version, card, reviews)
    now = moment_of_review(memory, timezone.now())
    retention = read_preferences(student).retention
    remembered = advance(memory, rating, now, answer_fingerprint=answer, retention=retention)
    log = ReviewLog(
        student=student,
        item=version.item,
        card=card,
        item_version=version,
        content=content,
        rating=rating,
        retention=retention,
        interval=scheduled_days(memory, answer),
        reviewed_at=now,
        duration_ms=_milliseconds(opening, student, progress, now),
        **after_review(remembered),
    )
    log.save(force_insert=True)
    memory = memory or CardMemory(student=student, item=version.item, card=card)
    memory.content, memory.changed_at, memory.buried_until = content, None, None
    set_memory(memory, remembered).save()
    return memory


def moment_of_review(memory: CardMemory | None, now: datetime) -> datetime:
    """`now`, but after the review before it even where the clock was set back: the log is read in the order of time."""
    return max(now, memory.last_review + TICK) if memory else now


def set_memory(memory: CardMemory, remembered: Remembered) -> CardMemory:
    """Bring the memory in line with what its log says; the caller saves it."""
    for name, value in asdict(remembered).items():
        setattr(memory, name, value)
    return memory


def after_review(remembered: Remembered) -> dict[str, Any]:
    """The state of FSRS that a log keeps."""
    return {name: getattr(remembered, name) for name in ("state", "step", "stability", "difficulty", "due")}


def _find_card(content: Content, item_version_id: UUID, card: str) -> tuple[ItemVersion, str]:
    """The published wording, and what counts as right on the card by it."""
    listed = ItemCard.objects.filter(item_version=OuterRef("pk"), name=card).values("answer_fingerprint")
    published = ItemVersion.objects.filter(pk=item_version_id, entries__version=content.published_version_id)
    found = published.annotate(answer=Subquery(listed)).select_related("item").first()
    if found and found.answer:
        return found, found.answer
    if found and card == "" and found.item.type in QUESTIONS:
        return found, found.answer_fingerprint
    raise WrongState(_("This card was changed or removed while you looked at it, so the rating does not count."))


def _check(
    memory: CardMemory | None, student: User, content: Content, version: ItemVersion, card: str, reviews: int
) -> None:
    if (memory.reviews if memory else 0) != reviews:
        raise WrongState(_("You have rated this card already; it counts once. Here is the next one."))
    if memory and memory.suspended_at:
        raise WrongState(_("You have suspended this card, so the rating does not count. Resume it first."))
    if memory is None and content.kind not in DECKS:
        added = AddedCard.objects.filter(student=student, item=version.item_id, card=card)
        if not added.exists():
            raise WrongState(_("This is none of your cards yet. Add it to them first, where you read about it."))


def _milliseconds(opening: Opening, student: User, progress: LearningProgress, now: datetime) -> int | None:
    """How long she looked at the card, but for what has been counted of the piece or of another card."""
    latest = ReviewLog.objects.filter(student=student, reviewed_at__lte=now).order_by("-reviewed_at")
    turned = latest.values_list("reviewed_at", flat=True).first()
    counted = max(filter(None, (progress.last_accessed_at, turned)), default=None)
    spent = measure(opening, student, progress.content_id, now=now, since=counted, cap=CARD_CAP)
    return None if spent is None else spent // timedelta(milliseconds=1)
