"""How students who studied something first fared in a quiz, against those who did not. No experiment: who studies first
may differ in other ways, and whoever shows the figures says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Aggregate,
    Avg,
    BooleanField,
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    StdDev,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from content.kinds import StudyMode
from content.models import Content, VersionItem
from progress.helped.welch import Group, compare_means
from progress.models import CardMemory, ItemRead, QuizAttempt

FEWEST = 5  # students in each group, below which nothing is said


@dataclass(frozen=True)
class Comparison:
    """Those who `studied` first and the `others`. `difference` is how many points of percent more the former earned on
    average, between `low` and `high` with a certainty of 95%; all None where that cannot be told, and `reason` says
    why."""

    studied: Group
    others: Group
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    @property
    def is_more(self) -> bool:
        return (self.difference or 0) >= 0

    @property
    def shortfall(self) -> float:
        return -(self.difference or 0)

    @property
    def is_clear(self) -> bool:
        """Whether the whole interval lies on one side of nothing."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def compare(materials: Sequence[Content], quizzes: Sequence[Content]) -> dict[tuple[UUID, UUID], Comparison]:
    """By guide or deck and quiz. A student's score is that of her first finished attempt at the quiz, in percent of
    what was graded; she *studied first* if she had read, or turned a card of, at least half of the items of the
    material, as it is now, before that attempt began. The authors of the two are left out. One query, none for none."""
    if not materials or not quizzes:
        return {}
    first, *rest = [_grouped(material, quizzes) for material in materials]
    groups: dict[tuple[UUID, UUID, bool], Group] = {}
    for row in first.union(*rest, all=True):
        group = Group(row["count"], row["mean"], row["deviation"], row["median"])
        groups[row["material"], row["content"], row["studied"]] = group
    return {
        (material.pk, quiz.pk): _compare(*(groups.get((material.pk, quiz.pk, each), Group()) for each in (True, False)))
        for material in materials
        for quiz in quizzes
    }


def _compare(studied: Group, others: Group) -> Comparison:
    if min(studied.count, others.count) < FEWEST:
        reason = _("It takes at least %(count)d students in each group to compare them.") % {"count": FEWEST}
        return Comparison(studied, others, reason=reason)
    bounds = compare_means(studied, others)
    if bounds is None or studied.mean is None or others.mean is None:
        return Comparison(studied, others, reason=_("In each group all scores are the same, so nothing can be told."))
    return Comparison(studied, others, studied.mean - others.mean, *bounds)


def _grouped(material: Content, quizzes: Sequence[Content]) -> "QuerySet[Any, Any]":
    """By quiz and whether the material was studied first: how many, and the figures of their scores."""
    items: QuerySet[Any, Any] = VersionItem.objects.filter(version=material.published_version_id).order_by()
    total = Subquery(items.values("version").annotate(count=Count("pk")).values("count"), IntegerField())
    first = QuizAttempt.objects.filter(content__in=quizzes, finished_at__isnull=False)
    first = first.order_by("content", "student", "number").distinct("content", "student")
    scored: QuerySet[Any, Any] = QuizAttempt.objects.filter(pk__in=first.values("pk"), max_score__gt=0)
    told = scored.exclude(student=material.owner_id).exclude(student=F("version__created_by"))
    grouped: QuerySet[Any, Any] = told.annotate(
        material=Value(material.pk, UUIDField()),
        score_percent=Cast(F("score") * 100 / F("max_score"), FloatField()),
        done=Coalesce(Subquery(_studied(material, items), IntegerField()), 0),
        studied=Case(When(done__gte=(total + 1) / 2, then=True), default=False, output_field=BooleanField()),
    ).order_by()
    figures: QuerySet[Any, Any] = grouped.values("material", "content", "studied").annotate(
        count=Count("pk"),
        mean=Avg("score_percent"),
        deviation=StdDev("score_percent", sample=True),
        median=_Median("score_percent", output_field=FloatField()),
    )
    return figures


def _studied(material: Content, items: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """How many of the items a student had done something with, before an attempt of hers began."""
    held = items.values("item_version__item")
    done: QuerySet[Any, Any] = ItemRead.objects.filter(read_at__lt=OuterRef("started_at"))
    if material.kind_type.study_mode == StudyMode.TURN:
        done = CardMemory.objects.filter(first_review__lt=OuterRef("started_at"))
    own = done.filter(student=OuterRef("student"), item__in=held).order_by()
    counted: QuerySet[Any, Any] = own.values("student").annotate(count=Count("item", distinct=True)).values("count")
    return counted


class _Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
