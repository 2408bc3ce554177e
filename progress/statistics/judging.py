"""What the figures that are kept of an item say against it, by the bounds that staff set."""

from collections.abc import Iterator
from dataclasses import fields

from django.db.models import QuerySet, Subquery
from django.db.models.functions import JSONObject

from content.models import ReviewPolicy
from content.questions import get_question_type
from progress.models import ItemStatistics
from progress.statistics.faults import Fault, Figures, Limits, find_faults
from progress.statistics.options import LETTERED

_NAMES = [field.name for field in fields(Limits)]


def current_limits() -> Limits:
    """One query."""
    return limits_of(ReviewPolicy.current())


def limits_of(policy: ReviewPolicy) -> Limits:
    return Limits(**{name: getattr(policy, name) for name in _NAMES})


def judge(rows: "QuerySet[ItemStatistics]") -> Iterator[tuple[ItemStatistics, list[Fault]]]:
    """Those of `rows` that enough answers stand behind, each with what its figures say against it. One query."""
    policy = ReviewPolicy.objects.filter(pk=1).values(said=JSONObject(**{name: name for name in _NAMES}))
    for row in rows.select_related("item_version__item").annotate(policy=Subquery(policy)):
        limits = Limits(**row.policy) if row.policy else limits_of(ReviewPolicy())
        if row.count >= limits.enough_answers:
            yield row, faults_of(row, limits)


def faults_of(row: ItemStatistics, limits: Limits) -> list[Fault]:
    """Empty with too few answers. `row` comes with its item version and the item of that."""
    entry = row.item_version
    options = get_question_type(entry.item.type).options_of(entry.parsed)
    labels = {option.name: option.label for option in options}
    is_lettered = entry.item.type == LETTERED
    return find_faults(Figures(row.count, row.facility, row.discrimination, row.options, labels, is_lettered), limits)
