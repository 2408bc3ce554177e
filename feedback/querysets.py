"""Who may rate and read what, as rows; the same rules for one object stand in `feedback.access`."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from accounts.models import User
from content.models import Content, ItemVersion
from content.querysets import AUTHOR, STUDENT

if TYPE_CHECKING:
    from feedback.models import ContentFeedback  # noqa: F401 - in a base, as a string


def contents_ratable_by(user: User) -> "models.QuerySet[Content]":
    """What `user` may rate: what she may study, but not her own."""
    return Content.objects.studiable_by(user).exclude(owner=user)


class ContentFeedbackQuerySet(models.QuerySet["ContentFeedback"]):
    def readable_by(self, user: User) -> Self:
        """One's own, and what others say of one's material."""
        own = Q(author=user) if user.has_perm(STUDENT) else Q(pk__in=[])
        received = Q(content__owner=user) if user.has_perm(AUTHOR) else Q(pk__in=[])
        return self.filter(own | received)

    def for_list(self) -> Self:
        """With all that a row of a list shows: `about` is the heading of the item in that version."""
        wording = ItemVersion.objects.filter(item=OuterRef("item"), entries__version=OuterRef("version"))
        return (
            self.select_related("author", "version")
            .defer("version__text", "version__frame")
            .annotate(about=Subquery(wording.values("heading")[:1]))
        )
