"""How items fare in quizzes: what was counted of each attempt, the counts, and the figures that follow from them.

Everything here follows from finished attempts and their responses, and can be told anew from them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import ItemVersion
from progress.models.attempts import QuizAttempt


class CountedAttempt(models.Model):
    """What stands in the counts of one attempt, so that it can be taken out of them again when an answer of it is worth
    something else. `answers` is a list of [item version, mark, rest, is first, options]: mark and rest as whole numbers
    of the smallest share (see `progress.statistics.tallies`), options by their names."""

    attempt = models.OneToOneField(QuizAttempt, on_delete=models.CASCADE, primary_key=True, related_name="counted")
    answers = models.JSONField(default=list)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("counted attempt")
        verbose_name_plural = _("counted attempts")

    def __str__(self) -> str:
        return str(self.attempt_id)


class MarkTally(models.Model):
    """How many answers to an item version earned this `mark`, a share of its points from -1 to 1, in an attempt that
    earned this `rest`: the share of all other points that were to be had in it, None where there were none. `is_first`
    counts first answers, the other rows all. Rows of no answer are removed."""

    id = models.BigAutoField(primary_key=True)
    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, db_index=False, related_name="+")
    is_first = models.BooleanField()
    mark = models.DecimalField(max_digits=8, decimal_places=7)
    rest = models.DecimalField(max_digits=13, decimal_places=12, null=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("tally of marks")
        verbose_name_plural = _("tallies of marks")
        constraints = [
            models.UniqueConstraint(
                fields=["item_version", "is_first", "mark", "rest"], nulls_distinct=False, name="mark_tally_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.mark} {self.rest}: {self.count}"


class OptionTally(models.Model):
    """How many chose this `option` of an item version (its name in `QuestionType.options_of`, "" for no answer) in an
    attempt that earned this `rest`, as in `MarkTally`."""

    id = models.BigAutoField(primary_key=True)
    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, db_index=False, related_name="+")
    is_first = models.BooleanField()
    option = models.CharField(max_length=40)
    rest = models.DecimalField(max_digits=13, decimal_places=12, null=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("tally of options")
        verbose_name_plural = _("tallies of options")
        constraints = [
            models.UniqueConstraint(
                fields=["item_version", "is_first", "option", "rest"],
                nulls_distinct=False,
                name="option_tally_one_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.option} {self.rest}: {self.count}"


class ItemStatistics(TimeOrderedModel):
    """The figures of one item version, of first answers (`is_first`) or of all, as `progress.statistics` defines them.
    Shares are from 0 to 1, or -1 to 1 where marks can be negative. What is not defined is None, and `reasons` says why,
    by the name of the field (see `progress.statistics.saying`).

    `options` is the distribution over the options by quartile of the rest, the weakest first: {"options": [{"name",
    "is_key", "counts": [1, 4, 0, 2], "total": 7}], "sizes": [3, 5, 4, 4]}, in the author's order, no answer ("") last.
    `sizes` are all answers of each quartile; in `total` are those of no quartile, too. Empty where there are no
    options. What an option is called says `QuestionType.options_of`."""

    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, db_index=False, related_name="statistics")
    is_first = models.BooleanField()
    count = models.PositiveIntegerField(_("answers"))
    facility = models.FloatField(_("facility index"), null=True)
    deviation = models.FloatField(_("standard deviation"), null=True)
    discrimination = models.FloatField(_("discrimination index"), null=True)
    efficiency = models.FloatField(_("discriminative efficiency"), null=True)
    guess_score = models.FloatField(_("random guess score"), null=True)
    reasons = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("as of"))

    objects: ClassVar[models.Manager["ItemStatistics"]] = models.Manager()

    class Meta:
        verbose_name = _("item statistics")
        verbose_name_plural = _("item statistics")
        constraints = [
            models.UniqueConstraint(fields=["item_version", "is_first"], name="item_statistics_one_each"),
            models.CheckConstraint(
                condition=Q(discrimination__isnull=True) | Q(discrimination__range=(-1, 1)),
                name="item_statistics_discrimination_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.count}"
