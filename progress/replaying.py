"""What is remembered of each card, told again from the log of its reviews alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from heapq import merge
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from progress.models import CardMemory, ReviewLog
from progress.models.memory import Rating
from progress.querysets import ReviewLogQuerySet
from progress.scheduling import Remembered, advance

CHUNK = 2000  # rows read at a time


class CardKey(NamedTuple):
    """One card of one student: named `card` within its item."""

    student: UUID
    item: UUID
    card: str


@dataclass(frozen=True)
class Replayed:
    """A memory as its log tells it: what follows from the reviews, and the piece that the last of them was in."""

    remembered: Remembered
    content_id: UUID

    @property
    def values(self) -> dict[str, object]:
        """By the fields of `CardMemory`."""
        return {**asdict(self.remembered), "content_id": self.content_id}


def replay(logs: Iterable[ReviewLog]) -> Replayed | None:
    """The memory after those reviews of one card, in their order, with the answers that counted then (see
    `load_logs`); None where there are none."""
    remembered, content_id = None, None
    for log in logs:
        remembered = advance(
            remembered,
            Rating(log.rating),
            log.reviewed_at,
            answer_fingerprint=log.answer_fingerprint,
            retention=log.retention,
        )
        content_id = log.content_id
    return Replayed(remembered, content_id) if remembered and content_id else None


def load_logs(key: CardKey) -> list[ReviewLog]:
    """The reviews of one card that count, ready to be replayed. One query."""
    logs = _told().filter(student=key.student, item=key.item, card=key.card)
    return list(logs.order_by("reviewed_at", "pk"))


def differences(memory: CardMemory | None, replayed: Replayed | None) -> list[str]:
    """The fields of the memory that the log contradicts; what is missing altogether, where one of them is."""
    if memory is None:
        return ["no memory"] if replayed else []
    if replayed is None:
        return ["no log"]
    return [name for name, value in replayed.values.items() if getattr(memory, name) != value]


def compare_all() -> Iterator[tuple[CardKey, list[str]]]:
    """Every card that has a memory or a log, with its differences, in constant memory: both are read in one order.
    Students may go on reviewing meanwhile: what differs is to be looked at again."""
    memories = CardMemory.objects.order_by("student", "item").iterator(chunk_size=CHUNK)
    logs = _told().order_by("student", "item", "reviewed_at", "pk").iterator(chunk_size=CHUNK)
    rows: Iterator[CardMemory | ReviewLog] = merge(memories, logs, key=_item_of)
    for (student, item), together in groupby(rows, key=_item_of):
        yield from _compare_cards(student, item, list(together))


def _compare_cards(
    student: UUID, item: UUID, rows: Sequence[CardMemory | ReviewLog]
) -> Iterator[tuple[CardKey, list[str]]]:
    memories = {row.card: row for row in rows if isinstance(row, CardMemory)}
    logs: dict[str, list[ReviewLog]] = {card: [] for card in memories}
    for row in rows:
        if isinstance(row, ReviewLog):
            logs.setdefault(row.card, []).append(row)
    for card, told in logs.items():
        yield CardKey(student, item, card), differences(memories.get(card), replay(told))


def _told() -> ReviewLogQuerySet:
    needed = ("student", "item", "card", "content", "rating", "retention", "reviewed_at")
    return ReviewLogQuerySet(ReviewLog).counted().with_answers().only(*needed)


def _item_of(row: CardMemory | ReviewLog) -> tuple[UUID, UUID]:
    return row.student_id, row.item_id
