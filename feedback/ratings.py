"""The average rating of a version: computed here, and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Avg, Count, DecimalField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Round

from content.models import Content
from feedback.models import ContentFeedback

AVERAGE = Round(Avg("rating", output_field=DecimalField(max_digits=3, decimal_places=2)), 2)
COUNT = Count("pk")


@dataclass(frozen=True)
class Rating:
    """The mean of all ratings of a version, whatever they are about, to two decimals, and how many they are."""

    average: Decimal
    count: int


def rating_summary(contents: Content | Iterable[Content]) -> dict[UUID, Rating]:
    """The rating of each version of `contents` that has any, by the version's id, in one query."""
    wanted = [contents] if isinstance(contents, Content) else contents
    rows = (
        ContentFeedback.objects.filter(content__in=wanted)
        .values("version")
        .annotate(average=AVERAGE, count=COUNT)
        .values_list("version", "average", "count")
    )
    return {version: Rating(average, count) for version, average, count in rows}


def with_rating(contents: "QuerySet[Content]") -> "QuerySet[Content]":
    """`contents` with `rating_average` (None without any) and `rating_count` of the published version: the same numbers
    as `rating_summary`, in the query that reads the rows."""
    ratings = (
        ContentFeedback.objects.filter(version=OuterRef("published_version")).order_by().values("version")
    )  # grouped by version: one row, or none
    return contents.annotate(
        rating_average=Subquery(ratings.annotate(average=AVERAGE).values("average")),
        rating_count=Coalesce(Subquery(ratings.annotate(count=COUNT).values("count")), 0),
    )
