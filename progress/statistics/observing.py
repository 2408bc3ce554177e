"""What the answers of a finished attempt say of their items.

Each answer that is graded says: what it earned (`mark`, the share of its points), what all other graded answers of the
attempt earned together (`rest`, the share of their points, not held above 0; None where there were none to be had),
whether it is the student's first to the item, in whatever wording and quiz, and which options it chose. A question
without an answer is one that earned what the quiz gives for that. What waits for a person says nothing yet. Whoever
wrote the version that is attempted says nothing by it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from uuid import UUID

from content.models import ItemVersion
from content.questions import get_question_type
from progress.models import QuizAttempt, Response
from progress.statistics.history import first_attempts
from progress.statistics.tallies import REST_UNIT, mark_units, rest_units

REST = Decimal(1) / REST_UNIT
MOST_KEPT = 5_000  # wordings
Answer = list[Any]  # as `CountedAttempt.answers` holds it


@dataclass
class Wordings:
    """Item versions with their items, read once while one goes through many attempts: they never change."""

    known: dict[UUID, ItemVersion] = field(default_factory=dict)

    def load(self, ids: Iterable[UUID]) -> dict[UUID, ItemVersion]:
        wanted = set(ids)
        if len(self.known) > MOST_KEPT:
            self.known.clear()
        missing = wanted - set(self.known)
        if missing:
            self.known |= ItemVersion.objects.select_related("item").in_bulk(missing)
        return {pk: self.known[pk] for pk in wanted}


def observe(attempts: Sequence[QuizAttempt], wordings: Wordings) -> dict[UUID, list[Answer]]:
    """By attempt, what `CountedAttempt` is to say of it. They come with their version. Three queries."""
    counted = [attempt for attempt in attempts if attempt.student_id != attempt.version.created_by_id]
    found: dict[UUID, list[Answer]] = {attempt.pk: [] for attempt in attempts}
    if not counted:
        return found
    graded = Response.objects.filter(attempt__in=[attempt.pk for attempt in counted], fraction__isnull=False)
    by_attempt: dict[UUID, list[Response]] = defaultdict(list)
    for response in graded.only("attempt_id", "item_version_id", "fraction", "points", "answer"):
        by_attempt[response.attempt_id].append(response)
    entries = wordings.load(response.item_version_id for rows in by_attempt.values() for response in rows)
    firsts = first_attempts({attempt.student_id for attempt in counted})
    for attempt in counted:
        for response, rest in _with_rests(by_attempt[attempt.pk]):
            entry = entries[response.item_version_id]
            is_first = firsts[attempt.student_id, entry.item_id] == attempt.pk
            found[attempt.pk].append(_answer(response, entry, rest, is_first=is_first))
        found[attempt.pk].sort(key=lambda answer: answer[0])
    return found


def _with_rests(responses: Sequence[Response]) -> Iterator[tuple[Response, Decimal | None]]:
    earned = sum((_earned(response) for response in responses), Decimal(0))
    whole = sum((response.points for response in responses), Decimal(0))
    for response in responses:
        others = whole - response.points
        yield response, ((earned - _earned(response)) / others).quantize(REST, ROUND_HALF_EVEN) if others else None


def _earned(response: Response) -> Decimal:
    assert response.fraction is not None, "only graded answers are observed"
    return response.fraction * response.points


def _answer(response: Response, entry: ItemVersion, rest: Decimal | None, *, is_first: bool) -> Answer:
    assert response.fraction is not None, "only graded answers are observed"
    options = get_question_type(entry.item.type).chosen(entry.parsed, response.answer)
    return [str(entry.pk), mark_units(response.fraction), rest_units(rest), is_first, options]
