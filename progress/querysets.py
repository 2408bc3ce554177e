"""Whose evidence a person may see, and which cards wait for her, as rows."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts.models import User
from content.kinds import KINDS, StudyMode
from content.kinds.quiz import Mode
from content.models import Content, Transition, VersionItem
from content.querysets import STUDENT
from content.questions import all_question_types

if TYPE_CHECKING:
    from progress.models import CardMemory, LearningProgress, QuizAttempt  # noqa: F401 - in bases, as strings

UNANSWERABLE = [question_type.name for question_type in all_question_types() if not question_type.is_graded]
WITHDRAWAL = "withdraw_published"  # as the record calls it (see `content.actions.withdrawing`)
IN_GRADED_MODE = Q(version__frame__mode__isnull=True) | ~Q(version__frame__mode=Mode.PRACTICE)  # of an attempt
DECKS = [kind.name for kind in KINDS.values() if kind.study_mode == StudyMode.TURN]


class LearningProgressQuerySet(models.QuerySet["LearningProgress"]):
    def of(self, student: User) -> Self:
        """Her own, of material that she can still reach."""
        return self.filter(student=student, content__in=Content.objects.studiable_by(student))

    def withdrawn(self, student: User) -> Self:
        """What she had begun and lost in an emergency, with the `title` that students saw, the latest first. One
        query."""
        if not student.has_perm(STUDENT):
            return self.none()
        lost = self.filter(student=student, started_at__isnull=False, content__withdrawn_at__isnull=False)
        seen = Transition.objects.filter(content=OuterRef("content"), verb=WITHDRAWAL).order_by("-at", "-id")
        return (
            lost.filter(content__published_at__isnull=False)
            .annotate(title=Subquery(seen.values("version__title")[:1]))
            .select_related("content")
            .only("content__kind", "content__language", "content__withdrawn_at", "content__withdrawn_reason")
            .order_by("-content__withdrawn_at", "-id")
        )

    def for_desk(self) -> Self:
        """With all that a row of the desk shows, and nothing else, in one query."""
        figures = ("status", "percentage", "time_spent", "quiz_score", "flashcard_score", "last_accessed_at")
        material = ("content__kind", "content__language", "content__published_version__title")
        return self.select_related("content__published_version").only(*figures, *material)


class QuizAttemptQuerySet(models.QuerySet["QuizAttempt"]):
    def visible_to(self, user: User) -> Self:
        """A student's own attempts. Its twin: `progress.access.can_see_attempt`."""
        return self.filter(student=user) if user.has_perm(STUDENT) else self.none()

    def open(self) -> Self:
        return self.filter(finished_at__isnull=True)

    def finished(self) -> Self:
        return self.filter(finished_at__isnull=False)

    def over(self, now: datetime) -> Self:
        """Those that nobody finished before they closed. While a quiz is not published, its attempts wait: nobody can
        see them, and there is nothing to measure progress against."""
        return self.open().filter(closes_at__lte=now, content__published_version__isnull=False)

    def in_graded_mode(self) -> Self:
        """Those that count against a limit: what is for practice never does."""
        return self.filter(IN_GRADED_MODE)


class CardMemoryQuerySet(models.QuerySet["CardMemory"]):
    def current(self, student: User) -> Self:
        """Of the cards that stand in a published deck now, with the wording that is published: `current_version_id`
        and `is_changed`, whether its right answer is another than the one she learnt."""
        memories = self.filter(
            student=student,
            content__in=Content.objects.studiable_by(student),
            item__versions__entries__version=F("content__published_version"),
        ).annotate(current_version_id=F("item__versions"), current_answer=F("item__versions__answer_fingerprint"))
        changed = ~Q(answer_fingerprint=F("current_answer"))
        return memories.annotate(
            is_changed=models.Case(models.When(changed, then=True), default=False, output_field=models.BooleanField())
        )

    def due(self, student: User, before: datetime) -> Self:
        """Those of the current ones whose time comes before that, or whose answer changed."""
        return self.current(student).filter(Q(due__lt=before) | Q(is_changed=True))


def new_cards(
    student: User, memories: "models.QuerySet[CardMemory]", content: Content | None = None
) -> "models.QuerySet[VersionItem]":
    """The cards that she never turned, in the order of their deck: of one deck, or of all decks that she has begun,
    the one begun first standing first."""
    entries = unturned_cards(student, memories, content)
    if content is not None:
        return entries.order_by("position")
    begun = _begun_decks(student).filter(published_version=OuterRef("version"))
    started = Subquery(begun.values("learning_progress__started_at")[:1])
    return entries.annotate(begun=started).order_by("begun", "version", "position")


def unturned_cards(
    student: User, memories: "models.QuerySet[CardMemory]", content: Content | None = None
) -> "models.QuerySet[VersionItem]":
    """The same in no order: to be counted."""
    turned = memories.filter(student=student, item=OuterRef("item_version__item"))
    entries = VersionItem.objects.filter(~Exists(turned)).order_by()
    if content is not None:
        return entries.filter(version=content.published_version_id)
    return entries.filter(version__in=_begun_decks(student).values("published_version"))


def _begun_decks(student: User) -> "models.QuerySet[Content]":
    return Content.objects.studiable_by(student).filter(kind__in=DECKS, learning_progress__student=student)
