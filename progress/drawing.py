"""Which questions of a quiz one student gets: of a pool as many as its rule says, the same for her every time.

What is drawn follows from the student, the piece and the version alone, so that nothing has to be stored: an attempt
keeps its version, and what it showed can be told for ever. `_rank` must therefore never change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count

from content.documents import load_items
from content.kinds import Frame
from content.kinds.quiz import QuizFrame
from content.models import ContentVersion, ItemVersion, VersionItem
from progress.models import QuizAttempt
from progress.querysets import UNANSWERABLE


class QuestionCount(NamedTuple):
    """Of `total` questions in a quiz, each student is asked `asked`."""

    asked: int
    total: int

    @property
    def is_drawn(self) -> bool:
        return self.asked < self.total


def load_drawn(attempt: QuizAttempt, *, is_shown: bool = True) -> list[ItemVersion]:
    """What the attempt asks, in the author's order, with item and `pool`, and with its rendering where it is to be
    shown, in one query."""
    entries = load_items(attempt.version, is_shown=is_shown)
    return draw_items(entries, attempt.version.parsed_frame, attempt.student_id, attempt.content_id)


def draw_items(entries: Sequence[ItemVersion], frame: Frame, student: UUID, piece: UUID) -> list[ItemVersion]:
    """Those of `entries` that the student gets. What stands in no pool is for everybody. An item keeps its luck through
    versions: adding one to a pool puts at most one other out."""
    pools: dict[str, list[UUID]] = defaultdict(list)
    for entry in entries:
        pools[entry.pool].append(entry.item_id)
    drawn: set[UUID] = set()
    for pool, items in pools.items():
        ranked = sorted(items, key=lambda item: _rank(student, piece, item)) if pool else items
        drawn.update(ranked[: _count(frame, pool, len(items))])
    return [entry for entry in entries if entry.item_id in drawn]


def count_questions(version: ContentVersion) -> QuestionCount:
    """How many questions there are to answer, and how many of them one student is asked."""
    entries = VersionItem.objects.filter(version=version).exclude(item_version__item__type__in=UNANSWERABLE)
    pools = entries.order_by().values_list("pool").annotate(Count("pk"))
    return count_in_pools(version.parsed_frame, dict(pools))


def count_in_pools(frame: Frame, held: Mapping[str, int]) -> QuestionCount:
    """The same of the numbers of questions in each pool; under "" those in none."""
    return QuestionCount(sum(_count(frame, pool, count) for pool, count in held.items()), sum(held.values()))


def _count(frame: Frame, pool: str, held: int) -> int:
    return frame.count_drawn(pool, held) if isinstance(frame, QuizFrame) else held


def _rank(student: UUID, piece: UUID, item: UUID) -> bytes:
    """A number at random for one student, piece and item, always the same."""
    return sha256(f"{student}:{piece}:{item}".encode()).digest()
