"""What follows from statistics: where they speak against an item that students see, its review is opened again."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from content.actions.finding import Found, report_findings
from content.models import ReviewPolicy, VersionItem
from content.questions import get_question_type
from progress.models import ItemStatistics
from progress.statistics.faults import Figures, Limits, find_faults

BATCH = 500  # item versions that are weighed together
LETTERED = "multiple_choice"  # its options are A, B, C, as the author ordered them


def weigh(item_versions: Collection[UUID]) -> int:
    """Look at the figures of first answers to these item versions, as far as students see them, and report what they
    say against them; returns how much was new. Five queries at most where nothing is, whatever their number. Safe to
    call twice, and twice at once."""
    if not item_versions:
        return 0
    limits = _limits()
    seen = VersionItem.objects.filter(
        item_version=OuterRef("item_version"), version=F("version__content__published_version")
    )
    rows = ItemStatistics.objects.filter(
        Exists(seen), item_version__in=item_versions, is_first=True, count__gte=limits.enough_answers
    )
    return report_findings(
        Found(row.item_version_id, fault.kind, fault.numbers)
        for row in rows.select_related("item_version__item").order_by("item_version")
        for fault in find_faults(_figures(row), limits)
    )


def weigh_all() -> int:
    """The same for everything that was ever counted: for what a worker that was stopped has left out, and for bounds
    that staff have set anew."""
    new, last = 0, None
    while keys := _next_keys(last):
        new, last = new + weigh(keys), keys[-1]
    return new


def _next_keys(after: UUID | None) -> list[UUID]:
    rows = ItemStatistics.objects.filter(is_first=True).order_by("item_version")
    rows = rows.filter(item_version__gt=after) if after else rows
    return list(rows.values_list("item_version", flat=True)[:BATCH])


def _limits() -> Limits:
    policy = ReviewPolicy.current()
    return Limits(policy.enough_answers, policy.least_discrimination, policy.lowest_facility, policy.highest_facility)


def _figures(row: ItemStatistics) -> Figures:
    entry = row.item_version
    options = get_question_type(entry.item.type).options_of(entry.parsed)
    labels = {option.name: option.label for option in options}
    is_lettered = entry.item.type == LETTERED
    return Figures(row.count, row.facility, row.discrimination, row.options, labels, is_lettered)
