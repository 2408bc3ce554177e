"""The blind second review of a sample."""

import hashlib

from content.models import ReviewPolicy, ReviewRequest, SecondReview


def draw_for_second_review(request: ReviewRequest) -> SecondReview | None:
    """Put a review that has just ended into the sample that is read a second time, where its lot falls so."""
    percent = ReviewPolicy.current().second_review_percent
    return SecondReview.objects.create(request=request) if is_drawn(request, percent) else None


def is_drawn(request: ReviewRequest, percent: int) -> bool:
    """Whether it belongs to a sample of `percent` of all: nobody can tell before, and everybody can check after."""
    lot = int.from_bytes(hashlib.sha256(f"second review {request.pk}".encode()).digest()[:8], "big")
    return lot % 100 < percent
