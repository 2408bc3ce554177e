"""What the statistics of a quiz's questions say to whoever reviews it."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Content, ItemVersion, ReviewPolicy, VersionItem
from content.review.evidence import Evidence
from progress.charts.traces import draw_traces
from progress.models import ItemStatistics
from progress.statistics.options import show_options
from progress.statistics.saying import say, why_none

TEMPLATE = "progress/statistics/_evidence.html"


def quiz_evidence(content: Content, items: Sequence[ItemVersion]) -> dict[UUID, list[Evidence]]:
    """By item, what first answers say of the very wording that is read or, where nobody answered that, of the one that
    students see. Two queries."""
    read = {entry.pk for entry in items}
    seen = VersionItem.objects.filter(
        version=content.published_version_id, item_version__item__in=[entry.item_id for entry in items]
    )
    rows = ItemStatistics.objects.filter(
        Q(item_version__in=read) | Q(item_version__in=seen.values("item_version")), is_first=True
    )
    found: dict[UUID, ItemStatistics] = {}
    for row in rows.select_related("item_version__item"):
        if row.item_version_id in read or row.item_version.item_id not in found:
            found[row.item_version.item_id] = row
    policy = ReviewPolicy.current() if found else ReviewPolicy()
    return {item: _say(row, policy, is_read=row.item_version_id in read) for item, row in found.items()}


def _say(row: ItemStatistics, policy: ReviewPolicy, *, is_read: bool) -> list[Evidence]:
    entry = row.item_version
    saying, options = say(entry, row, policy), show_options(entry, row)
    traces = draw_traces(options, row.options["sizes"]) if options else None
    count = ngettext("%(count)d first answer", "%(count)d first answers", row.count) % {"count": row.count}
    of_which = "" if is_read else _("to the wording that students see")
    return [
        Evidence(_("Answered"), count, of_which),
        Evidence(_("Facility"), _percent(row.facility), _("of its points on average")),
        Evidence(
            _("Discrimination"),
            _percent(row.discrimination),
            f"{saying.text} {why_none(row, 'discrimination')}".strip() if row.discrimination is None else saying.text,
            saying.tone,
            template=TEMPLATE if traces else "",
            drawing={"traces": traces, "options": options, "count": row.count},
        ),
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else _("%(percent)d%%") % {"percent": round(100 * value)}
