"""One piece of study material, and where it stands in its life."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.kinds import Kind, get_kind
from content.querysets import ContentQuerySet

# The last word on "what a student can reach is approved, item by item": no path around it, not even plain SQL.
PUBLISHED_IS_APPROVED = """
IF NEW.published_version_id IS NOT NULL AND (TG_OP = 'INSERT'
        OR NEW.published_version_id IS DISTINCT FROM OLD.published_version_id) THEN
    IF NOT EXISTS (SELECT 1 FROM content_contentversion
                   WHERE id = NEW.published_version_id AND content_id = NEW.id) THEN
        RAISE EXCEPTION 'the published version belongs to another piece' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM content_versionitem vi JOIN content_itemversion iv ON iv.id = vi.item_version_id
               WHERE vi.version_id = NEW.published_version_id AND NOT EXISTS (
                   SELECT 1 FROM content_itemapproval a
                   WHERE a.item_id = iv.item_id AND a.fingerprint = iv.fingerprint AND a.revoked_at IS NULL)) THEN
        RAISE EXCEPTION 'an item of the published version is not approved' USING ERRCODE = 'check_violation';
    END IF;
END IF;
RETURN NEW;
"""


class Level(models.TextChoices):
    ELEMENTARY = "elementary", _("Elementary school")
    MIDDLE_SCHOOL = "middle_school", _("Middle school")
    HIGH_SCHOOL = "high_school", _("High school")
    COLLEGE = "college", _("College")
    ADULT = "adult", _("Adult learning")


class Content(TimeOrderedModel):
    """One piece of material. Its newest version is what the author works on, the approved one what may be published,
    the published one what students see. `publish_at` is when the approved version becomes the published one, where it
    did not at once; at `expires_at` students lose it again. Who withdraws it in an emergency tells them why."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PENDING = "pending", _("Waiting for review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        REJECTED = "rejected", _("Rejected")
        ARCHIVED = "archived", _("Archived")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contents")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40)
    level = models.CharField(_("audience"), max_length=20, choices=Level, default=Level.HIGH_SCHOOL)
    topic = models.ForeignKey(
        "content.Topic",
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contents",
    )
    tags = models.ManyToManyField("content.Tag", verbose_name=_("tags"), blank=True, related_name="contents")
    language = models.CharField(_("language"), max_length=10, default="en")
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    due_on = models.DateField(_("to be ready by"), null=True, blank=True)
    is_shared = models.BooleanField(
        _("other teachers may use its items and duplicate it"), default=False, db_default=False
    )
    copied_from = models.ForeignKey(
        "content.ContentVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="copies"
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    latest_version = models.ForeignKey(
        "content.ContentVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    published_version = models.ForeignKey(
        "content.ContentVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    approved_version = models.ForeignKey(
        "content.ContentVersion", on_delete=models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    publish_at = models.DateTimeField(_("to be published"), null=True, blank=True)
    expires_at = models.DateTimeField(_("to be withdrawn from students"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn in an emergency"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    withdrawn_reason = models.TextField(
        _("why it was withdrawn"), max_length=1000, blank=True, db_default="", editable=False
    )
    search = SearchVectorField(null=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects = ContentQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of material")
        verbose_name_plural = _("material")
        permissions = [
            ("study_content", _("Can study published material")),
            ("withdraw_content", _("Can withdraw published material in an emergency")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "draft",
                        "pending",
                        "changes_requested",
                        "approved",
                        "published",
                        "rejected",
                        "archived",
                    ]
                ),
                name="content_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["elementary", "middle_school", "high_school", "college", "adult"]),
                name="content_level_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_version__isnull=False),
                name="content_published_has_version",
            ),
            models.CheckConstraint(
                condition=models.Q(published_version__isnull=True) | models.Q(published_at__isnull=False),
                name="content_published_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(publish_at__isnull=True)
                | models.Q(expires_at__isnull=True)
                | models.Q(expires_at__gt=models.F("publish_at")),
                name="content_expires_after_publishing",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (
                    models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, published_version__isnull=True)
                    & ~models.Q(withdrawn_reason="")
                ),
                name="content_withdrawn_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-updated_at", "-id"], name="content_of_owner"),
            models.Index(
                fields=["-published_at", "-id"],
                name="content_newly_published",
                condition=models.Q(published_version__isnull=False),
            ),
            GinIndex(fields=["search"], name="content_search"),
            models.Index(
                fields=["publish_at"], name="content_to_publish", condition=models.Q(publish_at__isnull=False)
            ),
            models.Index(fields=["expires_at"], name="content_to_expire", condition=models.Q(expires_at__isnull=False)),
            models.Index(fields=["id"], name="content_sent_back", condition=models.Q(status="changes_requested")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_is_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("published_version_id"),  # type: ignore[no-untyped-call]
                func=PUBLISHED_IS_APPROVED,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_level_display(self) -> str:  # type: ignore[no-redef]  # the plugin brings Django's own
        """Its label. Django's own prepares all choices anew for every call, which long lists feel."""
        return str(Level(self.level).label) if self.level in Level else self.level

    @property
    def kind_type(self) -> Kind:
        return get_kind(self.kind)

    @property
    def is_published(self) -> bool:
        """Whether students can reach it now, whatever the author is doing to it."""
        return self.published_version_id is not None

    @property
    def is_over(self) -> bool:
        """Whether the time has come at which it is to leave the library."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def has_unpublished_changes(self) -> bool:
        return self.is_published and self.published_version_id != self.latest_version_id
