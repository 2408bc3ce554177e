"""When a card comes back: FSRS, as py-fsrs computes it (https://github.com/open-spaced-repetition/py-fsrs)."""

from datetime import UTC, datetime, timedelta

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating

from progress.models import CardMemory
from progress.models.memory import Rating

SCHEDULER = Scheduler(desired_retention=0.9, enable_fuzzing=False)


def read_card(memory: CardMemory | None, answer_fingerprint: str, now: datetime) -> Card:
    """The memory as FSRS knows it: a new card where there is none. Where the answer has changed since, nothing of its
    stability holds: the card is as one forgotten just now (`now`), in relearning, and as difficult as it was."""
    if memory is None:
        return Card(card_id=0)
    if memory.answer_fingerprint != answer_fingerprint:
        forgotten = review(Card(card_id=0), Rating.AGAIN, now)
        return Card(
            0, State.Relearning, 0, forgotten.stability, memory.difficulty, forgotten.due, forgotten.last_review
        )
    return Card(
        0,
        State(memory.state),
        memory.step,
        memory.stability,
        memory.difficulty,
        memory.due.astimezone(UTC),
        memory.last_review.astimezone(UTC),
    )


def review(card: Card, rating: Rating, now: datetime) -> Card:
    """The card after it was rated at `now`."""
    reviewed, _log = SCHEDULER.review_card(card, FsrsRating(rating.value), now.astimezone(UTC))
    return reviewed


def preview(card: Card, now: datetime) -> dict[Rating, timedelta]:
    """After how long the card would come back, for each rating."""
    return {rating: review(card, rating, now).due - now.astimezone(UTC) for rating in Rating}
