"""The average rating of a version: computed here, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, DecimalField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Round

from content.models import Content, ContentVersion
from feedback.models import ContentFeedback

COUNT = Count("rating")  # reports of mistakes have none


def average_where(condition: Q | None = None) -> Round:
    """The mean of all ratings, or of those that fulfil the condition."""
    return Round(Avg("rating", filter=condition, output_field=DecimalField(max_digits=3, decimal_places=2)), 2)


AVERAGE = average_where()


@dataclass(frozen=True)
class Rating:
    """The mean of all ratings of a version, whatever they are about, to two decimals, and how many they are."""

    average: Decimal
    count: int


def rating_summary(contents: Content | Iterable[Content]) -> dict[UUID, Rating]:
    """The rating of each version of `contents` that has any, by the version's id, in one query."""
    wanted = [contents] if isinstance(contents, Content) else contents
    rows = (
        ContentFeedback.objects.rated()
        .filter(content__in=wanted)
        .values("version")
        .annotate(average=AVERAGE, count=COUNT)
        .values_list("version", "average", "count")
    )
    return {version: Rating(average, count) for version, average, count in rows}


def rating_of(version: ContentVersion) -> Rating | None:
    """The same number for one version; None where nobody has rated it. One query."""
    found = ContentFeedback.objects.filter(version=version).aggregate(average=AVERAGE, count=COUNT)
    return Rating(found["average"], found["count"]) if found["count"] else None


def with_rating(contents: "QuerySet[Content]") -> "QuerySet[Content]":
    """`contents` with `rating_average` (None without any) and `rating_count` of the published version: the same numbers
    as `rating_summary`, in the query that reads the rows."""
    ratings = ContentFeedback.objects.rated().filter(version=OuterRef("published_version"))
    ratings = ratings.order_by().values("version")  # type: ignore[assignment]  # by version: one row, or none
    return contents.annotate(
        rating_average=Subquery(ratings.annotate(average=AVERAGE).values("average")),
        rating_count=Coalesce(Subquery(ratings.annotate(count=COUNT).values("count")), 0),
    )
