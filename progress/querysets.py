"""Whose evidence a person may see, and which cards wait for her, as rows."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from content.kinds import KINDS, StudyMode
from content.kinds.quiz import Mode
from content.models import Content, ItemCard, ItemVersion, Transition
from content.querysets import STUDENT
from content.questions import all_question_types
from progress.days import StudyDay

if TYPE_CHECKING:
    from progress.models import AddedCard, CardMemory, LearningProgress, QuizAttempt, ReviewLog  # noqa: F401 - in bases, as strings

QUESTIONS = [question_type.name for question_type in all_question_types() if question_type.is_graded]
UNANSWERABLE = [question_type.name for question_type in all_question_types() if not question_type.is_graded]
WITHDRAWAL = "withdraw_published"  # as the record calls it (see `content.actions.withdrawing`)
IN_GRADED_MODE = Q(version__frame__mode__isnull=True) | ~Q(version__frame__mode=Mode.PRACTICE)  # of an attempt
DECKS = [kind.name for kind in KINDS.values() if kind.study_mode == StudyMode.TURN]
LEECH = 8  # lapses from which on a card is a leech, as in Anki
LEARNING, REVIEW = (1, 3), 2  # states of FSRS (see `progress.models.memory.MemoryState`)


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

    def with_new_cards(self, student: User) -> Self:
        """Her decks that may hold cards which she never turned, the one begun first standing first: those she has not
        completed, and those that were published anew since she was last there."""
        is_open = Q(status__in=["not_started", "in_progress"]) | Q(last_accessed_at__lt=F("content__published_at"))
        begun = self.of(student).filter(is_open, started_at__isnull=False, content__kind__in=DECKS)
        return begun.order_by("started_at", "pk")

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
        """Those that nobody finished before they closed, whatever became of their quiz since."""
        return self.open().filter(closes_at__lte=now)

    def in_graded_mode(self) -> Self:
        """Those that count against a limit: what is for practice never does."""
        return self.filter(IN_GRADED_MODE)


class CardMemoryQuerySet(models.QuerySet["CardMemory"]):
    def of(self, student: User) -> Self:
        """Her own. Its twin: `progress.access.can_see_memory`."""
        return self.filter(student=student) if student.has_perm(STUDENT) else self.none()

    def current(self, student: User) -> Self:
        """Of the cards that she can still reach: they stand in the published version of the piece that she last
        reviewed them in, as `current_version_id`, and can be learnt as it words them.

        Each is looked up by itself, in the order that the query asks for, so that one for the first few does not go
        through all her cards, nor through the library."""
        return self.filter(student=student).annotate(current_version_id=_reached(student)).filter(_IS_REACHED)

    def with_wording(self) -> Self:
        """The current ones, with the `current_heading` of their item."""
        wording = ItemVersion.objects.filter(pk=OuterRef("current_version_id"))
        return self.annotate(current_heading=Subquery(wording.values("heading")))

    def with_same_answer(self) -> Self:
        """Those whose published answer is the one that was learnt."""
        return self._published(Q(answer_fingerprint=OuterRef("answer_fingerprint")))

    def with_other_answer(self) -> Self:
        """Those that are still published, with another answer than the one that was learnt."""
        return self._published(~Q(answer_fingerprint=OuterRef("answer_fingerprint")))

    def _published(self, answer: Q) -> Self:
        version = OuterRef("content__published_version")
        cards = ItemCard.objects.filter(
            answer, item_version__entries__version=version, item_version__item=OuterRef("item"), name=OuterRef("card")
        )
        questions = ItemVersion.objects.filter(
            answer, entries__version=version, item=OuterRef("item"), item__type__in=QUESTIONS
        )
        return self.filter(Exists(cards) | Q(Exists(questions), card=""))

    def asked(self, now: datetime) -> Self:
        """Those that she has not set aside."""
        return self.filter(Q(buried_until__isnull=True) | Q(buried_until__lte=now), suspended_at__isnull=True)

    def learning(self, until: datetime) -> Self:
        """Those in learning or relearning whose time comes until then, and those whose answer changed, which go
        there."""
        return self.filter(Q(state__in=LEARNING, due__lte=until) | Q(changed_at__isnull=False))

    def under_review(self, before: datetime) -> Self:
        """Those learnt before, whose time comes before that."""
        return self.filter(state=REVIEW, due__lt=before, changed_at__isnull=True)

    def leeches(self) -> Self:
        """Those that were learnt and forgotten again and again."""
        return self.filter(lapses__gte=LEECH)


class AddedCardQuerySet(models.QuerySet["AddedCard"]):
    def new(self, student: User, memories: "models.QuerySet[CardMemory]") -> Self:
        """Those that she took out of something she can still reach, as `current_version_id`, and never turned."""
        turned = memories.filter(student=student, item=OuterRef("item"), card=OuterRef("card"))
        added = self.filter(~Exists(turned), student=student)
        return added.annotate(current_version_id=_reached(student)).filter(_IS_REACHED)


class ReviewLogQuerySet(models.QuerySet["ReviewLog"]):
    def counted(self) -> Self:
        """But for those that were taken back."""
        return self.filter(undo__isnull=True)

    def reviews_of(self, student: User, day: StudyDay) -> Self:
        """Those that she made on that day."""
        made = self.filter(student=student, source="review")
        return made.filter(reviewed_at__gte=day.start, reviewed_at__lt=day.end)

    def with_answers(self) -> Self:
        """With `answer_fingerprint`, what counted as right on the card at the time."""
        on_card = Subquery(_card_of("item_version", "card").values("answer_fingerprint"))
        return self.annotate(answer_fingerprint=Coalesce(on_card, F("item_version__answer_fingerprint")))


def _reached(student: User) -> Subquery:
    """The key of the item version in which the published version of its `content` holds the `item` of a row, where she
    can study it, and where the card of the row is one of it: listed, or the question itself."""
    piece = Content.objects.studiable_by(student).filter(pk=OuterRef(OuterRef("content")))
    held = ItemVersion.objects.filter(item=OuterRef("item"), entries__version__in=piece.values("published_version"))
    listed = ItemCard.objects.filter(item_version=OuterRef("pk"), name=OuterRef(OuterRef("card")))
    return Subquery(held.filter(Exists(listed) | Q(item__type__in=QUESTIONS)).values("pk")[:1])


_IS_REACHED = Q(current_version_id__isnull=False)


def _card_of(item_version: str, card: str) -> "models.QuerySet[ItemCard]":
    return ItemCard.objects.filter(item_version=OuterRef(item_version), name=OuterRef(card))


def unturned_cards(student: User, memories: "models.QuerySet[CardMemory]") -> "models.QuerySet[ItemCard]":
    """The cards, of whatever version of whatever piece, that she never turned."""
    turned = memories.filter(student=student, item=OuterRef("item_version__item"), card=OuterRef("name"))
    return ItemCard.objects.filter(~Exists(turned))
