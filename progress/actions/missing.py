"""What was answered wrongly in a quiz becomes a card."""

from collections.abc import Sequence
from dataclasses import fields as fields_of
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.preferences import read_preferences
from content.access import can_study
from content.models import Content, ItemVersion
from progress.actions.changing import mark_memories
from progress.actions.locking import hold_cards
from progress.actions.turning import after_review, moment_of_review, set_memory
from progress.models import CardMemory, QuizAttempt, Response, ReviewLog
from progress.models.memory import Rating
from progress.querysets import QUESTIONS, CardMemoryQuerySet
from progress.scheduling import Remembered, advance, scheduled_days


@transaction.atomic
def learn_missed(
    *,
    student: User,
    content: Content,
    answers: Sequence[tuple[ItemVersion, Response]],
    attempt: QuizAttempt,
    now: datetime,
) -> list[CardMemory]:
    """Every question of a finished attempt that she answered, and not wholly right, is one that she has forgotten: it
    comes back among her cards until she knows it. What only a person can grade is no card, nor what she left out. Once
    an attempt, however often this is called; the number of queries does not grow with the questions.

    Nothing happens where she may not study the piece any more: an attempt ends all the same."""
    if not can_study(student, content):
        return []
    missed = [entry for entry, response in answers if _is_missed(entry, response)]
    if not missed:
        return []
    hold_cards(student.pk)
    if ReviewLog.objects.filter(student=student, content=content, attempt=attempt).exists():
        return []
    known, retention = _lock_memories(student, missed), read_preferences(student).retention
    logs, memories = [], []
    for entry in missed:
        memory = known.get(entry.item_id)
        moment, answer = moment_of_review(memory, now), entry.answer_fingerprint
        remembered = advance(memory, Rating.AGAIN, moment, answer_fingerprint=answer, retention=retention)
        interval = scheduled_days(memory, answer)
        logs.append(_log(attempt, entry, remembered, retention=retention, interval=interval))
        memory = memory or CardMemory(student=student, item_id=entry.item_id)
        memory.content, memory.buried_until = content, None
        memories.append(set_memory(memory, remembered))
    ReviewLog.objects.bulk_create(logs)
    _write(memories)
    mark_memories(CardMemoryQuerySet(CardMemory).filter(pk__in=[memory.pk for memory in memories]))
    return memories


def _is_missed(entry: ItemVersion, response: Response) -> bool:
    is_wrong = response.fraction is not None and response.fraction < 1 and response.graded_at is None
    return is_wrong and response.answer is not None and entry.item.type in QUESTIONS


def _lock_memories(student: User, missed: Sequence[ItemVersion]) -> dict[UUID, CardMemory]:
    """What is remembered of them already, by item."""
    items = [entry.item_id for entry in missed]
    memories = CardMemory.objects.select_for_update().filter(student=student, item__in=items, card="")
    return {memory.item_id: memory for memory in memories.order_by("pk")}


def _log(
    attempt: QuizAttempt, entry: ItemVersion, remembered: Remembered, *, retention: float, interval: float | None
) -> ReviewLog:
    return ReviewLog(
        student_id=attempt.student_id,
        item_id=entry.item_id,
        item_version=entry,
        content_id=attempt.content_id,
        source=ReviewLog.Source.QUIZ,
        attempt=attempt,
        rating=Rating.AGAIN,
        retention=retention,
        interval=interval,
        reviewed_at=remembered.last_review,
        **after_review(remembered),
    )


def _write(memories: Sequence[CardMemory]) -> None:
    fields = [field.name for field in fields_of(Remembered)]
    CardMemory.objects.bulk_create(
        memories,
        update_conflicts=True,
        unique_fields=["student", "item", "card"],
        update_fields=[*fields, "content", "buried_until"],
    )
