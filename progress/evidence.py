"""How students did with single items, for whoever reviews them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Content, ItemVersion
from content.review.evidence import Evidence
from progress.models import Response, ReviewLog, SectionCheck
from progress.models.memory import Rating

FEW = 10  # answers, below which a share says little
HARD, EASY = 0.3, 0.95  # mean shares of the points, beyond which an item is worth a look
_DECK, _GUIDE = "flashcards", "study_guide"


def item_statistics(content: Content, items: Sequence[ItemVersion]) -> dict[UUID, list[Evidence]]:
    """By item, from all that students did with it while what counts as right was what it is now: how often it was
    answered and how well, a card how often it was known. One query."""
    rows = _rows(content, items)
    now = {(entry.item_id, entry.answer_fingerprint) for entry in items}
    return {row["about"]: _say(content, row) for row in rows if (row["about"], row["answered"]) in now}


def _rows(content: Content, items: Sequence[ItemVersion]) -> "QuerySet[Any, dict[str, Any]]":
    """Item, fingerprint of the answers, count, how many earned nothing, and the mean share of the points."""
    held = Q(item_version__item__in=[entry.item_id for entry in items])
    if content.kind == _DECK:
        return _grouped(ReviewLog.objects.filter(held), Q(rating=Rating.AGAIN), Avg(_KNOWN))
    graded: Any = SectionCheck if content.kind == _GUIDE else Response
    return _grouped(graded.objects.filter(held, fraction__isnull=False), Q(fraction__lte=0), Avg(_FRACTION))


def _grouped(rows: Any, missed: Q, mean: Avg) -> "QuerySet[Any, dict[str, Any]]":
    named = rows.order_by().values(answered=F("item_version__answer_fingerprint"), about=F("item_version__item"))
    found: QuerySet[Any, dict[str, Any]] = named.annotate(
        count=Count("pk"), missed=Count("pk", filter=missed), mean=mean
    )
    return found


_FRACTION = Cast("fraction", FloatField())
_KNOWN = Case(When(rating=Rating.AGAIN, then=0.0), default=1.0, output_field=FloatField())


def _say(content: Content, row: Mapping[str, Any]) -> list[Evidence]:
    count = ngettext("%(count)d answer", "%(count)d answers", row["count"]) % {"count": row["count"]}
    share = _("%(percent)d%%") % {"percent": round(100 * row["mean"])}
    label = _("Known") if content.kind == _DECK else _("Mean score")
    note = _("%(missed)d earned nothing") % {"missed": row["missed"]}
    return [
        Evidence(_("Answered"), count, "" if row["count"] >= FEW else _("few yet")),
        _difficulty(row, label, share, note),
    ]


def _difficulty(row: Mapping[str, Any], label: str, share: str, note: str) -> Evidence:
    if row["count"] < FEW:
        return Evidence(label, share, note)
    if row["mean"] < HARD:
        return Evidence(label, share, f"{note}. " + _("Hard: look at its key and its words."), "warn")
    if row["mean"] > EASY:
        return Evidence(label, share, f"{note}. " + _("Nearly everybody gets it."))
    return Evidence(label, share, note)
