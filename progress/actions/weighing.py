"""What follows from statistics: where they speak against an item that students see, its review is opened again; and the
quality of whatever holds the item is another."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from content.actions.finding import Found, report_findings
from content.actions.scoring import ask_for_score, scored_versions
from content.models import VersionItem
from progress.models import ItemStatistics
from progress.statistics.judging import current_limits, faults_of

BATCH = 500  # item versions that are weighed together


def weigh(item_versions: Collection[UUID]) -> int:
    """Look at the figures of first answers to these item versions, as far as students see them, and report what they
    say against them; returns how much was new. The quality of the pieces that hold them is computed anew. Six queries
    at most where nothing is new, whatever their number, and the jobs. Safe to call twice, and twice at once."""
    if not item_versions:
        return 0
    limits = current_limits()
    seen = VersionItem.objects.filter(
        item_version=OuterRef("item_version"), version=F("version__content__published_version")
    )
    rows = ItemStatistics.objects.filter(
        Exists(seen), item_version__in=item_versions, is_first=True, count__gte=limits.enough_answers
    )
    new = report_findings(
        Found(row.item_version_id, fault.kind, fault.numbers)
        for row in rows.select_related("item_version__item").order_by("item_version")
        for fault in faults_of(row, limits)
    )
    ask_for_score(_pieces_with(item_versions))
    return new


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


def _pieces_with(item_versions: Collection[UUID]) -> list[UUID]:
    """Whose quality these item versions are part of."""
    holding = scored_versions().filter(entries__item_version__in=item_versions)
    return list(holding.order_by().values_list("content", flat=True).distinct())
