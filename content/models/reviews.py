"""Review: a request, who holds it, a verdict for each item, a decision, and the approvals that follow."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel, User
from content.models.content import Content
from content.models.versions import IMMUTABLE, ContentVersion, Item, ItemVersion
from content.querysets import ReviewRequestQuerySet


class ReviewRequest(TimeOrderedModel):
    """One version, submitted for review. At most one open request a piece; a claim is exclusive and expires."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="review_requests")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="review_requests")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    note = models.TextField(_("note to the reviewer"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review queue")
        ordering = ["submitted_at", "id"]
        permissions = [("review_content", _("Can review material"))]
        constraints = [
            models.UniqueConstraint(
                fields=["content"], condition=models.Q(state="open"), name="review_request_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "decided", "withdrawn"]),
                name="review_request_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(claimed_by__isnull=True, claimed_until__isnull=True)
                | models.Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="review_request_claim_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at", "id"], name="review_request_queue", condition=models.Q(state="open"))
        ]

    def __str__(self) -> str:
        return str(self.version)

    def is_claimed_by(self, user: User) -> bool:
        """Whether `user` holds it now."""
        return self.claimed_by_id == user.pk and self.is_claimed

    @property
    def is_claimed(self) -> bool:
        return self.claimed_until is not None and self.claimed_until > timezone.now()


class ItemVerdict(TimeOrderedModel):
    """What a reviewer says of one item version in one request; a problem needs its reason."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("Fine")
        PROBLEM = "problem", _("Problem")

    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, related_name="verdicts")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="verdicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.UniqueConstraint(fields=["request", "item_version"], name="item_verdict_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="fine") | (models.Q(verdict="problem") & ~models.Q(reason="")),
                name="item_verdict_problem_has_reason",
            ),
        ]
        triggers = [IMMUTABLE]

    def __str__(self) -> str:
        return self.get_verdict_display()


class ReviewDecision(TimeOrderedModel):
    """How a request ended. Asking for changes and rejecting need a reason; nobody decides on their own work,
    and the database holds to both."""

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REQUEST_CHANGES = "request_changes", _("Changes requested")
        REJECT = "reject", _("Rejected")

    request = models.OneToOneField(ReviewRequest, on_delete=models.PROTECT, related_name="decision")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome)
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="approve")
                | (models.Q(outcome__in=["request_changes", "reject"]) & ~models.Q(reason="")),
                name="review_decision_has_reason",
            )
        ]
        triggers = [
            IMMUTABLE,
            pgtrigger.Trigger(
                name="four_eyes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF EXISTS (SELECT 1 FROM content_reviewrequest r
                           JOIN content_content c ON c.id = r.content_id
                           JOIN content_contentversion v ON v.id = r.version_id
                           WHERE r.id = NEW.request_id
                             AND (NEW.reviewer_id IN (r.submitted_by_id, c.owner_id, v.created_by_id)
                                  OR EXISTS (SELECT 1 FROM content_authorship a
                                             WHERE a.content_id = c.id AND a.author_id = NEW.reviewer_id
                                               AND a.accepted_at IS NOT NULL)
                                  OR EXISTS (SELECT 1 FROM content_versionitem vi
                                             JOIN content_itemversion iv ON iv.id = vi.item_version_id
                                             WHERE vi.version_id = v.id AND iv.created_by_id = NEW.reviewer_id))) THEN
                    RAISE EXCEPTION 'nobody reviews their own work' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class ItemApproval(TimeOrderedModel):
    """That an item may be seen as it reads under this fingerprint: given once, it holds through every edit of its
    neighbours and comes back with the old wording."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="approvals")
    fingerprint = models.CharField(max_length=64)
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, related_name="approvals")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved"), default=timezone.now)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [models.UniqueConstraint(fields=["item", "fingerprint"], name="item_approval_once")]
        triggers = [IMMUTABLE]

    def __str__(self) -> str:
        return f"{self.item_id} {self.fingerprint[:8]}"


class Transition(TimeOrderedModel):
    """The record: every change of state of a piece, append-only."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="transitions")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("what happened"), max_length=40)
    from_status = models.CharField(_("from"), max_length=20, blank=True)
    to_status = models.CharField(_("to"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("record")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["content", "-at", "-id"], name="transition_of_content")]
        triggers = [IMMUTABLE]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"
