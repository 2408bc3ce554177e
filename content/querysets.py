"""Who may see and do what, as rows; the same rules for one object stand in `content.access`."""

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User

if TYPE_CHECKING:
    # The models stand on these querysets, so their names are for the type checker alone.
    from content.models import Content, ItemApproval, ItemVersion, ReviewRequest  # noqa: F401

AUTHOR = "content.add_content"
REVIEWER = "content.review_content"
STUDENT = "content.study_content"


class ContentQuerySet(models.QuerySet["Content"]):
    def published(self) -> Self:
        """What students can reach."""
        return self.filter(published_version__isnull=False).exclude(status="archived")

    def editable_by(self, user: User) -> Self:
        """What `user` may change: an author's own material."""
        return self.filter(owner=user) if user.has_perm(AUTHOR) else self.none()

    def studiable_by(self, user: User) -> Self:
        """What `user` may find in the library and study."""
        return self.published() if user.has_perm(STUDENT) else self.none()

    def for_list(self) -> Self:
        """With all that a row of a list shows, in one query."""
        return self.select_related("owner", "topic", "latest_version", "published_version").defer(
            "search", "latest_version__text", "latest_version__frame", "published_version__text"
        )

    def with_item_count(self, version: str = "latest_version") -> Self:
        """With `item_count`: how many items that version holds ("latest_version" or "published_version")."""
        return self.annotate(item_count=_count_items(version))

    def sent_back(self) -> Self:
        """What a reviewer wants changed or has rejected, with the reason in `decision_reason`."""
        decisions = apps.get_model("content", "ReviewDecision")
        latest = decisions.objects.filter(request__content=OuterRef("pk")).order_by("-decided_at")
        asked = self.filter(status__in=["changes_requested", "rejected"])
        return asked.annotate(decision_reason=Subquery(latest.values("reason")[:1]))


def _count_items(version: str) -> Coalesce:
    entries = apps.get_model("content", "VersionItem").objects.filter(version=OuterRef(version))
    counts = entries.order_by().values("version").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts), 0)


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def open(self) -> Self:
        return self.filter(state="open")

    def reviewable_by(self, user: User) -> Self:
        """Open requests that `user` may decide on: not on material she owns, wrote or submitted."""
        if not user.has_perm(REVIEWER):
            return self.none()
        return self.open().exclude(Q(submitted_by=user) | Q(content__owner=user) | Q(version__created_by=user))

    def for_list(self, entries: "models.QuerySet[Any]", approvals: "models.QuerySet[Any]") -> Self:
        """With all that a row of the queue shows, in one query; `items_held` are in the version, of which
        `items_to_read` are new or changed: nobody has approved them as they read. Takes the rows of `VersionItem` and
        `ItemApproval`."""
        held = entries.filter(version=OuterRef("version")).order_by()
        approved = approvals.filter(
            item=OuterRef("item_version__item"), fingerprint=OuterRef("item_version__fingerprint")
        )
        return (
            self.select_related("content__owner", "content__topic", "version", "submitted_by", "claimed_by")
            .defer("content__search", "version__text", "version__frame")
            .annotate(items_held=_count(held), items_to_read=_count(held.exclude(Exists(approved))))
        )

    def authored_by(self, user: User) -> Self:
        """Open requests on what `user` owns, wrote or submitted: somebody else reviews them."""
        return self.open().filter(
            Q(submitted_by=user) | Q(content__owner=user) | Q(version__created_by=user)
        )

    def claimed_by_others(self, user: User) -> Self:
        """Those that somebody else holds at this moment."""
        return self.filter(claimed_until__gt=timezone.now()).exclude(claimed_by=user)

    def held_by(self, user: User) -> Self:
        """Those that `user` holds at this moment."""
        return self.filter(claimed_until__gt=timezone.now(), claimed_by=user)

    def unclaimed_for(self, user: User) -> Self:
        """Those that nobody else holds at this moment."""
        return self.filter(Q(claimed_by__isnull=True) | Q(claimed_by=user) | Q(claimed_until__lte=timezone.now()))


def _count(rows: "models.QuerySet[Any]") -> Subquery:
    """How many rows of a correlated subquery there are."""
    counted = rows.annotate(together=Func(F("pk"), function="COUNT")).values("together")
    return Subquery(counted, output_field=models.IntegerField())


def with_approval(
    item_versions: "models.QuerySet[ItemVersion]", approvals: "models.QuerySet[ItemApproval]"
) -> "models.QuerySet[ItemVersion, Any]":
    """`item_versions` with `is_approved`: whether the item may be seen as this version reads."""
    same = approvals.filter(item=OuterRef("item"), fingerprint=OuterRef("fingerprint"))
    return item_versions.annotate(is_approved=Exists(same))
