"""Taking a quiz: attempts and what was answered in them."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, ContentVersion, ItemVersion
from progress.querysets import QuizAttemptQuerySet


class QuizAttempt(TimeOrderedModel):
    """One go at a quiz. It keeps to the version that was published when it began, whatever is published since, and with
    it to the questions that were drawn for her (see `progress.drawing`).

    `seed` fixes the order of the options, `seconds` is the time it took so far. `score` and `max_score` are in
    points and stand once it is finished; what only a person can grade is in neither until she has."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="quiz_attempts"
    )
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="quiz_attempts")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    seed = models.PositiveIntegerField()
    started_at = models.DateTimeField(_("started"))
    saved_at = models.DateTimeField(_("last saved"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    seconds = models.PositiveIntegerField(_("time spent (seconds)"), default=0)
    score = models.DecimalField(_("score (points)"), max_digits=12, decimal_places=5, null=True)
    max_score = models.DecimalField(_("points to be had"), max_digits=12, decimal_places=5, null=True)

    answered: int  # annotated by `QuizAttemptQuerySet.with_answered`

    objects: ClassVar[models.Manager["QuizAttempt"]] = QuizAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["student", "content", "number"], name="attempt_number_unique"),
            models.UniqueConstraint(
                fields=["student", "content"], condition=models.Q(finished_at__isnull=True), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True, score__isnull=True, max_score__isnull=True)
                | models.Q(finished_at__gte=models.F("started_at"), score__gte=0, score__lte=models.F("max_score")),
                name="attempt_scored_when_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.student_id} {self.number}"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def percent(self) -> Decimal | None:
        """The score in percent; None until it is finished, and where nothing has been graded."""
        return self.score / self.max_score * 100 if self.score is not None and self.max_score else None


class Response(TimeOrderedModel):
    """What was answered to one question of an attempt, in the very wording it had. `answer` is JSON as its question
    type defines it, None where nothing was. `points` is what a right answer is worth, `fraction` the share of them
    that it earned, from -1 to 1: None until the attempt is finished, or while a person has to grade it."""

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, db_index=False, related_name="responses")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(null=True)
    fraction = models.DecimalField(max_digits=8, decimal_places=7, null=True)
    points = models.DecimalField(_("points"), max_digits=12, decimal_places=5)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "item_version"], name="response_one_each"),
            models.CheckConstraint(
                condition=models.Q(fraction__isnull=True) | models.Q(fraction__range=(Decimal(-1), Decimal(1))),
                name="response_fraction_range",
            ),
            models.CheckConstraint(condition=models.Q(points__gte=0), name="response_points_range"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item_version_id}"
