"""Spaced repetition: what a student remembers of a card, and each time she turned it."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, Item, ItemVersion
from progress.models.attempts import QuizAttempt
from progress.models.immutable import APPEND_ONLY
from progress.querysets import AddedCardQuerySet, CardMemoryQuerySet, ReviewLogQuerySet

MATURE = 21  # days: an interval from which on a card is mature, as in Anki


class MemoryState(models.IntegerChoices):
    """The states of FSRS, by its own numbers."""

    LEARNING = 1, _("Learning")
    REVIEW = 2, _("Review")
    RELEARNING = 3, _("Relearning")


class Rating(models.IntegerChoices):
    """How well a card was remembered, by FSRS's own numbers."""

    AGAIN = 1, _("Again")
    HARD = 2, _("Hard")
    GOOD = 3, _("Good")
    EASY = 4, _("Easy")


class Memory(models.Model):
    """The state of FSRS after a review: `stability` in days, `difficulty` from 1 to 10, `step` None under review."""

    state = models.PositiveSmallIntegerField(_("state"), choices=MemoryState)
    step = models.PositiveSmallIntegerField(null=True)
    stability = models.FloatField()
    difficulty = models.FloatField()
    due = models.DateTimeField(_("due"))

    class Meta:
        abstract = True


class CardMemory(Memory, TimeOrderedModel):
    """What a student remembers of one card, named `card` within its item (see `ItemType.card_keys`), under the answer
    it had (`answer_fingerprint`). All of it follows from the `ReviewLog`, but for what she decided about the card.

    Once the answer of the published wording is another, `changed_at` is set: the card is due and goes to relearning.
    `content` is the piece it was last reviewed in; `reviews` counts its reviews, `lapses` how often it was forgotten
    after it had been learnt. A card that is suspended or, until a time, buried is not asked."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    card = models.CharField(max_length=40, blank=True, db_default="")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    answer_fingerprint = models.CharField(max_length=64)
    reviews = models.PositiveIntegerField(_("reviews"))
    lapses = models.PositiveIntegerField(_("lapses"), default=0, db_default=0)
    last_rating = models.PositiveSmallIntegerField(_("last rating"), choices=Rating)
    last_review = models.DateTimeField(_("last review"))
    first_review = models.DateTimeField(_("first review"))
    changed_at = models.DateTimeField(_("answer changed"), null=True)
    suspended_at = models.DateTimeField(_("suspended"), null=True)
    buried_until = models.DateTimeField(_("buried until"), null=True)

    current_version_id: uuid.UUID  # annotated by `CardMemoryQuerySet.current`
    current_heading: str  # annotated by `CardMemoryQuerySet.with_wording`

    objects: ClassVar[models.Manager["CardMemory"]] = CardMemoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("card memory")
        verbose_name_plural = _("card memories")
        constraints = [
            models.UniqueConstraint("student", "item", "card", name="memory_one_each_card"),
            models.CheckConstraint(
                condition=models.Q(state=2, step__isnull=True) | models.Q(state__in=[1, 3], step__isnull=False),
                name="memory_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(stability__gt=0, difficulty__range=(1, 10)), name="memory_figures_range"
            ),
            models.CheckConstraint(condition=models.Q(last_rating__range=(1, 4)), name="memory_rating_range"),
            models.CheckConstraint(condition=models.Q(reviews__gte=1), name="memory_reviewed"),
        ]
        indexes = [
            models.Index(fields=["student", "due"], name="memory_due"),
            models.Index(fields=["student", "due"], name="memory_learning", condition=models.Q(state__in=[1, 3])),
            models.Index(fields=["student"], name="memory_changed", condition=models.Q(changed_at__isnull=False)),
            models.Index(fields=["student", "last_review"], name="memory_reviewed"),
            models.Index(fields=["student", "first_review"], name="memory_new"),
            models.Index(fields=["student", "content"], name="memory_in_content"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.student_id}"


class ReviewLog(Memory, TimeOrderedModel):
    """One review of a card, with the memory after it. Never changed and never removed: the database refuses it. What
    a student takes back is taken back by a `ReviewUndo`.

    `retention` is the share that she wanted to remember at the time: with the ratings before it and the wordings it
    gives `state`, `stability`, `difficulty` and `due` again. `interval` is how many days the card had been scheduled
    for when it was reviewed, None where it was new or being learnt. `duration_ms` is None where it is not known."""

    class Source(models.TextChoices):
        REVIEW = "review", _("Reviewed")
        QUIZ = "quiz", _("Answered wrongly in a quiz")

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    card = models.CharField(max_length=40, blank=True, db_default="")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.REVIEW, db_default="review")
    attempt = models.ForeignKey(QuizAttempt, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    rating = models.PositiveSmallIntegerField(_("rating"), choices=Rating)
    retention = models.FloatField(default=0.9, db_default=0.9)
    interval = models.FloatField(null=True)
    reviewed_at = models.DateTimeField(_("reviewed"))
    duration_ms = models.PositiveIntegerField(_("duration (ms)"), null=True)

    answer_fingerprint: str  # annotated by `ReviewLogQuerySet.with_answers`

    objects: ClassVar[models.Manager["ReviewLog"]] = ReviewLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("review of a card")
        verbose_name_plural = _("reviews of cards")
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__range=(1, 4)), name="review_log_rating_range"),
            models.CheckConstraint(
                condition=models.Q(duration_ms__isnull=True) | models.Q(duration_ms__lte=60_000),
                name="review_log_duration_range",
            ),
            models.CheckConstraint(condition=models.Q(retention__range=(0.7, 0.99)), name="review_log_retention_range"),
            models.CheckConstraint(condition=models.Q(source__in=["review", "quiz"]), name="review_log_source_known"),
        ]
        indexes = [
            models.Index(fields=["student", "content", "reviewed_at"], name="review_log_in_content"),
            models.Index(fields=["student", "reviewed_at"], name="review_log_of_student"),
            models.Index(fields=["student", "item", "card", "reviewed_at"], name="review_log_of_card"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.item_id} {self.student_id} {self.rating}"


class ReviewUndo(TimeOrderedModel):
    """A student took back a review: it counts no more, and stays in the log."""

    log = models.OneToOneField(ReviewLog, on_delete=models.PROTECT, related_name="undo")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("review taken back")
        verbose_name_plural = _("reviews taken back")
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.log_id)


class AddedCard(TimeOrderedModel):
    """A card that a student took out of what she read, such as a term of its glossary: new among her cards until she
    first reviews it. Other cards come with their deck, or by a wrong answer."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    card = models.CharField(max_length=40)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))

    current_version_id: uuid.UUID  # annotated by `AddedCardQuerySet.new`

    objects: ClassVar[models.Manager["AddedCard"]] = AddedCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card added")
        verbose_name_plural = _("cards added")
        constraints = [models.UniqueConstraint(fields=["student", "item", "card"], name="added_card_one_each")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.card} {self.student_id}"
