"""When what an answer is worth changes after its attempt is finished: the old worth is kept."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, Item, ItemVersion
from progress.models.attempts import Response
from progress.models.immutable import APPEND_ONLY


class Regrade(TimeOrderedModel):
    """All finished answers to one question of a quiz are graded anew, for its key was wrong. `item_version` has the
    right key. While `finished_at` is empty, it goes on in the background; `looked_at` of `total` answers are done, and
    of `changed` of them the worth changed."""

    class Policy(models.TextChoices):
        BETTER = "better", _("What is better for the student: the new key or the old")
        NEW_KEY = "new_key", _("The new key alone")
        FULL = "full", _("Full points for everybody who answered")

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(_("what counts"), max_length=10, choices=Policy)
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    total = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["Regrade"]] = models.Manager()

    class Meta:
        verbose_name = _("regrading")
        verbose_name_plural = _("regradings")
        constraints = [
            models.UniqueConstraint(
                fields=["content", "item"], condition=models.Q(finished_at__isnull=True), name="regrade_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(policy__in=["better", "new_key", "full"]), name="regrade_policy_known"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="regrade_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.content_id} {self.item_id}"


class GradeChange(TimeOrderedModel):
    """The worth of one answer before and after: `fraction` as in `Response`, and the score of its attempt in points.
    By a person who graded it, by one who graded it again, or by a `regrade`. Never changed."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="changes")
    regrade = models.ForeignKey(Regrade, on_delete=models.PROTECT, null=True, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField(_("when"))
    fraction_before = models.DecimalField(max_digits=8, decimal_places=7, null=True)
    fraction_after = models.DecimalField(max_digits=8, decimal_places=7)
    score_before = models.DecimalField(max_digits=12, decimal_places=5)
    max_score_before = models.DecimalField(max_digits=12, decimal_places=5)
    score_after = models.DecimalField(max_digits=12, decimal_places=5)
    max_score_after = models.DecimalField(max_digits=12, decimal_places=5)
    remark_before = models.TextField(blank=True, db_default="")

    class Meta:
        verbose_name = _("change of a grade")
        verbose_name_plural = _("changes of grades")
        constraints = [
            models.UniqueConstraint(fields=["response", "regrade"], name="grade_change_once_a_regrade"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.fraction_before} → {self.fraction_after}"
