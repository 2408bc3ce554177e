"""What students say, on an author's desk: what asks for an answer, the average of what they can study now, and the
newest comments. And the way to it from the page of a piece."""

from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from content.models import Content
from content.panels import Panel
from content.piece_links import LinkGroup, PieceLink
from feedback.models import ContentFeedback
from feedback.querysets import asks_for_answer
from feedback.ratings import average_where

SHOWN, SHOWN_COMMENTS = 5, 3


def feedback_panel(user: User) -> Panel | None:
    """None where nobody has said anything that is to be read. Two queries at most."""
    received = ContentFeedback.objects.received_by(user)
    is_current = Q(version=F("content__published_version"))
    rating = received.aggregate(
        average=average_where(is_current),
        count=Count("rating", filter=is_current),
        to_answer=Count("pk", filter=asks_for_answer()),
    )
    if not (rating["count"] or rating["to_answer"]):
        return None
    rank = Case(When(asks_for_answer(), then=Value(0)), default=Value(1), output_field=IntegerField())
    told = received.filter(~Q(text="") | asks_for_answer()).annotate(rank=rank).for_list()
    found = list(told.order_by("rank", "-created_at", "-id")[:SHOWN])
    asking = [said for said in found if said.asks_for_answer]
    newest = [said for said in found if not said.asks_for_answer][:SHOWN_COMMENTS]
    return Panel("feedback/_desk.html", {**rating, "asking": asking, "newest": newest})


def feedback_links(content: Content, user: User) -> LinkGroup | None:
    """None for what students do not see, nor ever have. No query."""
    if content.published_at is None:
        return None
    url = reverse("feedback:list", args=[content.pk])
    return LinkGroup(_("What students say"), [PieceLink(_("Ratings, comments and reports"), url, "star")])
