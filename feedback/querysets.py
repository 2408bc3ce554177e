"""Who may rate and read what, as rows; the same rules for one object stand in `feedback.access`."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, UUIDField, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from content.models import Authorship, Content, ContentVersion, ItemVersion, VersionItem
from content.querysets import AUTHOR, STUDENT

if TYPE_CHECKING:
    from feedback.models import ContentFeedback  # noqa: F401 - in a base, as a string

GONE = 1_000_000  # the place of an item that the version does not hold: after all others
NO_ITEM = UUID(int=0)


def contents_ratable_by(user: User) -> "models.QuerySet[Content]":
    """What `user` may rate: what she may study, but not her own."""
    return Content.objects.studiable_by(user).exclude(owner=user)


class ContentFeedbackQuerySet(models.QuerySet["ContentFeedback"]):
    def readable_by(self, user: User) -> Self:
        """One's own, and what others say of the material that one writes."""
        own = Q(author=user) if user.has_perm(STUDENT) else Q(pk__in=[])
        received = self.model.objects.received_by(user) if user.has_perm(AUTHOR) else self.none()
        return self.filter(own | Q(pk__in=received.values("pk")))

    def received_by(self, user: User) -> Self:
        """What is said of the material that `user` owns, or writes along with others: by its keys, so that no row of
        feedback is looked at that is of other material."""
        along = Authorship.objects.filter(author=user, accepted_at__isnull=False).order_by().values("content")
        return self.filter(content__in=Content.objects.filter(owner=user).order_by().values("pk").union(along))

    def open(self) -> Self:
        return self.filter(status="open")

    def to_answer(self) -> Self:
        """Those that ask the authors for an answer: open ratings of few stars, and open reports."""
        return self.filter(asks_for_answer())

    def rated(self) -> Self:
        """Without the reports of mistakes."""
        return self.filter(rating__isnull=False)

    def promised_until(self, version: ContentVersion) -> Self:
        """The open ones that `version` of the piece addresses, by what its authors said."""
        return self.open().filter(content=version.content_id, promised_number__lte=version.number)

    def for_list(self) -> Self:
        """With all that a row of a list shows: `about` is the heading of the item in that version."""
        return (
            self.select_related("author", "version", "addressed_by", "answered_by")
            .defer("version__text", "version__frame", "addressed_by__text", "addressed_by__frame")
            .annotate(about=Subquery(_wording("version").values("heading")[:1]))
        )

    def by_item(self, version: ContentVersion) -> Self:
        """To be paged by ("rank", "place", "part", "-created_at", "-id"): what asks for an answer first; then what is
        of the whole, and item by item (`part`) as they stand in `version`, those that it does not hold last."""
        standing = VersionItem.objects.filter(version=version, item_version__item=OuterRef("item"))
        place = Coalesce(Subquery(standing.values("position")[:1]), Value(GONE))
        return self.annotate(
            rank=Case(When(asks_for_answer(), then=Value(0)), default=Value(1)),
            place=Case(When(item__isnull=True, then=Value(-1)), default=place, output_field=IntegerField()),
            part=Coalesce("item", Value(NO_ITEM), output_field=UUIDField()),
        )

    def reworded_in(self, version: ContentVersion) -> Self:
        """Those about an item that reads otherwise in `version`, or that it does not hold any more."""
        still = _wording("version").filter(pk__in=VersionItem.objects.filter(version=version).values("item_version"))
        return self.filter(~Exists(still), item__isnull=False)


def asks_for_answer() -> Q:
    """The twin of `ContentFeedback.asks_for_answer`."""
    return Q(status="open") & (Q(type="mistake") | Q(rating__lte=2))


def _wording(version: str) -> "models.QuerySet[ItemVersion]":
    """For a subquery: how the item of a feedback reads in the version under that name."""
    return ItemVersion.objects.filter(item=OuterRef("item"), entries__version=OuterRef(version))
