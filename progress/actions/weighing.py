"""What follows from statistics: where they speak against an item that students see, its review is opened again."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from content.actions.finding import Found, report_findings
from content.models import ReviewPolicy, VersionItem
from progress.models import ItemStatistics
from progress.statistics.faults import Figures, Limits, find_faults


def weigh(item_versions: Collection[UUID]) -> int:
    """Look at the figures of first answers to these item versions, as far as students see them, and report what they
    say against them; returns how much was new. Five queries at most where nothing is, whatever their number. Safe to
    call twice, and twice at once."""
    limits = _limits()
    seen = VersionItem.objects.filter(
        item_version=OuterRef("item_version"), version=F("version__content__published_version")
    )
    rows = ItemStatistics.objects.filter(
        Exists(seen), item_version__in=item_versions, is_first=True, count__gte=limits.enough_answers
    )
    return report_findings(
        Found(row.item_version_id, fault.kind, fault.numbers)
        for row in rows.order_by("item_version")
        for fault in find_faults(_figures(row), limits)
    )


def _limits() -> Limits:
    policy = ReviewPolicy.current()
    return Limits(policy.enough_answers, policy.least_discrimination, policy.lowest_facility, policy.highest_facility)


def _figures(row: ItemStatistics) -> Figures:
    labels = {option["name"]: option["label"] for option in row.options.get("options", []) if "label" in option}
    return Figures(row.count, row.facility, row.discrimination, row.options, labels)
