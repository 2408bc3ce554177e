"""Which quizzes belong to a guide or a deck, and the other way round.

A quiz belongs to a piece where an item of one was made from an item of the other, or both from the same; or where a
class is given both, and they have the same topic. Only what students can read and take now counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from content.kinds import KINDS, StudyMode
from content.models import Content, Derivation, VersionItem
from progress.models import Assignment

SHOWN = 10  # of what belongs to one piece

QUIZZES = [kind.name for kind in KINDS.values() if kind.study_mode == StudyMode.ANSWER]
MATERIAL = [kind.name for kind in KINDS.values() if kind.study_mode in (StudyMode.READ, StudyMode.TURN)]


class Why(StrEnum):
    MADE = "made"
    GIVEN = "given"


@dataclass(frozen=True)
class Linked:
    content: Content
    why: Why


def find_linked(content: Content, kinds: Sequence[str]) -> list[Linked]:
    """What belongs to a published piece, of these kinds: first what was made from it, or it from that, by title; at
    most `SHOWN` of each. Two queries."""
    made = list(_of_kinds(_made_from(content), content, kinds))
    given = [other for other in _of_kinds(_given_with(content), content, kinds) if other not in made]
    return [Linked(each, Why.MADE) for each in made] + [Linked(each, Why.GIVEN) for each in given]


def _of_kinds(found: QuerySet[Content], content: Content, kinds: Sequence[str]) -> QuerySet[Content]:
    others = found.filter(kind__in=kinds, published_version__isnull=False).exclude(pk=content.pk)
    return (
        others.select_related("published_version")
        .defer("search", "published_version__text")
        .order_by("title", "pk")[:SHOWN]
    )


def _made_from(content: Content) -> QuerySet[Content]:
    held = VersionItem.objects.filter(version=content.published_version_id).values("item_version__item")
    sources = Derivation.objects.filter(item__in=held).values("source")
    made = Derivation.objects.filter(Q(source__in=held) | Q(source__in=sources)).values("item")
    related = VersionItem.objects.filter(Q(item_version__item__in=sources) | Q(item_version__item__in=made))
    return Content.objects.filter(published_version__in=related.values("version"))


def _given_with(content: Content) -> QuerySet[Content]:
    if content.topic_id is None:
        return Content.objects.none()
    standing = Assignment.objects.standing()
    classes = standing.filter(content=content).values("classroom")
    return Content.objects.filter(
        topic=content.topic_id, pk__in=standing.filter(classroom__in=classes).values("content")
    )
