"""What answers say against single questions, as a part of their quality."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from content.item_types import get_item_type
from content.models import ItemFinding, ItemVersion
from content.quality_parts import Fault, ItemEvidence
from content.questions import QuestionType
from content.review.findings import words_of
from content.review.score import penalty_of
from progress.models import ItemStatistics
from progress.statistics.faults import Fault as Found
from progress.statistics.judging import judge


def item_evidence(entries: Sequence[ItemVersion]) -> dict[UUID, ItemEvidence]:
    """Of each question among the wordings, how many first answers measured it, and what they say against it. Of one
    that too few answered, nothing: its size is 0. One query."""
    questions = [entry.pk for entry in entries if _can_be_measured(entry)]
    if not questions:
        return {}
    rows = ItemStatistics.objects.filter(item_version__in=questions, is_first=True)
    measured = {row.item_version_id: ItemEvidence(row.count, tuple(_said(faults))) for row, faults in judge(rows)}
    return dict.fromkeys(questions, ItemEvidence(0)) | measured


def _can_be_measured(entry: ItemVersion) -> bool:
    """Whether it is answered and graded: cards, sections and texts between questions are not."""
    item_type = get_item_type(entry.item.type)
    return isinstance(item_type, QuestionType) and item_type.is_graded


def _said(faults: Iterable[Found]) -> Iterator[Fault]:
    """In the words of a finding."""
    for fault in faults:
        words = words_of(ItemFinding(kind=fault.kind, numbers=fault.numbers))
        yield Fault(fault.kind, penalty_of(fault.kind), words.sentence)
