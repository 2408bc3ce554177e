"""Who has begun a piece, for the floor below that tells them (see `content.learners`)."""

from django.urls import reverse

from content.learners import Learners
from content.models import Content
from progress.models import LearningProgress


def learners_of(content: Content) -> Learners:
    """Everybody who did anything with the piece, finished or not."""
    begun = LearningProgress.objects.filter(content=content, started_at__isnull=False)
    return Learners(set(begun.values_list("student", flat=True)), reverse("progress:piece", args=[content.pk]))
