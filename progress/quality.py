"""What answers say against single questions, as a part of their quality."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from content.item_types import get_item_type
from content.models import ItemVersion, ReviewPolicy
from content.quality_parts import Fault, ItemEvidence
from content.questions import QuestionType
from content.review.score import LOW_DISCRIMINATION, PENALTIES, TOO_EASY, TOO_HARD
from progress.models import ItemStatistics


def item_evidence(entries: Sequence[ItemVersion]) -> dict[UUID, ItemEvidence]:
    """Of each question among the wordings, how many first answers measured it, and what they say against it. Of one
    that too few answered, nothing: its size is 0. Two queries."""
    questions = [entry.pk for entry in entries if _can_be_measured(entry)]
    if not questions:
        return {}
    policy = ReviewPolicy.current()
    first = ItemStatistics.objects.filter(item_version__in=questions, is_first=True, count__gte=policy.enough_answers)
    measured = {row.item_version_id: ItemEvidence(row.count, tuple(_faults(row, policy))) for row in first}
    return dict.fromkeys(questions, ItemEvidence(0)) | measured


def _can_be_measured(entry: ItemVersion) -> bool:
    """Whether it is answered and graded: cards, sections and texts between questions are not."""
    item_type = get_item_type(entry.item.type)
    return isinstance(item_type, QuestionType) and item_type.is_graded


def _faults(row: ItemStatistics, policy: ReviewPolicy) -> Iterator[Fault]:
    """What lies beyond the bounds that staff set. What is not defined says nothing."""
    if row.discrimination is not None and row.discrimination < policy.least_discrimination:
        said = _("Students who do well elsewhere do not do better here: its discrimination index is %(figure).2f.")
        yield _fault(LOW_DISCRIMINATION, said % {"figure": row.discrimination})
    if row.facility is not None and row.facility < policy.lowest_facility:
        said = _("Hardly anybody gets it right: on average it earns %(percent)d%% of its points.")
        yield _fault(TOO_HARD, said % {"percent": round(100 * row.facility)})
    if row.facility is not None and row.facility > policy.highest_facility:
        said = _("Nearly everybody gets it right: on average it earns %(percent)d%% of its points.")
        yield _fault(TOO_EASY, said % {"percent": round(100 * row.facility)})


def _fault(kind: str, sentence: str) -> Fault:
    return Fault(kind, PENALTIES[kind], sentence)
