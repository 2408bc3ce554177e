"""What the automated checks found in a version, and its quality score."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models.versions import ContentVersion

STALLED_AFTER = timedelta(minutes=5)  # without a sign of life


class CheckRun(TimeOrderedModel):
    """The checking of one version: how far it is, and the `score` it came to, from 0 to 1: the mean of the metrics of
    its checks, each by its weight; None until it is done, and where no check applied."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    version = models.OneToOneField(ContentVersion, on_delete=models.CASCADE, related_name="check_run")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(_("checks done"), default=0)
    total = models.PositiveSmallIntegerField(_("checks to do"), default=0)
    score = models.FloatField(_("quality"), null=True)
    error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    queued_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    beat_at = models.DateTimeField(_("last sign of life"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects: ClassVar[models.Manager["CheckRun"]] = models.Manager()

    class Meta:
        verbose_name = _("check run")
        verbose_name_plural = _("check runs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]), name="check_run_state_known"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)), name="check_run_score_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def is_stalled(self) -> bool:
        """Whether nobody works on it any more, though it is not over: its worker was stopped, or there is none."""
        return not self.is_over and (self.beat_at or self.queued_at) < timezone.now() - STALLED_AFTER


class CheckResult(TimeOrderedModel):
    """What one check says of a version: a `metric` from 0 (bad) to 1 (good), None where it does not apply, a sentence
    that explains it, and its `findings`: {"item": the item's id or null, "field": a path or "", "sentence": …, "url":
    an address that shows it, or ""} each. A check that broke (`is_failed`) says nothing of the version."""

    version = models.ForeignKey(ContentVersion, on_delete=models.CASCADE, db_index=False, related_name="check_results")
    check_name = models.CharField(_("check"), max_length=40)
    metric = models.FloatField(_("metric"), null=True)
    sentence = models.TextField(_("explained"))
    findings = models.JSONField(default=list)
    is_failed = models.BooleanField(_("could not be run"), default=False, db_default=False)
    checked_at = models.DateTimeField(_("checked"), auto_now=True)

    class Meta:
        verbose_name = _("result of a check")
        verbose_name_plural = _("results of checks")
        ordering = ["check_name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "check_name"], name="check_result_once"),
            models.CheckConstraint(
                condition=Q(metric__isnull=True) | Q(metric__range=(0, 1)), name="check_result_metric_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.metric}"


class QualityScore(TimeOrderedModel):
    """How good a version is by all that is known of it: `score`, and the bounds `low` and `high` that it lies between
    as far as the evidence goes, each from 0 to 1. `parts` are what it is made of, as `content.review.score` writes
    them: {"name", "weight", "value", "low", "high", "size", "sentence"} each, the last already in words."""

    version = models.OneToOneField(ContentVersion, on_delete=models.CASCADE, related_name="quality")
    score = models.FloatField(_("quality"), null=True)
    low = models.FloatField(_("at least"), default=0.0)
    high = models.FloatField(_("at most"), default=1.0)
    parts = models.JSONField(default=list)
    computed_at = models.DateTimeField(_("as of"))

    objects: ClassVar[models.Manager["QualityScore"]] = models.Manager()

    class Meta:
        verbose_name = _("quality")
        verbose_name_plural = _("qualities")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True)
                | Q(low__gte=0, high__lte=1, low__lte=models.F("score"), score__lte=models.F("high")),
                name="quality_score_within_bounds",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.score}"
