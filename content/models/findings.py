"""What study says against an item that was approved, and what became of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models.content import Content
from content.models.reviews import ReviewRequest
from content.models.versions import NEVER_EMPTIED, ContentVersion, ItemVersion
from content.querysets import ItemFindingQuerySet

# While it is open, it may be laid before another review; once it is closed, nothing of it changes.
CLOSED_ONCE = """
IF TG_OP = 'DELETE' OR OLD.state <> 'open'
        OR (NEW.id, NEW.item_version_id, NEW.content_id, NEW.kind, NEW.numbers, NEW.found_at)
           IS DISTINCT FROM
           (OLD.id, OLD.item_version_id, OLD.content_id, OLD.kind, OLD.numbers, OLD.found_at) THEN
    RAISE EXCEPTION 'a finding is only ever closed, once' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
FOUR_EYES = """
IF EXISTS (SELECT 1 FROM content_content c WHERE c.id = NEW.content_id AND c.owner_id = NEW.ruled_by_id)
        OR EXISTS (SELECT 1 FROM content_authorship a
                   WHERE a.content_id = NEW.content_id AND a.author_id = NEW.ruled_by_id AND a.accepted_at IS NOT NULL)
        OR EXISTS (SELECT 1 FROM content_itemversion iv
                   WHERE iv.id = NEW.item_version_id AND iv.created_by_id = NEW.ruled_by_id) THEN
    RAISE EXCEPTION 'nobody rules on what is said against their own work' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class ItemFinding(TimeOrderedModel):
    """One thing that the evidence says against the wording `item_version`, as it stands in `content`: found once, by
    its `kind` (a name that the floor above gave it; see `content.review.findings`), with the `numbers` as they were.

    It is open until the piece is published without this wording (`fixed`), or a reviewer rules with a `reason` that it
    stays as it is (`kept`); either way it is never raised again. `request` is the review it was last laid before."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Fixed")
        KEPT = "kept", _("Kept as it is")

    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, db_index=False, related_name="findings")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("finding"), max_length=40)
    numbers = models.JSONField(default=dict)
    found_at = models.DateTimeField(_("found"))
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    fixed_by = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("why it stays as it is"), max_length=2000, blank=True)

    objects = ItemFindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(fields=["item_version", "kind"], name="item_finding_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True, fixed_by__isnull=True, ruled_by__isnull=True)
                | Q(state="fixed", closed_at__isnull=False, ruled_by__isnull=True)
                | (Q(state="kept", closed_at__isnull=False, ruled_by__isnull=False) & ~Q(reason="")),
                name="item_finding_closed_whole",
            ),
        ]
        indexes = [models.Index(fields=["content"], name="item_finding_open", condition=Q(state="open"))]
        triggers = [
            NEVER_EMPTIED,
            pgtrigger.Trigger(
                name="closed_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=CLOSED_ONCE,
            ),
            pgtrigger.Trigger(
                name="four_eyes",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.ruled_by_id IS NOT NULL"),
                func=FOUR_EYES,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.item_version_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
