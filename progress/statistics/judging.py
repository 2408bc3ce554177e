"""What the figures that are kept of an item say against it, by the bounds that staff set."""

from content.models import ReviewPolicy
from content.questions import get_question_type
from progress.models import ItemStatistics
from progress.statistics.faults import Fault, Figures, Limits, find_faults

LETTERED = "multiple_choice"  # its options are A, B, C, as the author ordered them


def current_limits() -> Limits:
    """One query."""
    policy = ReviewPolicy.current()
    return Limits(policy.enough_answers, policy.least_discrimination, policy.lowest_facility, policy.highest_facility)


def faults_of(row: ItemStatistics, limits: Limits) -> list[Fault]:
    """Empty with too few answers. `row` comes with its item version and the item of that."""
    entry = row.item_version
    options = get_question_type(entry.item.type).options_of(entry.parsed)
    labels = {option.name: option.label for option in options}
    is_lettered = entry.item.type == LETTERED
    return find_faults(Figures(row.count, row.facility, row.discrimination, row.options, labels, is_lettered), limits)
