"""Who may see and do what, as rows; the same rules for one object stand in `content.access`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, ExpressionWrapper, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from content.media import TYPES, MediaSort

if TYPE_CHECKING:
    # The models stand on these querysets, so their names are for the type checker alone.
    from content.models import (  # noqa: F401
        CommentThread,
        Content,
        ItemApproval,
        ItemFinding,
        ItemVersion,
        MediaUpload,
        ReviewRequest,
    )

AUTHOR = "content.add_content"
REVIEWER = "content.review_content"
GROUP_KEEPER = "content.change_reviewergroup"
STUDENT = "content.study_content"
WITHDRAWER = "content.withdraw_content"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class ContentQuerySet(models.QuerySet["Content"]):
    def published(self) -> Self:
        """What students can reach."""
        return self.filter(published_version__isnull=False).exclude(status="archived")

    def editable_by(self, user: User) -> Self:
        """What `user` may change: her own material, and that of others who asked her to write along."""
        if not user.has_perm(AUTHOR):
            return self.none()
        return self.filter(_is_own(user))

    def shared_by_others(self, user: User) -> Self:
        """What `user` may not change."""
        return self.exclude(_is_own(user))

    def managed_by(self, user: User) -> Self:
        """What is `user`'s own, to share and to hand over."""
        return self.filter(owner=user) if user.has_perm(AUTHOR) else self.none()

    def reusable_by(self, user: User) -> Self:
        """Whose items `user` may put into her own material, and what she may duplicate: what she may change, and what
        others share once it is published."""
        if not user.has_perm(AUTHOR):
            return self.none()
        return self.filter(_is_shared() | _is_own(user))

    def reusable_versions(self, user: User) -> "models.QuerySet[Content, Any]":
        """The keys of the versions whose items `user` may see and put elsewhere: the newest of what she may change, of
        what others share the published one."""
        if not user.has_perm(AUTHOR):
            return self.none().values_list("latest_version")
        own = _is_own(user)
        seen = Case(When(own, then="latest_version"), default="published_version")
        return self.filter(_is_shared() | own).annotate(reusable_version=seen).values_list("reusable_version")

    def discussable_by(self, user: User) -> Self:
        """What `user` may read and write comments on: what she may change, and, for reviewers, all that was ever
        submitted."""
        allowed = _is_own(user) if user.has_perm(AUTHOR) else Q(pk__in=[])
        if user.has_perm(REVIEWER):
            requests = apps.get_model("content", "ReviewRequest").objects.filter(content=OuterRef("pk"))
            allowed |= Q(Exists(requests))
        return self.filter(allowed)

    def recorded_for(self, user: User) -> Self:
        """Whose record `user` may read: what she may change, and all of it where she answers for what students see, but
        for what she may yet read a second time, blind."""
        return self.unblind_to(user) if user.has_perm(WITHDRAWER) else self.editable_by(user)

    def unblind_to(self, user: User) -> Self:
        """Without what `user` may yet read a second time: she sees nothing of how its review went."""
        return self.exclude(is_blind_to(user, "pk"))

    def studiable_by(self, user: User) -> Self:
        """What `user` may find in the library and study."""
        return self.published() if user.has_perm(STUDENT) else self.none()

    def for_list(self) -> Self:
        """With all that a row of a list shows, in one query."""
        return self.select_related("owner", "topic", "latest_version", "published_version").defer(
            "search", "latest_version__text", "latest_version__frame", "published_version__text"
        )

    def for_library(self) -> Self:
        """With all that a card of the library shows, and nothing else, in one query: also, in `card_count`, how many
        cards the items of a deck can be learnt as (see `ItemType.card_keys`)."""
        shown = ("kind", "level", "language", "published_at", "published_version__title", "published_version__summary")
        people_and_topic = ("owner__full_name", "owner__username", "topic__path")
        return (
            self.select_related("owner", "topic", "published_version")
            .only(*shown, *people_and_topic)
            .with_item_count("published_version")
            .annotate(card_count=Case(When(kind="flashcards", then=_count_cards("published_version")), default=0))
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
    """How many items the version under that name holds."""
    return _count(apps.get_model("content", "VersionItem").objects.filter(version=OuterRef(version)))


def _count_cards(version: str) -> Coalesce:
    """How many cards the items of the version under that name can be learnt as."""
    entries = apps.get_model("content", "VersionItem").objects.filter(version=OuterRef(version))
    counts = entries.order_by().values("version").annotate(count=Count("item_version__cards")).values("count")
    return Coalesce(Subquery(counts), 0)


def _count_unapproved(version: str) -> Coalesce:
    """How many of them nobody has approved as they read, or study speaks against."""
    entries = apps.get_model("content", "VersionItem").objects.filter(version=OuterRef(version))
    approved = Exists(apps.get_model("content", "ItemApproval").objects.of("item_version__"))
    accused = Exists(apps.get_model("content", "ItemFinding").objects.open().of("version__content", "item_version"))
    return _count(entries.filter(~approved | accused))


def _count_open_threads() -> Coalesce:
    """How many threads about the piece nobody has resolved."""
    threads = apps.get_model("content", "CommentThread").objects.filter(content=OuterRef("content"))
    counts = threads.filter(resolved_at__isnull=True).order_by().values("content").annotate(count=Count("pk"))
    return Coalesce(Subquery(counts.values("count")), 0)


def _count(entries: "models.QuerySet[Any]") -> Coalesce:
    counts = entries.order_by().values("version").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts), 0)


class ItemApprovalQuerySet(models.QuerySet["ItemApproval"]):
    def holding(self) -> Self:
        """Those that nobody has revoked."""
        return self.filter(revoked_at__isnull=True)

    def of(self, wording: str) -> Self:
        """For a subquery: those that hold for the item version under that path of the outer query."""
        return self.holding().filter(item=OuterRef(f"{wording}item"), fingerprint=OuterRef(f"{wording}fingerprint"))


class ItemFindingQuerySet(models.QuerySet["ItemFinding"]):
    def open(self) -> Self:
        """Those that nobody has mended or ruled on."""
        return self.filter(state="open")

    def of(self, content: str, item_version: str) -> Self:
        """For a subquery: those about the piece and the item version under these paths of the outer query."""
        return self.filter(content=OuterRef(content), item_version=OuterRef(item_version))

    def standing_in(self, version: UUID | OuterRef) -> Self:
        """Those whose wording stands in that version (its key)."""
        entries = apps.get_model("content", "VersionItem").objects
        return self.filter(Exists(entries.filter(version=version, item_version=OuterRef("item_version"))))


class CommentThreadQuerySet(models.QuerySet["CommentThread"]):
    def discussed_by(self, user: User) -> Self:
        """Those about what `user` may comment on."""
        return self.filter(content__in=apps.get_model("content", "Content").objects.discussable_by(user))

    def unresolved(self) -> Self:
        return self.filter(resolved_at__isnull=True)


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def open(self) -> Self:
        return self.filter(state="open")

    def reviewable_by(self, user: User) -> Self:
        """Open requests that `user` may decide on: not on material she owns, wrote or submitted, nor where she took the
        step before, nor where the step is for the members of a group that she is not in."""
        if not user.has_perm(REVIEWER):
            return self.none()
        return self.open().filter(_is_step_of(user)).exclude(_authored_by(user))

    def authored_by(self, user: User) -> Self:
        """What `user` owns, wrote or submitted: somebody else reviews it."""
        return self.filter(_authored_by(user))

    def not_authored_by(self, user: User) -> Self:
        return self.exclude(_authored_by(user))

    def unblind_to(self, user: User) -> Self:
        """Without those of pieces that `user` may yet read a second time: she sees nothing of how their review went."""
        return self.exclude(is_blind_to(user, "content"))

    def sent_back(self) -> Self:
        """Requests that ended with changes asked for, and whose author has not submitted again: the last of each."""
        later = self.model.objects.filter(content=OuterRef("content"), closed_at__gt=OuterRef("closed_at"))
        asked = self.filter(content__status="changes_requested", decision__outcome="request_changes")
        return asked.filter(~Exists(later))

    def for_list(self, *, decided: bool = False) -> Self:
        """With all that a row of the queue shows, and little else, in one query: of the `item_count` items in the
        version, `items_to_read` are new or changed (nobody has approved them as they read), or study speaks against
        them; `open_threads`, and its `quality` (see `with_quality`). `decided` brings the decision along, for requests
        that have one."""
        related = ["content__owner", "content__topic", "version", "claimed_by"]
        shown = ["state", "submitted_at", "claimed_until", "version__title", "priority", "due_at", "step", "steps"]
        shown += ["closed_at", "origin"]
        shown += ["content__kind", "content__level", "content__topic__name"]
        people = ["content__owner", "claimed_by"]
        if decided:
            related.append("decision__reviewer")
            shown += ["decision__outcome", "decision__decided_at"]
            people.append("decision__reviewer")
        shown += [f"{person}__{name}" for person in people for name in ("full_name", "username")]
        counts = {"item_count": _count_items("version"), "items_to_read": _count_unapproved("version")}
        counts["open_threads"] = _count_open_threads()
        return self.select_related(*related).only(*shown).annotate(**counts).with_quality()

    def with_quality(self) -> Self:
        """With `quality`: the score of the version by all that is known, or until that is computed by its checks; None
        where they have not run."""
        return self.annotate(quality=Coalesce("version__quality__score", "version__check_run__score"))

    def with_quality_key(self) -> Self:
        """With `quality_key`, for paging from the lowest quality on; what was not measured comes last."""
        return self.annotate(
            quality_key=Coalesce("version__quality__score", "version__check_run__score", models.Value(2.0))
        )

    def with_due_key(self) -> Self:
        """With `due_key`: when it is due, or the end of time, for paging in the order of `by_urgency`."""
        return self.annotate(due_key=Coalesce("due_at", models.Value(NEVER)))

    def by_urgency(self) -> Self:
        """The most urgent first: by priority, then by when it is due, then by how long it has waited."""
        return self.order_by("-priority", models.F("due_at").asc(nulls_last=True), "submitted_at", "id")

    def overdue(self) -> Self:
        return self.open().filter(_is_overdue())

    def unclaimed(self) -> Self:
        """Those that nobody holds at this moment."""
        return self.exclude(is_held())

    def held_by(self, user: User) -> Self:
        """Those that `user` holds at this moment."""
        return self.filter(is_held(), claimed_by=user)

    def held_by_others(self, user: User) -> Self:
        """Those that somebody else holds at this moment."""
        return self.filter(is_held()).exclude(claimed_by=user)

    def counts_for(self, user: User) -> dict[str, int]:
        """How many open requests wait unclaimed, are in her hands and in others', are overdue, and are her own work;
        and for how many pieces the author has been asked for changes. Two queries."""
        alike = list(self._counted_alike(user))
        pieces = apps.get_model("content", "Content").objects.unblind_to(user)
        for_her = [found for found in alike if found.is_step and not found.is_own]
        return {
            "waiting": sum(found.total for found in for_her if not found.is_held),
            "mine": sum(found.total for found in for_her if found.is_held and found.is_hers),
            "overdue": sum(found.total for found in for_her if found.is_late),
            "others": sum(found.total for found in alike if not (found.is_own or found.is_hers) and found.is_held),
            "own": sum(found.total for found in alike if found.is_own),
            "author": pieces.filter(status="changes_requested").count(),
        }

    def _counted_alike(self, user: User) -> Any:
        """How many open requests there are of which the same holds: whether she wrote them, they are held, by her, may
        be taken by her, and are late. Grouped, each of that is found out once a request, not once for each count."""
        facts = {
            "is_own": _authored_by(user),
            "is_held": is_held(),
            "is_hers": Q(claimed_by__isnull=False, claimed_by=user),
            "is_step": _is_step_of(user),
            "is_late": _is_overdue(),
        }
        said = {name: ExpressionWrapper(fact, models.BooleanField()) for name, fact in facts.items()}
        alike = self.open().order_by().annotate(**said).values(*said)
        return alike.annotate(total=Count("pk")).values_list(*said, "total", named=True)


def _is_shared() -> Q:
    """What other authors may see and use."""
    return Q(is_shared=True, published_version__isnull=False) & ~Q(status="archived")


def _is_own(user: User) -> Q:
    """What she owns or writes along with others. The latter are looked up first, for they are few: joined in, they
    would keep the database from using its indexes."""
    along = list(_co_authored_by(user))
    return Q(owner=user) | Q(pk__in=along) if along else Q(owner=user)


def _co_authored_by(user: User) -> "models.QuerySet[Any, Any]":
    authorships = apps.get_model("content", "Authorship").objects
    return authorships.filter(author=user, accepted_at__isnull=False).values_list("content", flat=True)


def _authored_by(user: User) -> Q:
    entries = apps.get_model("content", "VersionItem").objects.filter(version=OuterRef("version"))
    wrote_an_item = Exists(entries.filter(item_version__created_by=user))
    wrote = Q(submitted_by=user) | Q(content__owner=user) | Q(version__created_by=user)
    return wrote | Q(content__in=_co_authored_by(user)) | Q(wrote_an_item)


def _is_step_of(user: User) -> Q:
    """Whether she may take the step that the request waits for: not while she reads an earlier review of the piece a
    second time, blind."""
    groups = user.groups.order_by().values("pk")
    first = Q(step=1) & (Q(first_group__isnull=True) | Q(first_group__in=groups))
    second = Q(step=2) & (Q(second_group__isnull=True) | Q(second_group__in=groups))
    taken = apps.get_model("content", "StepApproval").objects.filter(request=OuterRef("pk"), reviewer=user)
    return (first | (second & ~Q(Exists(taken)))) & ~_is_repeated_by(user)


def _is_repeated_by(user: User) -> Q:
    """Whether she holds a second review of the piece at this moment."""
    reviews = apps.get_model("content", "SecondReview").objects.filter(finished_at__isnull=True).held_by(user)
    return Q(Exists(reviews.filter(request__content=OuterRef("content"))))


def is_blind_to(user: User, content: str) -> Q:
    """Whether `user` may yet repeat, blind, a review of the piece whose key stands under that path."""
    reviews = apps.get_model("content", "SecondReview").objects.repeatable_by(user)
    return Q(Exists(reviews.filter(request__content=OuterRef(content))))


def _is_overdue() -> Q:
    return Q(due_at__isnull=False, due_at__lt=timezone.now())


def is_held() -> Q:
    return Q(claimed_until__isnull=False, claimed_until__gt=timezone.now())


class MediaUploadQuerySet(models.QuerySet["MediaUpload"]):
    def owned_by(self, user: User) -> Self:
        """The files that `user` brought, with what there is to know of them."""
        return self.filter(person=user).select_related("file")

    def of_sort(self, sort: str) -> Self:
        return self.filter(file__type__in=[kind.extension for kind in TYPES.values() if kind.sort == sort])

    def unused(self) -> Self:
        """Those that no version of anybody's points at."""
        wordings, frames = (apps.get_model("content", name).objects for name in ("MediaUse", "FrameUse"))
        same = {"file": OuterRef("file")}
        return self.exclude(Exists(wordings.filter(**same)) | Exists(frames.filter(**same)))

    def without_words(self) -> Self:
        """The images of which nobody has said what they show."""
        return self.of_sort(MediaSort.IMAGE).filter(words="", is_decorative=False)
