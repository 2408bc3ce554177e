"""When a card comes back: FSRS, as py-fsrs computes it (https://github.com/open-spaced-repetition/py-fsrs).

All that is remembered of a card follows from its reviews: when each was, how she rated it, what share she wanted to
remember, and what was right then. So nothing here is left to chance: FSRS' fuzz, which spreads cards that were learnt
together over several days, is off, for it would make of one log a different memory each time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating

from progress.models.memory import MemoryState, Rating

RETENTION = 0.9
A_DAY = timedelta(days=1)
A_NIGHT = timedelta(hours=6)


class Known(Protocol):
    """What is remembered of a card: a `CardMemory`, or what a log gives."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    reviews: int
    lapses: int
    first_review: datetime
    last_review: datetime
    answer_fingerprint: str


@dataclass(frozen=True)
class Remembered:
    """All of a memory that follows from the reviews of its card, by the fields of `CardMemory`."""

    state: int
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    reviews: int
    lapses: int
    last_rating: int
    first_review: datetime
    last_review: datetime
    answer_fingerprint: str


def advance(
    memory: Known | Remembered | None, rating: Rating, now: datetime, *, answer_fingerprint: str, retention: float
) -> Remembered:
    """What is remembered after a review at `now` of the card whose right answer is `answer_fingerprint` by then. A
    lapse is a card under review that was forgotten: not one whose answer was changed by its author."""
    before = read_card(memory, answer_fingerprint, now)
    after = review(before, rating, now, retention)
    is_lapse = before.state == State.Review and rating == Rating.AGAIN
    return Remembered(
        state=after.state.value,
        step=after.step,
        stability=after.stability or 0,  # FSRS has set both
        difficulty=after.difficulty or 0,
        due=after.due,
        reviews=memory.reviews + 1 if memory else 1,
        lapses=(memory.lapses if memory else 0) + is_lapse,
        last_rating=rating,
        first_review=memory.first_review if memory else now,
        last_review=now,
        answer_fingerprint=answer_fingerprint,
    )


def scheduled_days(memory: Known | Remembered | None, answer_fingerprint: str) -> float | None:
    """For how many days a card under review was scheduled; None for one that is new, being learnt, or changed."""
    if memory is None or memory.state != MemoryState.REVIEW or memory.answer_fingerprint != answer_fingerprint:
        return None
    return (memory.due - memory.last_review) / A_DAY


def read_card(memory: Known | Remembered | None, answer_fingerprint: str, now: datetime) -> Card:
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


def review(card: Card, rating: Rating, now: datetime, retention: float = RETENTION) -> Card:
    """The card after it was rated at `now`, to come back when it is remembered with the probability `retention`.

    A card under review is due for the whole of its day. FSRS counts days by 24 hours, and would take one that is asked
    some hours before its time for one that was asked the day before: it counts as asked in time, where she has slept
    since."""
    now = now.astimezone(UTC)
    early = _hours_early(card, now)
    reviewed, _log = _scheduler(retention).review_card(card, FsrsRating(rating.value), now + early)
    reviewed.due, reviewed.last_review = reviewed.due - early, now
    return reviewed


def preview(card: Card, now: datetime, retention: float = RETENTION) -> dict[Rating, timedelta]:
    """After how long the card would come back, for each rating."""
    return {rating: review(card, rating, now, retention).due - now.astimezone(UTC) for rating in Rating}


def _hours_early(card: Card, now: datetime) -> timedelta:
    if card.state != State.Review or card.last_review is None:
        return timedelta()
    is_its_day = now < card.due < now + A_DAY and now - card.last_review >= A_NIGHT
    return card.due - now if is_its_day else timedelta()


@lru_cache(maxsize=64)
def _scheduler(retention: float) -> Scheduler:
    return Scheduler(desired_retention=retention, enable_fuzzing=False)
