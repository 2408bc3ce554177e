"""Who may read what a second time, blind, as rows; the same rule for one object stands in `content.access`."""

from functools import partial
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from content.querysets import REVIEWER, is_held

if TYPE_CHECKING:
    from content.models import SecondReview  # noqa: F401 - the models stand on these querysets


class SecondReviewQuerySet(models.QuerySet["SecondReview"]):
    def repeatable_by(self, user: User) -> Self:
        """What `user` may read a second time: nothing that is done, no work of her own, and no review that she had a
        part in, were it but by a word in a thread."""
        if not user.has_perm(REVIEWER):
            return self.none()
        return self.filter(finished_at__isnull=True).exclude(_had_part(user))

    def done(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def unclaimed(self) -> Self:
        """Those that nobody holds at this moment."""
        return self.exclude(is_held())

    def held_by(self, user: User) -> Self:
        """Those that `user` holds at this moment."""
        return self.filter(is_held(), claimed_by=user)

    def for_list(self) -> Self:
        """With all that a row of their list shows, in one query."""
        return self.select_related(
            "request__content__topic", "request__version", "claimed_by", "request__decision"
        ).only(
            "drawn_at",
            "claimed_until",
            "outcome",
            "finished_at",
            "claimed_by__full_name",
            "claimed_by__username",
            "request__version__title",
            "request__decision__outcome",
            "request__content__kind",
            "request__content__level",
            "request__content__topic__name",
        )

    def counts_for(self, user: User) -> dict[str, int]:
        """How many wait for her, how many she holds, and how many are done."""
        is_open, had_part, held = Q(finished_at__isnull=True), _had_part(user), is_held()
        return self.aggregate(
            open=Count("pk", filter=is_open & ~had_part & ~held),
            mine=Count("pk", filter=is_open & held & Q(claimed_by=user)),
            done=Count("pk", filter=~is_open),
        )


def _had_part(user: User) -> Q:
    """Whether she wrote what was reviewed, or decided, took a step, gave a verdict or wrote in a thread about it, or
    has held a review of the piece since it was asked for: whoever holds one reads what was said before."""
    model = partial(apps.get_model, "content")
    of_request = {"request": OuterRef("request"), "reviewer": user}
    spoke = model("Comment").objects.filter(thread__content=OuterRef("request__content"), by=user)
    parts = [model(name).objects.filter(**of_request) for name in ("ReviewDecision", "StepApproval", "ItemVerdict")]
    since = {"content": OuterRef("request__content"), "at__gte": OuterRef("request__submitted_at")}
    held = model("Transition").objects.filter(**since, verb="claim", by=user)
    wrote = Q(request__in=model("ReviewRequest").objects.authored_by(user).values("pk"))
    return Q(wrote, *(Q(Exists(part)) for part in (*parts, spoke, held)), _connector=Q.OR)
