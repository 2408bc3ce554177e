"""What a student did with her cards today."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from accounts.models import User
from content.models import Content
from progress.days import study_day
from progress.models import ReviewLog
from progress.models.memory import Rating
from progress.querysets import ReviewLogQuerySet


@dataclass(frozen=True)
class Today:
    """Reviews since her midnight, how many of them were remembered, and the seconds they took."""

    reviews: int = 0
    right: int = 0
    seconds: int = 0

    @property
    def share(self) -> int | None:
        """How much of it was remembered, in percent."""
        return round(100 * self.right / self.reviews) if self.reviews else None

    @property
    def minutes(self) -> int:
        """At least one, once there was anything."""
        return max(1, round(self.seconds / 60)) if self.seconds else 0


def load_today(student: User, now: datetime, content: Content | None = None) -> Today:
    """Of one piece, or of all. One query, besides that for her time zone; none of what she took back counts."""
    logs = ReviewLogQuerySet(ReviewLog).reviews_of(student, study_day(student, now)).counted()
    found = (logs if content is None else logs.filter(content=content)).aggregate(
        all=Count("id"), right=Count("id", filter=~Q(rating=Rating.AGAIN)), ms=Sum("duration_ms")
    )
    return Today(found["all"], found["right"], round((found["ms"] or 0) / 1000))
