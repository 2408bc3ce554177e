"""Rows for reports, made straight: how evidence becomes progress is tested where progress is."""

from datetime import UTC, datetime

from accounts.models import User
from content.models import Content
from progress.models import LearningProgress

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def make_progress(student: User, content: Content, **figures: object) -> LearningProgress:
    """A student in the middle of a piece."""
    usual: dict[str, object] = {
        "status": "in_progress",
        "percentage": 40,
        "time_spent": 754,
        "started_at": NOON,
        "last_accessed_at": NOON,
    }
    return LearningProgress.objects.create(student=student, content=content, **usual | figures)
