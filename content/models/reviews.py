"""Review: a request, who holds it, a verdict for each item, a decision, and the approvals that follow."""

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel, User
from content.models.content import Content
from content.models.versions import IMMUTABLE, NEVER_EMPTIED, ContentVersion, Item, ItemVersion
from content.querysets import ItemApprovalQuerySet, ReviewRequestQuerySet

FOUR_EYES = """
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
IF EXISTS (SELECT 1 FROM content_stepapproval s
           WHERE s.request_id = NEW.request_id AND s.reviewer_id = NEW.reviewer_id) THEN
    RAISE EXCEPTION 'two steps need two people' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
# What study says against an item is ruled on before the piece is approved with it.
RULED = """
IF NEW.outcome = 'approve' AND EXISTS (
        SELECT 1 FROM content_reviewrequest r
        JOIN content_itemfinding f ON f.content_id = r.content_id AND f.state = 'open'
        JOIN content_versionitem vi ON vi.version_id = r.version_id AND vi.item_version_id = f.item_version_id
        WHERE r.id = NEW.request_id) THEN
    RAISE EXCEPTION 'a finding is not ruled on' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
# An approval may be taken back, once; nothing else of it ever changes, and it never goes away.
ONLY_REVOKED = """
IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL
        OR (NEW.id, NEW.item_id, NEW.fingerprint, NEW.request_id, NEW.approved_by_id, NEW.approved_at)
           IS DISTINCT FROM
           (OLD.id, OLD.item_id, OLD.fingerprint, OLD.request_id, OLD.approved_by_id, OLD.approved_at) THEN
    RAISE EXCEPTION 'an approval is only ever revoked' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class ReviewRequest(TimeOrderedModel):
    """One version, submitted for review. At most one open request a piece; a claim is exclusive and expires. It takes
    one step or two, each by another person: `step` is the one it waits for, and only the members of its group, where
    it has one, take it. Reopened by evidence, it was the evidence of study that asked, and `submitted_by` is the owner
    of the piece."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Origin(models.TextChoices):
        AUTHOR = "author", _("Submitted")
        EVIDENCE = "evidence", _("Reopened by evidence")

    class Priority(models.IntegerChoices):
        LOW = 1, _("Low")
        NORMAL = 2, _("Normal")
        HIGH = 3, _("High")
        URGENT = 4, _("Urgent")

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="review_requests")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="review_requests")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions")
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    note = models.TextField(_("note to the reviewer"), max_length=2000, blank=True)
    origin = models.CharField(
        _("how it came"), max_length=10, choices=Origin, default=Origin.AUTHOR, db_default=Origin.AUTHOR
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL, db_default=Priority.NORMAL
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    step = models.PositiveSmallIntegerField(_("step"), default=1, db_default=1)
    steps = models.PositiveSmallIntegerField(_("steps"), default=1, db_default=1)
    first_group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    second_group = models.ForeignKey(Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

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
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="review_request_priority_known"),
            models.CheckConstraint(
                condition=Q(step__gte=1, steps__lte=2, step__lte=models.F("steps")), name="review_request_step_known"
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at", "id"], name="review_request_queue", condition=models.Q(state="open")),
            models.Index(
                fields=["-priority", "due_at", "id"], name="review_request_urgency", condition=models.Q(state="open")
            ),
            models.Index(
                fields=["-closed_at", "-id"], name="review_request_decided", condition=models.Q(state="decided")
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)

    def get_priority_display(self) -> str:  # type: ignore[no-redef]  # the plugin brings Django's own
        """Its label, as `Content.get_level_display` finds it."""
        return str(self.Priority(self.priority).label)

    def is_claimed_by(self, user: User) -> bool:
        """Whether `user` holds it now."""
        return self.claimed_by_id == user.pk and self.is_claimed

    @property
    def is_claimed(self) -> bool:
        return self.claimed_until is not None and self.claimed_until > timezone.now()

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.OPEN and self.due_at is not None and self.due_at < timezone.now()

    @property
    def is_reopened(self) -> bool:
        """Whether students saw the version already, and evidence spoke against it."""
        return self.origin == self.Origin.EVIDENCE

    @property
    def is_last_step(self) -> bool:
        return self.step == self.steps

    @property
    def group(self) -> Group | None:
        """Whose members alone take the step it waits for; None where any reviewer does."""
        return self.first_group if self.step == 1 else self.second_group


def verdict_has_reason() -> Q:
    """What is not simply fine says why."""
    return Q(verdict="fine") | (Q(verdict__in=["problem", "comment"]) & ~Q(reason=""))


class ItemVerdict(TimeOrderedModel):
    """What a reviewer says of one item version in one step of a request. Fine approves it. A problem, with its reason
    and the `faults` it has, and a comment, which judges nothing, do not."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("Fine")
        PROBLEM = "problem", _("Problem")
        COMMENT = "comment", _("Comment")

    class Fault(models.TextChoices):
        ACCURACY = "accuracy", _("Not accurate")
        KEY = "key", _("Answer key")
        CLARITY = "clarity", _("Not clear")
        LEVEL = "level", _("Wrong level")
        EXPLANATION = "explanation", _("Explanation")
        ACCESS = "access", _("Not accessible")
        RIGHTS = "rights", _("Rights and sources")

    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, related_name="verdicts")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="verdicts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    faults = models.JSONField(
        _("what is wrong"), default=list, blank=True, db_default=models.Value([], models.JSONField())
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    step = models.PositiveSmallIntegerField(_("step"), default=1, db_default=1)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.UniqueConstraint("request", "item_version", "step", name="item_verdict_once_a_step"),
            models.CheckConstraint(condition=verdict_has_reason(), name="item_verdict_has_reason"),
        ]
        triggers = [IMMUTABLE, NEVER_EMPTIED]

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
            NEVER_EMPTIED,
            pgtrigger.Trigger(name="four_eyes", when=pgtrigger.Before, operation=pgtrigger.Insert, func=FOUR_EYES),
            pgtrigger.Trigger(name="findings_ruled", when=pgtrigger.Before, operation=pgtrigger.Insert, func=RULED),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class StepApproval(TimeOrderedModel):
    """The approval that a first step ends with: the request goes on to its second, and another person."""

    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, db_index=False, related_name="step_approvals")
    step = models.PositiveSmallIntegerField(_("step"), default=1)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), max_length=4000, blank=True)
    approved_at = models.DateTimeField(_("approved"), default=timezone.now)

    class Meta:
        verbose_name = _("approval of a step")
        verbose_name_plural = _("approvals of steps")
        constraints = [models.UniqueConstraint(fields=["request", "step"], name="step_approval_once")]
        triggers = [
            IMMUTABLE,
            NEVER_EMPTIED,
            pgtrigger.Trigger(name="four_eyes", when=pgtrigger.Before, operation=pgtrigger.Insert, func=FOUR_EYES),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.step}"


class ItemApproval(TimeOrderedModel):
    """That an item may be seen as it reads under this fingerprint: given once, it holds through every edit of its
    neighbours and comes back with the old wording, until somebody revokes it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="approvals")
    fingerprint = models.CharField(max_length=64)
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, related_name="approvals")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(_("approved"), default=timezone.now)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_reason = models.TextField(_("why it was revoked"), max_length=2000, blank=True, db_default="")

    objects = ItemApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "fingerprint"], condition=Q(revoked_at__isnull=True), name="item_approval_holds_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_reason="")),
                name="item_approval_revoked_whole",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="only_revoked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=ONLY_REVOKED,
            ),
            NEVER_EMPTIED,
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.fingerprint[:8]}"


class ReviewDraft(TimeOrderedModel):
    """What a reviewer has said of a request so far and not sent: the fields of the form as they were typed."""

    request = models.ForeignKey(ReviewRequest, on_delete=models.CASCADE, db_index=False, related_name="drafts")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_blind = models.BooleanField(_("of a second review"), default=False)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a review")
        verbose_name_plural = _("drafts of reviews")
        constraints = [
            models.UniqueConstraint(fields=["request", "reviewer", "is_blind"], name="review_draft_one_each")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.reviewer_id}"

    @property
    def stamp(self) -> str:
        """Changes whenever something is kept: by it a page knows whether it shows what was kept last."""
        return self.saved_at.isoformat()
