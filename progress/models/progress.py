"""How far a student is with a piece, and what she read of it."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, Item, ItemVersion
from progress.querysets import LearningProgressQuerySet


def _percent_or_null(field: str) -> models.Q:
    return models.Q((f"{field}__isnull", True)) | models.Q((f"{field}__range", (Decimal(0), Decimal(100))))


class LearningProgress(TimeOrderedModel):
    """One student and one piece. Every figure is computed from the evidence beneath it, by
    `progress.actions.progressing` alone, so that it can be computed anew at any time."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        COMPLETED = "completed", _("Completed")

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="learning_progress"
    )
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="learning_progress")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NOT_STARTED)
    percentage = models.PositiveSmallIntegerField(_("percentage"), default=0)
    time_spent = models.PositiveIntegerField(_("time spent (seconds)"), default=0)
    quiz_score = models.DecimalField(_("quiz score (%)"), max_digits=4, decimal_places=1, null=True)
    flashcard_score = models.DecimalField(_("flashcard score (%)"), max_digits=4, decimal_places=1, null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    completed_at = models.DateTimeField(_("completed"), null=True)
    last_accessed_at = models.DateTimeField(_("last accessed"), null=True)

    objects: ClassVar[models.Manager["LearningProgress"]] = LearningProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning progress")
        verbose_name_plural = _("learning progress")
        constraints = [
            models.UniqueConstraint(fields=["student", "content"], name="progress_one_each"),
            models.CheckConstraint(
                condition=models.Q(status__in=["not_started", "in_progress", "completed"]), name="progress_status_known"
            ),
            models.CheckConstraint(condition=models.Q(percentage__range=(0, 100)), name="progress_percentage_range"),
            models.CheckConstraint(condition=_percent_or_null("quiz_score"), name="progress_quiz_score_range"),
            models.CheckConstraint(
                condition=_percent_or_null("flashcard_score"), name="progress_flashcard_score_range"
            ),
            models.CheckConstraint(
                condition=models.Q(status="completed", percentage=100, completed_at__isnull=False)
                | models.Q(~models.Q(status="completed"), completed_at__isnull=True),
                name="progress_completed_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["student", "status", "-last_accessed_at", "-id"], name="progress_of_student"),
            models.Index(fields=["-last_accessed_at", "-id"], name="progress_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.student_id}: {self.percentage}%"


class ItemRead(TimeOrderedModel):
    """A student says that she has read an item, in one piece that holds it. It holds for the item through all its
    versions."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(_("read"))

    class Meta:
        verbose_name = _("item read")
        verbose_name_plural = _("items read")
        constraints = [
            models.UniqueConstraint(fields=["student", "content", "item"], name="item_read_once_a_piece"),
        ]
        indexes = [models.Index(fields=["student", "content"], name="item_read_in_content")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.student_id}"


class SectionCheck(TimeOrderedModel):
    """A student's last answer to the check question of a section: practice, and no part of any score.
    `fraction` is None where nothing was answered or only a person could grade it.

    `wrong_in_a_row` counts her latest answers that a key did not find wholly right, since the last that was, and while
    what counts as right is the same; the first of them came at `wrong_since`."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(null=True)
    fraction = models.DecimalField(max_digits=8, decimal_places=7, null=True)
    first_answered_at = models.DateTimeField(_("first answered"))
    answered_at = models.DateTimeField(_("answered"))
    wrong_in_a_row = models.PositiveIntegerField(default=0, db_default=0)
    wrong_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("section check")
        verbose_name_plural = _("section checks")
        constraints = [
            models.UniqueConstraint(fields=["student", "item"], name="section_check_one_each"),
            models.CheckConstraint(
                condition=models.Q(fraction__isnull=True) | models.Q(fraction__range=(Decimal(-1), Decimal(1))),
                name="section_check_fraction_range",
            ),
        ]
        indexes = [models.Index(fields=["student", "content"], name="section_check_in_content")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.student_id}"


class StudyTime(TimeOrderedModel):
    """How long a student was at a piece, reading it or answering it, within the quarter of an hour from `slot` on: by
    quarters, so that it can be told by the days of any time zone. What passed up to `until` is counted. The time of
    cards stands in the `ReviewLog`."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    slot = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    seconds = models.PositiveIntegerField(_("time spent (seconds)"))

    class Meta:
        verbose_name = _("time of study")
        verbose_name_plural = _("times of study")
        constraints = [
            models.UniqueConstraint(fields=["student", "content", "slot"], name="study_time_one_a_slot"),
        ]
        indexes = [models.Index(fields=["student", "slot"], name="study_time_of_student")]

    def __str__(self) -> str:
        return f"{self.content_id} {self.student_id} {self.slot}: {self.seconds} s"


class ReadingPlace(TimeOrderedModel):
    """Where a student left off in a piece to read or to hear: the item, and in its recording the second. `begun_at` is
    when she first was anywhere in it, `at` when she was last."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    second = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("place in a piece")
        verbose_name_plural = _("places in pieces")
        constraints = [models.UniqueConstraint(fields=["student", "content"], name="reading_place_one_each")]

    def __str__(self) -> str:
        return f"{self.content_id} {self.student_id}: {self.item_id} {self.second}"
