"""What students say of the material they study."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, ContentVersion, Item
from feedback.querysets import ContentFeedbackQuerySet


class ContentFeedback(TimeOrderedModel):
    """One person's rating, 1 to 5, of one aspect of one version, or of one item in it. Saying it again replaces it.
    Open until a later version addresses it."""

    class Type(models.TextChoices):
        QUALITY = "quality", _("Quality")
        ACCURACY = "accuracy", _("Accuracy")
        USEFULNESS = "usefulness", _("Usefulness")
        DIFFICULTY = "difficulty", _("Difficulty")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ADDRESSED = "addressed", _("Addressed")

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="feedback")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="feedback")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feedback")
    rating = models.PositiveSmallIntegerField(_("rating"))
    type = models.CharField(_("about"), max_length=20, choices=Type, default=Type.QUALITY)
    text = models.TextField(_("comment"), max_length=4000, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    addressed_by = models.ForeignKey(
        ContentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="addressed_feedback"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects: ClassVar[ContentFeedbackQuerySet] = ContentFeedbackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "version", "type", "item"], nulls_distinct=False, name="feedback_once_each"
            ),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="feedback_rating_1_to_5"),
            models.CheckConstraint(
                condition=Q(type__in=["quality", "accuracy", "usefulness", "difficulty"]), name="feedback_type_known"
            ),
            models.CheckConstraint(
                condition=Q(status="open", addressed_by__isnull=True)
                | (Q(status="addressed", addressed_by__isnull=False) & ~Q(addressed_by=F("version"))),
                name="feedback_addressed_by_another_version",
            ),
        ]
        indexes = [
            models.Index(fields=["content", "-created_at", "-id"], name="feedback_of_content"),
            models.Index(fields=["version", "rating"], name="feedback_of_version"),
        ]

    def __str__(self) -> str:
        return f"{self.rating} {self.get_type_display()}"
