"""Taking a quiz: attempts and what was answered in them."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, ContentVersion, ItemVersion
from progress.models.immutable import APPEND_ONLY
from progress.querysets import QuizAttemptQuerySet


class QuizAttempt(TimeOrderedModel):
    """One go at a quiz. It keeps to the version that was published when it began, whatever is published since, and with
    it to the questions that were drawn for her (see `progress.drawing`).

    `seed` fixes the order of questions and options, `seconds` is the time it took so far. Where there is a time limit,
    it is over at `deadline`, and after `closes_at` no answer is taken; `ended_by` says who ended it. `score` and
    `max_score` are in points and stand once it is finished; what only a person can grade is in neither until then.

    Made under an `assignment`, it keeps to the rules of that. Where its questions go from easy to hard,
    `question_order` holds their item versions as they stood when it began. `to_count` says that the statistics of items
    do not hold it yet as it is now (see `progress.statistics`)."""

    class EndedBy(models.TextChoices):
        STUDENT = "student", _("The student")
        CLOCK = "clock", _("The clock")

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
    deadline = models.DateTimeField(_("time is up"), null=True)
    closes_at = models.DateTimeField(_("closes"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=10, choices=EndedBy, blank=True, db_default="")
    seconds = models.PositiveIntegerField(_("time spent (seconds)"), default=0)
    score = models.DecimalField(_("score (points)"), max_digits=12, decimal_places=5, null=True)
    max_score = models.DecimalField(_("points to be had"), max_digits=12, decimal_places=5, null=True)
    assignment = models.ForeignKey(
        "progress.Assignment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="quiz_attempts",
    )
    question_order = models.JSONField(null=True)
    to_count = models.BooleanField(default=True, db_default=True)

    answered: int  # annotated by `progress.actions.progressing`
    has_waiting: bool  # annotated by `progress.actions.recounting`

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
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=True, closes_at__isnull=True)
                | models.Q(deadline__gt=models.F("started_at"), closes_at__gte=models.F("deadline")),
                name="attempt_closes_after_deadline",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_by__in=["", "student", "clock"]), name="attempt_ended_by_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                name="attempt_to_close",
                condition=models.Q(finished_at__isnull=True, closes_at__isnull=False),
            ),
            models.Index(
                fields=["assignment", "student"],
                name="attempt_of_assignment",
                condition=models.Q(assignment__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="attempt_to_count",
                condition=models.Q(finished_at__isnull=False, to_count=True),
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
    that it earned, from -1 to 1: None until the attempt is finished, or while a person has to grade it.

    In a quiz for practice the student has an answer checked at `checked_at`, and changes it no more. Who graded it
    chose `levels` of its rubric (the place of the level, by criterion) where there is one, and may leave a `remark`."""

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, db_index=False, related_name="responses")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    answer = models.JSONField(null=True)
    fraction = models.DecimalField(max_digits=8, decimal_places=7, null=True)
    points = models.DecimalField(_("points"), max_digits=12, decimal_places=5)
    answered_at = models.DateTimeField(_("answered"))
    checked_at = models.DateTimeField(_("checked"), null=True)
    graded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    graded_at = models.DateTimeField(_("graded"), null=True)
    levels = models.JSONField(null=True)
    remark = models.TextField(_("remark"), max_length=5000, blank=True, db_default="")

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
            models.CheckConstraint(
                condition=models.Q(graded_by__isnull=True, graded_at__isnull=True)
                | models.Q(graded_by__isnull=False, graded_at__isnull=False, fraction__isnull=False),
                name="response_graded_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["attempt"],
                name="response_waiting",
                condition=models.Q(fraction__isnull=True, answer__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item_version_id}"


class AttemptEvent(TimeOrderedModel):
    """What happened to an attempt beside its answers: kept for who has to judge it later, and never changed.
    `item_version` is the question it was about, where it was about one of the attempt; `details` say the rest."""

    class Kind(models.TextChoices):
        LATE = "late", _("Answers came after the end, and were refused")
        UNKNOWN = "unknown", _("An answer to no question of the attempt was refused")
        FOREIGN = "foreign", _("Another student sent answers, which were refused")
        SHAPE = "shape", _("An answer could not be read, and was refused")
        FIXED = "fixed", _("An answer that was checked already was not changed")
        CLOSED = "closed", _("The clock ended the attempt")

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event of an attempt")
        verbose_name_plural = _("events of attempts")
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"


class QuizException(TimeOrderedModel):
    """What holds for one student alone, from her next attempt on: another `time_limit` (minutes) or number of
    `attempts`. None is as for everybody, 0 is no limit."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    time_limit = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.UniqueConstraint(fields=["content", "student"], name="quiz_exception_one_each"),
            models.CheckConstraint(
                condition=models.Q(time_limit__isnull=False) | models.Q(attempts__isnull=False),
                name="quiz_exception_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.student_id}"
