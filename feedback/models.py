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
    """What one person says of one version, or of one item in it: a rating, 1 to 5, of one aspect, or a mistake that she
    reports in an item, which has words and no rating. Saying it again replaces it, a report for as long as it is open.

    Open until its authors answer: a later version addresses it (`addressed_by`), or nothing is changed and `answer`
    says why. Before that version is published, they may promise it: the version `promised_number` addresses it, or any
    later one, whichever students see first."""

    class Type(models.TextChoices):
        QUALITY = "quality", _("Quality")
        ACCURACY = "accuracy", _("Accuracy")
        USEFULNESS = "usefulness", _("Usefulness")
        DIFFICULTY = "difficulty", _("Difficulty")
        MISTAKE = "mistake", _("Mistake")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        ADDRESSED = "addressed", _("Addressed")
        DECLINED = "declined", _("Not changed")

    ASPECTS = (Type.QUALITY, Type.ACCURACY, Type.USEFULNESS, Type.DIFFICULTY)  # what is rated
    POOR = 2  # the most stars of a rating that asks its authors for an answer

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="feedback")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="feedback")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="feedback")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feedback")
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)
    type = models.CharField(_("about"), max_length=20, choices=Type, default=Type.QUALITY)
    text = models.TextField(_("comment"), max_length=4000, blank=True)
    metrics = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    addressed_by = models.ForeignKey(
        ContentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="addressed_feedback"
    )
    promised_number = models.PositiveIntegerField(_("promised for version"), null=True, blank=True)
    answer = models.TextField(_("answer to its writer"), max_length=2000, blank=True, db_default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    objects: ClassVar[ContentFeedbackQuerySet] = ContentFeedbackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "version", "type", "item"],
                condition=~Q(type="mistake"),
                nulls_distinct=False,
                name="feedback_rated_once",
            ),
            models.UniqueConstraint(
                fields=["author", "version", "item"],
                condition=Q(type="mistake", status="open"),
                name="feedback_reported_once",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=False, rating__range=(1, 5)) & ~Q(type="mistake")
                | Q(rating__isnull=True, item__isnull=False, type="mistake") & ~Q(text=""),
                name="feedback_rated_or_reported",
            ),
            models.CheckConstraint(
                condition=Q(type__in=["quality", "accuracy", "usefulness", "difficulty", "mistake"]),
                name="feedback_type_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="open", addressed_by__isnull=True, closed_at__isnull=True)
                | (
                    Q(status="addressed", addressed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(addressed_by=F("version"))
                )
                | (
                    Q(status="declined", addressed_by__isnull=True, promised_number__isnull=True)
                    & Q(closed_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="feedback_closed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["content", "-created_at", "-id"], name="feedback_of_content"),
            models.Index(fields=["version", "rating"], name="feedback_of_version"),
            models.Index(
                fields=["content", "-created_at", "-id"],
                name="feedback_to_answer",
                condition=Q(status="open") & (Q(type="mistake") | Q(rating__lte=2)),
            ),
            models.Index(
                fields=["content", "promised_number"],
                name="feedback_promised",
                condition=Q(status="open", promised_number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating or ''} {self.get_type_display()}".strip()

    @property
    def is_report(self) -> bool:
        return self.type == self.Type.MISTAKE

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def asks_for_answer(self) -> bool:
        """The twin of `ContentFeedbackQuerySet.to_answer`."""
        return self.is_open and (self.rating is None or self.rating <= self.POOR)
