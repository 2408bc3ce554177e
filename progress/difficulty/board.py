"""What the author of a quiz sees of how hard its questions are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FloatField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Floor

from content.models import Content, ItemVersion
from progress.authors import heading_of
from progress.charts.wright import STEP, WrightMap, draw_map
from progress.difficulty.saying import Saying, say_difficulty
from progress.difficulty.scale import Scale, load_difficulties
from progress.models import Calibration, ItemDifficulty, QuizAttempt, StudentAbility
from progress.querysets import QUESTIONS

HARDEST_FIRST = ("-hardness", "pk")
_NOT_KNOWN = -1e9


@dataclass(frozen=True)
class QuestionRow:
    """A question by its number in the quiz."""

    number: int
    heading: str
    saying: Saying


def number_questions(content: Content) -> dict[UUID, int]:
    """The numbers of the questions that students see, by item version. One query."""
    held = _published(content).order_by("entries__position").values_list("pk", flat=True)
    return {pk: number for number, pk in enumerate(held, start=1)}


def by_hardness(content: Content, calibration: Calibration | None) -> QuerySet[ItemVersion]:
    """Those questions with their `hardness`; what has no estimate comes last in `HARDEST_FIRST`."""
    rows = ItemDifficulty.objects.filter(item_version=OuterRef("pk"), calibration=calibration)
    hardness = Coalesce(Subquery(rows.values("difficulty")[:1]), Value(_NOT_KNOWN), output_field=FloatField())
    return _published(content).select_related("item").annotate(hardness=hardness)


def _published(content: Content) -> QuerySet[ItemVersion]:
    return ItemVersion.objects.filter(entries__version=content.published_version_id, item__type__in=QUESTIONS)


def tell_rows(questions: Sequence[ItemVersion], numbers: Mapping[UUID, int], scale: Scale | None) -> list[QuestionRow]:
    """One query."""
    rows = load_difficulties(scale.calibration, [entry.pk for entry in questions]) if scale else {}
    return [
        QuestionRow(numbers[entry.pk], heading_of(entry), say_difficulty(rows.get(entry.pk), scale))
        for entry in questions
    ]


def map_of(content: Content, numbers: Mapping[UUID, int], scale: Scale) -> WrightMap | None:
    """Its questions, and the students who finished an attempt at it. Two queries."""
    rows = load_difficulties(scale.calibration, numbers)
    difficulties = {numbers[pk]: row.difficulty for pk, row in rows.items() if row.difficulty is not None}
    took = QuizAttempt.objects.filter(content=content, finished_at__isnull=False, student=OuterRef("student"))
    able: QuerySet[Any, Any] = StudentAbility.objects.filter(Exists(took), calibration=scale.calibration).order_by()
    places = able.values_list(Floor(F("ability") / STEP)).annotate(Count("pk"))
    return draw_map(difficulties, {int(place): count for place, count in places})
