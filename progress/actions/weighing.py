"""What follows from statistics: where they speak against an item that students see, its review is opened again; and the
quality of its pieces is another."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from content.actions.finding import Found, report_findings
from content.actions.scoring import ask_for_score, scored_versions
from content.models import VersionItem
from progress.models import ItemStatistics
from progress.statistics.judging import current_limits, faults_of


def weigh(item_versions: Collection[UUID]) -> int:
    """Look at the figures of first answers to these item versions, as far as students see them, and report what they
    say against them; returns how much was new. The quality of the pieces that hold them is computed anew. Six queries
    at most where nothing is new, whatever their number, and the jobs. Safe to call twice, and twice at once."""
    limits = current_limits()
    seen = VersionItem.objects.filter(
        item_version=OuterRef("item_version"), version=F("version__content__published_version")
    )
    rows = ItemStatistics.objects.filter(
        Exists(seen), item_version__in=item_versions, is_first=True, count__gte=limits.enough_answers
    )
    new = report_findings(
        Found(row.item_version_id, fault.kind, fault.numbers)
        for row in rows.order_by("item_version")
        for fault in faults_of(row, limits)
    )
    ask_for_score(_pieces_with(item_versions))
    return new


def _pieces_with(item_versions: Collection[UUID]) -> list[UUID]:
    """Whose quality these item versions are part of."""
    holding = scored_versions().filter(entries__item_version__in=item_versions)
    return list(holding.order_by().values_list("content", flat=True).distinct())
