"""What the figures that are kept of an item say against it, by the bounds that staff set."""

from content.models import ReviewPolicy
from progress.models import ItemStatistics
from progress.statistics.faults import Fault, Figures, Limits, find_faults


def current_limits() -> Limits:
    """One query."""
    policy = ReviewPolicy.current()
    return Limits(policy.enough_answers, policy.least_discrimination, policy.lowest_facility, policy.highest_facility)


def faults_of(row: ItemStatistics, limits: Limits) -> list[Fault]:
    """Empty with too few answers."""
    labels = {option["name"]: option["label"] for option in row.options.get("options", []) if "label" in option}
    return find_faults(Figures(row.count, row.facility, row.discrimination, row.options, labels), limits)
