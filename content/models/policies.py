"""How review is done here, as data that staff set in the admin: how long claims last, what needs two people, how much
is read a second time, which checks there are and which of them stop an approval."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from accounts.roles import Role
from content.models.content import Level
from content.models.topics import Topic

LONGEST_CLAIM = 7 * 24 * 60  # minutes


class ReviewPolicy(models.Model):
    """The one row of what holds for all review. Where there is none, the defaults hold."""

    claim_minutes = models.PositiveIntegerField(_("a claim lasts (minutes)"), default=240)
    shortest_claim = models.PositiveIntegerField(_("shortest claim (minutes)"), default=15)
    longest_claim = models.PositiveIntegerField(_("longest claim (minutes)"), default=24 * 60)
    days_to_review = models.PositiveSmallIntegerField(
        _("days to review"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_(
            "A request that waits longer is overdue. Urgent ones are due in a day, those of high priority in "
            "half the days."
        ),
    )
    second_review_percent = models.PositiveSmallIntegerField(
        _("read a second time, blind (percent)"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_("Of the reviews that end, how many a second reviewer repeats without seeing the first."),
    )
    trivial_words = models.PositiveSmallIntegerField(
        _("a trivial change has at most (words)"),
        default=3,
        validators=[MaxValueValidator(50)],
        help_text=_("An item that changed in no more words, and not in its right answer, may be approved in bulk."),
    )

    enough_answers = models.PositiveIntegerField(
        _("first answers that are enough"),
        default=30,
        db_default=30,
        validators=[MinValueValidator(10)],
        help_text=_("With fewer, the statistics of a question are shown, and nothing follows from them."),
    )
    least_discrimination = models.FloatField(
        _("least discrimination"),
        default=0.1,
        db_default=0.1,
        validators=[MinValueValidator(-1.0), MaxValueValidator(1.0)],
        help_text=_("A question whose discrimination index is lower is read again."),
    )
    lowest_facility = models.FloatField(
        _("lowest facility"),
        default=0.15,
        db_default=0.15,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=_("A question that earns a smaller share of its points, on average, is read again."),
    )
    highest_facility = models.FloatField(
        _("highest facility"),
        default=0.98,
        db_default=0.98,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=_("A question that earns a larger share of its points, on average, is read again."),
    )

    class Meta:
        verbose_name = _("review policy")
        verbose_name_plural = _("review policy")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="review_policy_only_one"),
            models.CheckConstraint(
                condition=Q(shortest_claim__gte=5)
                & Q(shortest_claim__lte=F("claim_minutes"))
                & Q(claim_minutes__lte=F("longest_claim"))
                & Q(longest_claim__lte=LONGEST_CLAIM),
                name="review_policy_claims_ordered",
                violation_error_message=_(
                    "The shortest claim is 5 minutes or more, the longest a week or less, and the usual one between."
                ),
            ),
            models.CheckConstraint(condition=Q(second_review_percent__lte=100), name="review_policy_percent"),
            models.CheckConstraint(
                condition=Q(enough_answers__gte=10)
                & Q(least_discrimination__range=(-1, 1))
                & Q(lowest_facility__gte=0)
                & Q(lowest_facility__lt=F("highest_facility"))
                & Q(highest_facility__lte=1),
                name="review_policy_evidence_in_range",
                violation_error_message=_("The lowest facility has to be below the highest, both from 0 to 1."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Review policy"))

    @classmethod
    def current(cls) -> Self:
        """What holds now. One query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    def claim_within(self, minutes: int) -> int:
        """The minutes that a claim of a reviewer lasts who would like `minutes` (0: as usual)."""
        return min(max(minutes or self.claim_minutes, self.shortest_claim), self.longest_claim)


class ReviewerSettings(TimeOrderedModel):
    """How one reviewer likes to work. `claim_minutes` is held within the limits of the policy whenever it is used."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewer_settings")
    claim_minutes = models.PositiveIntegerField(_("my claims last (minutes)"), default=0)

    class Meta:
        verbose_name = _("settings of a reviewer")
        verbose_name_plural = _("settings of reviewers")

    def __str__(self) -> str:
        return str(self.user)


class ReviewerGroup(Group):
    """A group of reviewers as staff keep it, to take one of two steps. It gives nobody a permission: its members need
    the role of a reviewer, too."""

    objects: ClassVar[models.Manager["ReviewerGroup"]] = models.Manager()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("group of reviewers")
        verbose_name_plural = _("groups of reviewers")

    @classmethod
    def available(cls) -> "models.QuerySet[ReviewerGroup]":
        """All of them: the groups that are no role and give no permission."""
        return cls.objects.filter(permissions__isnull=True).exclude(name__in=Role.values).order_by("name")


class ReviewRule(TimeOrderedModel):
    """Where one approval is not enough: material of a topic (and all below it), of a level, or both, is approved in two
    steps by two people. The rule that names the deepest topic wins, then the one that names a level. It holds from the
    next submission on."""

    class Scheme(models.TextChoices):
        TWO = "two", _("Two approvals, by any two reviewers")
        EXPERT = "expert", _("A subject reviewer, then an editor")

    name = models.CharField(_("name"), max_length=100, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="review_rules")
    level = models.CharField(_("audience"), max_length=20, choices=Level, blank=True)
    scheme = models.CharField(_("steps"), max_length=10, choices=Scheme, default=Scheme.TWO)
    first_group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group of the first reviewer"),
        help_text=_("Its members alone take the first step. They need the role of a reviewer, too."),
    )
    second_group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group of the second reviewer"),
        help_text=_("Its members alone take the second step."),
    )
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta:
        verbose_name = _("second step")
        verbose_name_plural = _("second steps")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "level"],
                nulls_distinct=False,
                name="review_rule_once",
                violation_error_message=_("There is a rule for this topic and audience already. Change that one."),
            ),
            models.CheckConstraint(
                condition=Q(scheme="two") | Q(first_group__isnull=False, second_group__isnull=False),
                name="review_rule_has_groups",
                violation_error_message=_("Name both groups: that of the subject reviewers and that of the editors."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CheckSetting(TimeOrderedModel):
    """What staff decided of one automated check (`content.checks` knows them by name): whether it is run, how much it
    counts in the quality score, and whether it stops an approval below `threshold`. Without a row, the check's own
    defaults hold."""

    name = models.CharField(_("check"), max_length=40, unique=True)
    is_enabled = models.BooleanField(_("is run"), default=True)
    is_blocking = models.BooleanField(_("stops an approval"), default=False)
    threshold = models.FloatField(
        _("from"),
        default=0.5,
        validators=[MinValueValidator(0.0), MaxValueValidator(1.0)],
        help_text=_("From 0 to 1: below it, the check counts as failed."),
    )
    weight = models.FloatField(
        _("weight"),
        default=1.0,
        validators=[MinValueValidator(0.0), MaxValueValidator(10.0)],
        help_text=_("How much it counts in the quality score, from 0 to 10."),
    )

    class Meta:
        verbose_name = _("automated check")
        verbose_name_plural = _("automated checks")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__range=(0, 1)) & Q(weight__range=(0, 10)), name="check_setting_in_range"
            )
        ]

    def __str__(self) -> str:
        return self.name
