"""What answers say against single questions, as a part of their quality."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from content.item_types import get_item_type
from content.models import ItemFinding, ItemVersion
from content.quality_parts import Fault, ItemEvidence
from content.questions import QuestionType
from content.review.findings import words_of
from content.review.score import penalty_of
from progress.models import ItemStatistics
from progress.statistics.faults import Limits
from progress.statistics.judging import current_limits, faults_of


def item_evidence(entries: Sequence[ItemVersion]) -> dict[UUID, ItemEvidence]:
    """Of each question among the wordings, how many first answers measured it, and what they say against it. Of one
    that too few answered, nothing: its size is 0. Two queries."""
    questions = {entry.pk: entry for entry in entries if _can_be_measured(entry)}
    if not questions:
        return {}
    limits, measured = current_limits(), {}
    first = ItemStatistics.objects.filter(item_version__in=questions, is_first=True, count__gte=limits.enough_answers)
    for row in first:
        row.item_version = questions[row.item_version_id]
        measured[row.item_version_id] = ItemEvidence(row.count, tuple(_faults(row, limits)))
    return dict.fromkeys(questions, ItemEvidence(0)) | measured


def _can_be_measured(entry: ItemVersion) -> bool:
    """Whether it is answered and graded: cards, sections and texts between questions are not."""
    item_type = get_item_type(entry.item.type)
    return isinstance(item_type, QuestionType) and item_type.is_graded


def _faults(row: ItemStatistics, limits: Limits) -> Iterator[Fault]:
    """What is found against it, in the words of a finding."""
    for fault in faults_of(row, limits):
        words = words_of(ItemFinding(kind=fault.kind, numbers=fault.numbers))
        yield Fault(fault.kind, penalty_of(fault.kind), words.sentence)
