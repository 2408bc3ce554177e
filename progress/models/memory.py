"""Spaced repetition: what a student remembers of a card, and each time she turned it."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content, Item, ItemVersion
from progress.querysets import CardMemoryQuerySet

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


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
    """What a student remembers of one card, under the answer it had (`answer_fingerprint`): once that changes, the
    card is due and goes to relearning. `content` is the deck it was last turned in; `reviews` counts its turns."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    answer_fingerprint = models.CharField(max_length=64)
    reviews = models.PositiveIntegerField(_("reviews"))
    last_rating = models.PositiveSmallIntegerField(_("last rating"), choices=Rating)
    last_review = models.DateTimeField(_("last review"))
    first_review = models.DateTimeField(_("first review"))

    # Annotated by `CardMemoryQuerySet.current`.
    current_version_id: uuid.UUID
    is_changed: bool

    objects: ClassVar[models.Manager["CardMemory"]] = CardMemoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("card memory")
        verbose_name_plural = _("card memories")
        constraints = [
            models.UniqueConstraint(fields=["student", "item"], name="memory_one_each"),
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
            models.Index(fields=["student", "first_review"], name="memory_new"),
            models.Index(fields=["student", "content"], name="memory_in_content"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.student_id}"


class ReviewLog(Memory, TimeOrderedModel):
    """One turn of a card, with the memory after it. Never changed and never removed: the database refuses it.
    `duration_ms` is None where it is not known."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField(_("rating"), choices=Rating)
    reviewed_at = models.DateTimeField(_("reviewed"))
    duration_ms = models.PositiveIntegerField(_("duration (ms)"), null=True)

    class Meta:
        verbose_name = _("review of a card")
        verbose_name_plural = _("reviews of cards")
        constraints = [
            models.CheckConstraint(condition=models.Q(rating__range=(1, 4)), name="review_log_rating_range"),
            models.CheckConstraint(
                condition=models.Q(duration_ms__isnull=True) | models.Q(duration_ms__lte=60_000),
                name="review_log_duration_range",
            ),
        ]
        indexes = [models.Index(fields=["student", "content", "reviewed_at"], name="review_log_in_content")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.item_id} {self.student_id} {self.rating}"
