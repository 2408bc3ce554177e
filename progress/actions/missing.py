"""What was answered wrongly in a quiz becomes a card; and none where it turns out that it was right."""

from collections.abc import Collection, Sequence
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import User
from accounts.preferences import read_preferences
from content.access import can_study
from content.kinds.quiz import Results
from content.models import Content, ItemVersion
from progress.actions.changing import mark_memories
from progress.actions.locking import hold_cards
from progress.actions.rebuilding import bring_in_line
from progress.actions.turning import after_review, moment_of_review, set_memory
from progress.models import CardMemory, QuizAttempt, Response, ReviewLog, ReviewUndo
from progress.models.memory import Rating
from progress.offers import attempts_left_beside
from progress.querysets import QUESTIONS, CardMemoryQuerySet
from progress.replaying import CardKey
from progress.rules import quiz_frame
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
    """Every question that she answered, and not wholly right, in a finished `attempt` or in those before it (see
    `find_opened`), is one that she has forgotten: it comes back among her cards until she knows it. What only a person
    can grade is no card, nor what she left out. `answers` are in the order of their attempts: of a question that was
    missed again and again the last one counts. Once an attempt, however often this is called; the number of queries
    does not grow with the questions.

    Nothing happens where she may not study the piece any more: an attempt ends all the same."""
    if not can_study(student, content):
        return []
    missed = {entry.item_id: (entry, response) for entry, response in answers if _is_missed(entry, response)}
    if not missed:
        return []
    hold_cards(student.pk)
    for item_id, latest in _learnt_before(student, content, missed):
        response = missed[item_id][1]
        finished = attempt.finished_at if response.attempt_id == attempt.pk else response.attempt.finished_at
        if finished is None or finished <= latest:
            del missed[item_id]
    known, retention = _lock_memories(student, missed), read_preferences(student).retention
    logs, memories = [], []
    for entry, response in missed.values():
        memory = known.get(entry.item_id)
        moment, answer = moment_of_review(memory, now), entry.answer_fingerprint
        remembered = advance(memory, Rating.AGAIN, moment, answer_fingerprint=answer, retention=retention)
        interval = scheduled_days(memory, answer)
        logs.append(_log(attempt, response, entry, remembered, retention=retention, interval=interval))
        memory = memory or CardMemory(student=student, item_id=entry.item_id)
        memory.content, memory.buried_until = content, None
        memories.append(set_memory(memory, remembered))
    ReviewLog.objects.bulk_create(logs)
    _write(memories)
    mark_memories(CardMemoryQuerySet(CardMemory).filter(pk__in=[memory.pk for memory in memories]))
    return memories


def find_opened(attempt: QuizAttempt) -> list[tuple[ItemVersion, Response]]:
    """What she answered wrongly in her attempts before this one, which has just ended, where their answers show from
    now on because it was the last. Two queries at most; none for the first, and where no attempt need be the last."""
    version = attempt.content.published_version or attempt.version
    version.content = attempt.content
    frame = quiz_frame(version)
    if attempt.number == 1 or (frame.attempts is None and frame.results != Results.AFTER_LAST):
        return []
    hidden = QuizAttempt.objects.filter(student=attempt.student_id, content=attempt.content_id)
    hidden = (
        hidden.in_graded_mode().finished().filter(number__lt=attempt.number, version__frame__results=Results.AFTER_LAST)
    )
    wrong = Response.objects.filter(attempt__in=hidden, answer__isnull=False, fraction__lt=1, graded_at__isnull=True)
    wrong = wrong.select_related("item_version__item", "attempt").order_by("attempt__number", "pk")
    found = [(response.item_version, response) for response in wrong]
    return found if found and attempts_left_beside(attempt) == 0 else []


def forget_missed(response: Response, now: datetime) -> bool:
    """The answer was right after all: that it was missed is taken back, and the card is as if it had not been, or none
    at all; unless she has reviewed it since, for then it is hers. The caller holds her row of the quiz. Returns whether
    anything was taken back. One query where it was never a card."""
    attempt, item_id = response.attempt, response.item_version.item_id
    card = ReviewLog.objects.counted().filter(student=attempt.student_id, item=item_id, card="")
    log = card.filter(attempt=attempt, source=ReviewLog.Source.QUIZ).first()
    if log is None:
        return False
    hold_cards(attempt.student_id)
    if card.filter(reviewed_at__gt=log.reviewed_at).exists():
        return False
    ReviewUndo.objects.create(log=log, at=now)
    bring_in_line(CardKey(attempt.student_id, item_id, ""))
    return True


def _learnt_before(student: User, content: Content, items: Collection[UUID]) -> "QuerySet[Any, tuple[UUID, datetime]]":
    """When each of them became a card last, by this quiz; taken back since, too."""
    logs = ReviewLog.objects.filter(student=student, content=content, item__in=items, source=ReviewLog.Source.QUIZ)
    return logs.order_by().values_list("item").annotate(latest=Max("reviewed_at"))


def _is_missed(entry: ItemVersion, response: Response) -> bool:
    is_wrong = response.fraction is not None and response.fraction < 1 and response.graded_at is None
    return is_wrong and response.answer is not None and entry.item.type in QUESTIONS


def _lock_memories(student: User, items: Collection[UUID]) -> dict[UUID, CardMemory]:
    """What is remembered of them already, by item."""
    memories = CardMemory.objects.select_for_update().filter(student=student, item__in=items, card="")
    return {memory.item_id: memory for memory in memories.order_by("pk")}


def _log(
    attempt: QuizAttempt,
    response: Response,
    entry: ItemVersion,
    remembered: Remembered,
    *,
    retention: float,
    interval: float | None,
) -> ReviewLog:
    return ReviewLog(
        student_id=attempt.student_id,
        item_id=entry.item_id,
        item_version=entry,
        content_id=attempt.content_id,
        source=ReviewLog.Source.QUIZ,
        attempt_id=response.attempt_id,
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
