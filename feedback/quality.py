"""What students say, as parts of the quality of a version, and of the items in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import ContentVersion, ItemVersion
from content.quality_parts import Fault, ItemEvidence, QualityPart
from content.review.score import PENALTIES, RATED_LOW, RATINGS, REPORTED, REPORTS, WEIGHTS, estimate
from feedback.models import ContentFeedback
from feedback.ratings import rating_of

LEAST, MOST = 1, 5  # stars


def ratings_part(version: ContentVersion) -> QualityPart:
    """The average rating of the version as it is shown everywhere, drawn to the middle by a few neutral ones."""
    label, rating = _("Ratings"), rating_of(version)
    if rating is None:
        return _part(RATINGS, label, 0.0, 0, _("Nobody has rated this version yet."))
    said = ngettext("%(average)s of 5, %(count)d rating.", "%(average)s of 5, %(count)d ratings.", rating.count)
    sentence = said % {"average": f"{rating.average:.1f}", "count": rating.count}
    return _part(RATINGS, label, (float(rating.average) - LEAST) / (MOST - LEAST), rating.count, sentence)


def reports_part(version: ContentVersion) -> QualityPart:
    """The share of its items that nobody has anything against, of what is open; the sample is whoever said anything of
    the version, or of an item that it still holds as it was. Two queries."""
    label = _("Open feedback")
    held = list(version.entries.values_list("item_version", flat=True))
    standing = _against(held)
    writers = set(ContentFeedback.objects.filter(version=version).values_list("author", flat=True))
    writers |= {writer for said in standing.values() for writer, _rating in said}
    if not writers or not held:
        return _part(REPORTS, label, 0.0, 0, _("Nobody has said anything of this version yet."))
    if not standing:
        sentence = ngettext(
            "%(count)d person spoke up, and nothing is open against any item.",
            "%(count)d people spoke up, and nothing is open against any item.",
            len(writers),
        )
        return _part(REPORTS, label, 1.0, len(writers), sentence % {"count": len(writers)})
    sentence = ngettext(
        "Something is open against %(faulty)d of %(count)d item.",
        "Something is open against %(faulty)d of %(count)d items.",
        len(held),
    )
    share = 1 - len(standing) / len(held)
    return _part(REPORTS, label, share, len(writers), sentence % {"faulty": len(standing), "count": len(held)})


def item_evidence(entries: Sequence[ItemVersion]) -> dict[UUID, ItemEvidence]:
    """What is open against each of the wordings, those alone that anything is open against. One query."""
    found = _against([entry.pk for entry in entries])
    return {
        key: ItemEvidence(len({writer for writer, _r in said}), tuple(_faults(said))) for key, said in found.items()
    }


def _against(wordings: Iterable[UUID]) -> dict[UUID, list[tuple[UUID, int | None]]]:
    """By wording, who said something against it that is open: who reported a mistake (None), or gave few stars."""
    rows = (
        ContentFeedback.objects.to_answer()
        .filter(version__entries__item_version__in=wordings, version__entries__item_version__item=F("item"))
        .values_list("version__entries__item_version", "author", "rating")
    )
    found: dict[UUID, list[tuple[UUID, int | None]]] = defaultdict(list)
    for wording, author, rating in rows.order_by("pk"):
        found[wording].append((author, rating))
    return dict(found)


def _faults(said: Sequence[tuple[UUID, int | None]]) -> list[Fault]:
    reports = {writer for writer, rating in said if rating is None}
    low = {writer for writer, rating in said if rating is not None}
    faults = []
    if reports:
        told = ngettext(
            "%(count)d student reports a mistake in it.", "%(count)d students report a mistake in it.", len(reports)
        )
        faults.append(Fault(REPORTED, PENALTIES[REPORTED], told % {"count": len(reports)}))
    if low:
        told = ngettext("%(count)d student gave it 1 or 2 stars.", "%(count)d students gave it 1 or 2 stars.", len(low))
        faults.append(Fault(RATED_LOW, PENALTIES[RATED_LOW], told % {"count": len(low)}))
    return faults


def _part(name: str, label: str, share: float, size: int, sentence: str) -> QualityPart:
    found = estimate(share, size)
    return QualityPart(name, label, WEIGHTS[name], found.value, found.low, found.high, size, sentence)
