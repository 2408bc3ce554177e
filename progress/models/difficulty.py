"""How hard items are and how able students, on one scale for each subject: Rasch's model with one parameter."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import ItemVersion, Topic


class Calibration(TimeOrderedModel):
    """One estimation, of the first answers in quizzes of one subject (a topic at the top; None where pieces have none).
    Zero is the difficulty of its mean item; one unit is a logit. `spread` is the standard deviation of ability."""

    subject = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="+")
    responses = models.PositiveIntegerField(_("answers"))
    students = models.PositiveIntegerField(_("students"))
    items = models.PositiveIntegerField(_("items"))
    spread = models.FloatField(_("spread of ability"), null=True)
    rounds = models.PositiveSmallIntegerField(_("rounds"), default=0)
    has_converged = models.BooleanField(_("converged"), default=False)
    computed_at = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        constraints = [models.UniqueConstraint(fields=["subject"], nulls_distinct=False, name="calibration_one_each")]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.computed_at}"


class ItemDifficulty(TimeOrderedModel):
    """How hard an item version is, in logits, with its standard error. None where all or none got it right; it says so
    by `count` and `right`."""

    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, db_index=False, related_name="difficulties")
    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="difficulties")
    difficulty = models.FloatField(_("difficulty (logits)"), null=True)
    error = models.FloatField(_("standard error"), null=True)
    count = models.PositiveIntegerField(_("answers"))
    right = models.PositiveIntegerField(_("right answers"))

    class Meta:
        verbose_name = _("difficulty of an item")
        verbose_name_plural = _("difficulties of items")
        constraints = [models.UniqueConstraint(fields=["item_version", "calibration"], name="item_difficulty_one_each")]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.difficulty}"


class StudentAbility(TimeOrderedModel):
    """How able a student is in a subject, in logits, with its standard error, from `count` answers."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="abilities"
    )
    calibration = models.ForeignKey(Calibration, on_delete=models.CASCADE, related_name="abilities")
    ability = models.FloatField(_("ability (logits)"))
    error = models.FloatField(_("standard error"))
    count = models.PositiveIntegerField(_("answers"))

    class Meta:
        verbose_name = _("ability of a student")
        verbose_name_plural = _("abilities of students")
        constraints = [models.UniqueConstraint(fields=["student", "calibration"], name="student_ability_one_each")]

    def __str__(self) -> str:
        return f"{self.student_id} {self.ability}"
