"""Where a student's time went."""

from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from content.models import Content
from progress.days import StudyDay
from progress.figures.rows import counted_reviews, time_slots, within


def time_by_piece(student: User, span: StudyDay) -> QuerySet[Content]:
    """The pieces that she spent time with in the span, with its `milliseconds`: together they are those of the
    `figures.activity` of the same days."""
    slots = within(time_slots(student), "slot", span)
    reviews = within(counted_reviews(student), "reviewed_at", span)
    studied = slots.values("content").union(reviews.values("content"))
    timed = Content.objects.filter(pk__in=studied).annotate(
        milliseconds=_sum_of(slots, "seconds") * 1000 + _sum_of(reviews, "duration_ms")
    )
    return timed.filter(milliseconds__gt=0)


def _sum_of(rows: "QuerySet[Any, Any]", name: str) -> Coalesce:
    """The sum over the rows of one piece."""
    own = rows.filter(content=OuterRef("pk")).order_by().values("content")
    total = own.annotate(total=Cast(Sum(name), BigIntegerField())).values("total")
    return Coalesce(Subquery(total), 0, output_field=BigIntegerField())
