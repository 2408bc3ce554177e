"""Reviews that a second person repeats without seeing the first: how far two people agree."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel, User
from content.models.reviews import ItemVerdict, ReviewDecision, ReviewRequest, verdict_has_reason
from content.models.versions import IMMUTABLE, ItemVersion
from content.second_querysets import SecondReviewQuerySet


class SecondReview(TimeOrderedModel):
    """A review that ended and was drawn to be repeated, blind, by somebody who decided nothing in the first. It changes
    neither the material nor its approvals; claimed like a request, and done once `outcome` stands."""

    request = models.OneToOneField(ReviewRequest, on_delete=models.PROTECT, related_name="second_review")
    drawn_at = models.DateTimeField(_("drawn"), auto_now_add=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="second_reviews"
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=ReviewDecision.Outcome, blank=True)
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = SecondReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("second review")
        verbose_name_plural = _("second reviews")
        ordering = ["drawn_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_until__isnull=True) | Q(claimed_by__isnull=False),
                name="second_review_claim_whole",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, outcome="")
                | (Q(finished_at__isnull=False, claimed_by__isnull=False) & ~Q(outcome="")),
                name="second_review_finished_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["drawn_at", "id"], name="second_review_open", condition=Q(finished_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.request_id)

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None

    @property
    def is_claimed(self) -> bool:
        return not self.is_done and self.claimed_until is not None and self.claimed_until > timezone.now()

    def is_claimed_by(self, user: User) -> bool:
        """Whether `user` holds it now."""
        return self.claimed_by_id == user.pk and self.is_claimed


class SecondVerdict(TimeOrderedModel):
    """What the second reviewer says of one item version (see `ItemVerdict`)."""

    review = models.ForeignKey(SecondReview, on_delete=models.PROTECT, db_index=False, related_name="verdicts")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="second_verdicts")
    verdict = models.CharField(_("verdict"), max_length=20, choices=ItemVerdict.Verdict)
    faults = models.JSONField(_("what is wrong"), default=list, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("second verdict")
        verbose_name_plural = _("second verdicts")
        constraints = [
            models.UniqueConstraint(fields=["review", "item_version"], name="second_verdict_once"),
            models.CheckConstraint(condition=verdict_has_reason(), name="second_verdict_has_reason"),
        ]
        triggers = [IMMUTABLE]

    def __str__(self) -> str:
        return self.get_verdict_display()
