"""What students say, on an author's desk: the average of what they can study now, and the newest comments."""

from django.db.models import F

from accounts.models import User
from content.panels import Panel
from feedback.models import ContentFeedback
from feedback.ratings import AVERAGE, COUNT

SHOWN = 3


def feedback_panel(user: User) -> Panel | None:
    """None where nobody has rated anything of hers. Two queries at most."""
    received = ContentFeedback.objects.filter(content__owner=user)
    current = received.filter(version=F("content__published_version"))
    rating = current.aggregate(average=AVERAGE, count=COUNT)
    if not rating["count"]:
        return None
    newest = received.exclude(text="").for_list().order_by("-created_at", "-id")[:SHOWN]
    return Panel("feedback/_desk.html", {**rating, "newest": list(newest)})
