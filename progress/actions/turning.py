"""Turning cards: each rating is one step of spaced repetition."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.kinds import StudyMode
from content.models import Content, ItemVersion
from progress.actions.progressing import lock_progress, write_figures
from progress.clock import NO_OPENING, Opening, measure
from progress.models import CardMemory, LearningProgress, ReviewLog
from progress.models.memory import Rating
from progress.scheduling import read_card, review

CARD_CAP = timedelta(seconds=60)
_MEMORY = ("state", "step", "stability", "difficulty", "due")


@transaction.atomic
def rate_card(
    *,
    student: User,
    content: Content,
    item_version_id: UUID,
    rating: Rating,
    reviews: int,
    opening: Opening = NO_OPENING,
) -> CardMemory:
    """She turned a card of the published deck and remembered it as `rating` says. `reviews` is how often she had turned
    it when it was shown, so that one showing counts once, however often it is sent.

    Raises PermissionDenied unless she may study the deck; WrongState when the card has changed since it was shown, or
    has been rated already."""
    progress = lock_progress(student=student, content=content, mode=StudyMode.TURN)
    memory = turn_card(progress, student, content, item_version_id, rating, reviews, opening)
    write_figures(progress, content)
    return memory


def turn_card(
    progress: LearningProgress,
    student: User,
    content: Content,
    item_version_id: UUID,
    rating: Rating,
    reviews: int,
    opening: Opening = NO_OPENING,
) -> CardMemory:
    """`rate_card` for a caller who holds the `progress` and writes its figures when she has turned the last of several
    cards."""
    now, version = timezone.now(), _find_card(content, item_version_id)
    memory = CardMemory.objects.select_for_update().filter(student=student, item=version.item_id).first()
    if (memory.reviews if memory else 0) != reviews:
        raise WrongState(_("You have rated this card already; it counts once. Here is the next one."))
    memory = _remember(memory, student, content, version, rating, now)
    ReviewLog.objects.create(
        student=student,
        item=version.item,
        item_version=version,
        content=content,
        rating=rating,
        reviewed_at=now,
        duration_ms=_milliseconds(opening, student, progress, now),
        **{name: getattr(memory, name) for name in _MEMORY},
    )
    return memory


def _find_card(content: Content, item_version_id: UUID) -> ItemVersion:
    cards = ItemVersion.objects.filter(pk=item_version_id, entries__version=content.published_version_id)
    if card := cards.select_related("item").first():
        return card
    raise WrongState(_("This card was changed or removed while you looked at it, so the rating does not count."))


def _remember(
    memory: CardMemory | None, student: User, content: Content, version: ItemVersion, rating: Rating, now: datetime
) -> CardMemory:
    card = review(read_card(memory, version.answer_fingerprint, now), rating, now)
    memory = memory or CardMemory(student=student, item=version.item, first_review=now, reviews=0)
    memory.state, memory.step, memory.due = card.state.value, card.step, card.due
    memory.stability, memory.difficulty = card.stability or 0, card.difficulty or 0  # FSRS has set both
    memory.content, memory.answer_fingerprint = content, version.answer_fingerprint
    memory.reviews, memory.last_rating, memory.last_review = memory.reviews + 1, rating, now
    memory.save()
    return memory


def _milliseconds(opening: Opening, student: User, progress: LearningProgress, now: datetime) -> int | None:
    spent = measure(opening, student, progress.content_id, now=now, since=progress.last_accessed_at, cap=CARD_CAP)
    return None if spent is None else spent // timedelta(milliseconds=1)
