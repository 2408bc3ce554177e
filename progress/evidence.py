"""How students did with single items, for whoever reviews them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Avg, Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Content, ItemCard, ItemVersion
from content.review.evidence import Evidence
from progress.models import CardMemory, ReviewLog, SectionCheck
from progress.models.memory import Rating
from progress.querysets import LEECH
from progress.statistics.reviewing import quiz_evidence

FEW = 10  # answers, below which a share says little
OFTEN = 0.1  # share of learners, from which on a card that they keep forgetting is worth a look
HARD, EASY = 0.3, 0.95  # mean shares of the points, beyond which an item is worth a look
_DECK, _QUIZ = "flashcards", "quiz"


def item_statistics(content: Content, items: Sequence[ItemVersion]) -> dict[UUID, list[Evidence]]:
    """By item, of a question the statistics of its wording; of what else there is all that students did with it while
    what counts as right was what it is now: how often it was answered and how well, a card how often it was known. And
    how many keep forgetting it. Three queries."""
    found = quiz_evidence(content, items) if content.kind == _QUIZ else _study_evidence(content, items)
    for row in _forgotten(items):
        found.setdefault(row["item"], []).append(_say_forgotten(row["leeches"], row["learners"]))
    return found


def _study_evidence(content: Content, items: Sequence[ItemVersion]) -> dict[UUID, list[Evidence]]:
    now = {(entry.item_id, entry.answer_fingerprint) for entry in items}
    rows = _rows(content, items)
    return {row["about"]: _say(content, row) for row in rows if (row["about"], row["answered"]) in now}


def _rows(content: Content, items: Sequence[ItemVersion]) -> "QuerySet[Any, dict[str, Any]]":
    """Item, fingerprint of the answers, count, how many earned nothing, and the mean share of the points."""
    held = Q(item_version__item__in=[entry.item_id for entry in items])
    if content.kind == _DECK:
        return _grouped(ReviewLog.objects.counted().filter(held), Q(rating=Rating.AGAIN), Avg(_KNOWN))
    graded = SectionCheck.objects.filter(held, fraction__isnull=False)
    return _grouped(graded, Q(fraction__lte=0), Avg(_FRACTION))


def _forgotten(items: Sequence[ItemVersion]) -> "QuerySet[Any, Any]":
    """Of the items that are a leech for somebody: for how many of those who learn any card of it, as it is now."""
    listed = ItemCard.objects.filter(item_version__in=[entry.pk for entry in items])
    card = listed.filter(item_version__item=OuterRef("item"), name=OuterRef("card"))
    question = {"card": "", "answer_fingerprint__in": [entry.answer_fingerprint for entry in items]}
    learnt = Q(Exists(card.filter(answer_fingerprint=OuterRef("answer_fingerprint")))) | Q(**question)
    memories = CardMemory.objects.filter(learnt, item__in=[entry.item_id for entry in items]).order_by()
    people = Count("student", distinct=True)
    counted = memories.values("item").annotate(
        learners=people, leeches=Count("student", distinct=True, filter=Q(lapses__gte=LEECH))
    )
    return counted.filter(leeches__gt=0)


def _say_forgotten(leeches: int, learners: int) -> Evidence:
    value = _("%(leeches)d of %(learners)d") % {"leeches": leeches, "learners": learners}
    note = _("who learn this card keep forgetting it")
    if leeches < OFTEN * learners:
        return Evidence(_("Leech"), value, note)
    return Evidence(_("Leech"), value, f"{note}. " + _("Say it in fewer words, or make several cards of it."), "warn")


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
