"""The parts of quality that this floor knows itself: what the automated checks found, and how items fared."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.documents import load_items
from content.models import CheckRun, ContentVersion
from content.quality_parts import QualityPart
from content.review.item_quality import quality_by_study
from content.review.score import CHECKS, STATISTICS, UNKNOWN, WEIGHTS, mean_of


def checks_part(version: ContentVersion) -> QualityPart | None:
    """What the checks came to: certain, for they look at all of it. None where no check applied."""
    run = CheckRun.objects.filter(version=version).first()
    label = _("Automated checks")
    if run is None or run.state != CheckRun.State.DONE:
        sentence = _("The checks of this version have not run yet.")
        return QualityPart(CHECKS, label, WEIGHTS[CHECKS], UNKNOWN.value, UNKNOWN.low, UNKNOWN.high, 0, sentence)
    if run.score is None:
        return None
    measured = version.check_results.filter(metric__isnull=False).count()
    said = ngettext("%(count)d check measured it.", "%(count)d checks measured it.", measured) % {"count": measured}
    return QualityPart(CHECKS, label, WEIGHTS[CHECKS], run.score, run.score, run.score, measured, said)


def statistics_part(version: ContentVersion) -> QualityPart | None:
    """The mean quality of its items by how students answered them; those that too few answered count as unknown. None
    where it has no item that answers could measure."""
    items = quality_by_study(load_items(version, is_shown=False))
    if not items:
        return None
    found = mean_of(list(items.values()))
    measured = [item for item in items.values() if item.size]
    faulty = sum(bool(item.faults) for item in measured)
    sentence = ngettext(
        "%(measured)d of %(count)d item was answered often enough.",
        "%(measured)d of %(count)d items were answered often enough.",
        len(items),
    ) % {"measured": len(measured), "count": len(items)}
    if faulty:
        fault = ngettext("%(count)d of them has a fault.", "%(count)d of them have a fault.", faulty)
        sentence = f"{sentence} {fault % {'count': faulty}}"
    size = sum(item.size for item in measured)
    label = _("How items fare")
    return QualityPart(STATISTICS, label, WEIGHTS[STATISTICS], found.value, found.low, found.high, size, sentence)
