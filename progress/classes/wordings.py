"""The items of pieces as students see them now, for whoever looks at how they were answered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from content.item_types import get_item_type
from content.kinds.study_guide import SectionData
from content.models import ItemVersion, VersionItem
from content.questions import QuestionType, get_question_type
from content.questions.base import QuestionData

Keys = Collection[UUID] | QuerySet[Any, Any]


@dataclass(frozen=True)
class Asked:
    """The question that an item asks: itself, or the one at the end of a section."""

    type: QuestionType[Any]
    data: QuestionData

    def say(self, answer: Any) -> str:
        """An answer in plain words."""
        return self.type.answer_text(self.data, answer)

    @property
    def right(self) -> str:
        """What is right, as safe HTML."""
        return self.type.correct_text(self.data)


def question_of(entry: ItemVersion) -> Asked | None:
    """None where the wording (its item loaded) asks nothing that can be answered, as a card does."""
    data: Any = entry.parsed
    if isinstance(data, SectionData):
        return Asked(get_question_type(data.question.type), data.question.parsed) if data.question else None  # type: ignore[arg-type]
    if not get_item_type(entry.item.type).is_graded:
        return None
    return Asked(get_question_type(entry.item.type), data)


def held_now(contents: Keys) -> QuerySet[VersionItem]:
    """What the published versions of the pieces hold."""
    return VersionItem.objects.filter(
        version__content__in=contents, version=F("version__content__published_version")
    ).order_by()


def load_wordings(contents: Keys, items: Iterable[UUID], answered: Iterable[UUID] = ()) -> Mapping[UUID, ItemVersion]:
    """By its key, each of the item versions `answered`, and by the key of its item the wording that is published of
    each of the `items`. One query."""
    keys, versions = set(items), set(answered)
    if not keys and not versions:
        return {}
    published = held_now(contents).filter(item_version__item__in=keys).values("item_version")
    found = ItemVersion.objects.filter(Q(pk__in=versions) | Q(pk__in=published)).select_related("item")
    loaded = {entry.pk: entry for entry in found.annotate(is_published=Q(pk__in=published))}
    now = {entry.item_id: entry for entry in loaded.values() if entry.is_published}
    return {**loaded, **now}
