"""Which card comes next, and how many are left today.

Nothing here looks at all the cards of a student: what is due is found by the index of its time, and never more of it
than she wants to see today."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.preferences import Preferences, read_preferences
from content.kinds import KINDS, StudyMode
from content.models import Content, ItemCard, ItemVersion
from content.querysets import STUDENT
from progress.days import StudyDay, study_day
from progress.models import AddedCard, CardMemory, LearningProgress, ReviewLog
from progress.querysets import DECKS, LEARNING, AddedCardQuerySet, CardMemoryQuerySet, unturned_cards
from progress.statements import fetch_first

QUIZZES = [kind.name for kind in KINDS.values() if kind.study_mode == StudyMode.ANSWER]
_LONG = ("content__search", "content__published_version__text", "content__published_version__summary")
Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")
SPARE = 2  # rows looked at for each card that may be asked: the others may be of the same item


@dataclass(frozen=True)
class Counts:
    """Cards left today: those in `learning` whose time has come or whose answer changed; the `reviews` of those learnt
    before; the `new` ones; and those in learning that come `later` today."""

    learning: int = 0
    reviews: int = 0
    new: int = 0
    later: int = 0

    @property
    def due(self) -> int:
        return self.learning + self.reviews

    @property
    def total(self) -> int:
        return self.due + self.new + self.later


@dataclass(frozen=True)
class NextCard:
    """The card named `card` of an item, as it is published now; `answer_fingerprint` is what counts as right on it.
    `memory` is None for a new one; `is_changed` says that its right answer is not the one she learnt."""

    version: ItemVersion
    content: Content
    memory: CardMemory | None
    card: str
    answer_fingerprint: str

    @property
    def is_changed(self) -> bool:
        return self.memory is not None and self.memory.answer_fingerprint != self.answer_fingerprint


class _Count(Subquery):
    """How many rows a query gives, or different values of its one column."""

    output_field = IntegerField()
    empty_result_set_value = 0
    template = "(SELECT count(%(counted)s) FROM (%(subquery)s) AS counted(value))"

    def __init__(self, rows: "QuerySet[Any, Any]", is_distinct: bool = False) -> None:
        super().__init__(rows, counted="DISTINCT value" if is_distinct else "*")


@dataclass(frozen=True)
class Queue:
    """The cards of one piece (`content`), or, without one, of all that she learns. Today ends at her midnight.

    First comes what she is learning and what was changed, then what she learnt before and is due today, then what is
    new, last what she is learning and comes later today. Over all pieces there are at most as many reviews and new
    cards a day as she likes; a piece alone gives all of its own. Where she wants no two cards of one item on one day,
    none comes whose item she has reviewed another card of today, but for those that she is learning."""

    student: User
    now: datetime
    content: Content | None = None

    def count(self) -> Counts:
        """How many cards are left. Two queries, besides that for her time zone."""
        likes = self._likes
        row = fetch_first(self._shape("count"), self._values, self._counts)
        assert row is not None, "whoever asks is a user"
        learning, reviews, of_decks, added, later, reviewed, begun = row
        new = of_decks + added
        if self.content is None:
            reviews = min(reviews, max(0, likes.reviews_per_day - reviewed))
            new = min(new, max(0, likes.cards_per_day - begun))
        return Counts(learning, reviews, new, later)

    def _counts(self) -> "QuerySet[User, tuple[int, ...]]":
        """One row: the cards in learning, the reviews, the new ones of decks and those taken out of what she read, what
        comes later; and how many she reviewed and how many she met first today."""
        likes, mine = self._likes, CardMemory.objects.filter(student=self.student)
        done = ReviewLog.objects.counted().filter(student=self.student, reviewed_at__gte=self._day.start)
        met = mine.filter(first_review__gte=self._day.start).exclude(content__kind__in=QUIZZES)
        return User.objects.filter(pk=self.student.pk).values_list(
            _Count(self._learning().values("pk")),
            _Count(self._reviews().order_by("due").values("item")[: self._rows(likes.reviews_per_day)], self._by_item),
            _Count(
                self._new_of_decks(self._versions).values("item_version__item")[: self._rows(likes.cards_per_day)],
                self._by_item,
            ),
            _Count(self._added.values("item")[: self._rows(likes.cards_per_day)], self._by_item),
            _Count(self._later().values("pk")),
            _Count(done.filter(interval__isnull=False).values("pk")),
            _Count(met.values("pk")),
        )

    def next(self, counts: Counts) -> NextCard | None:
        """The card to ask now, as counted by this queue; None when all is done. Three queries at most."""
        if counts.learning:
            return self._known("learning", self._learning)
        if counts.reviews:
            return self._known("reviews", self._reviews)
        if counts.new:
            return self._find_new()
        return self._known("later", self._later) if counts.later else None

    def comes_next(self) -> datetime | None:
        """When the next card of those turned so far comes, whatever the day; tomorrow for those buried today, and where
        more are due than she wants to see."""
        due = self._hers.asked(self._day.end).order_by("due", "pk").values_list("due", flat=True).first()
        return due if due is None or due >= self._day.end else self._day.end

    def tomorrow(self) -> int:
        """How many of those turned so far come by the end of tomorrow, as far as she wants to see them."""
        memories = self._hers.asked(self._day.end).filter(due__lt=study_day(self.student, self._day.end).end)
        return memories[: None if self.content else self._likes.reviews_per_day].count()

    @cached_property
    def _likes(self) -> Preferences:
        return read_preferences(self.student)

    @cached_property
    def _day(self) -> StudyDay:
        return study_day(self.student, self.now)

    @cached_property
    def _values(self) -> tuple[UUID | datetime, ...]:
        """All that the statements of this queue compare with, and that others of its shape have another of."""
        here = [self.content.pk] if self.content else []
        return (self.student.pk, self.now, self._day.start, self._day.end, *here, *self._versions)

    def _shape(self, what: str) -> Hashable:
        """What tells the text of those statements from that of others: see `fetch_first`."""
        is_student = self.student.has_perm(STUDENT)
        return (what, is_student, self.content is None, len(self._versions), self._has_taken_out, self._limits)

    @property
    def _limits(self) -> Hashable:
        likes = self._likes
        return (likes.bury_siblings, self._rows(likes.reviews_per_day), self._rows(likes.cards_per_day))

    @cached_property
    def _hers(self) -> CardMemoryQuerySet:
        """All her cards here that she can reach."""
        memories = CardMemoryQuerySet(CardMemory).current(self.student)
        return memories if self.content is None else memories.filter(content=self.content)

    @cached_property
    def _memories(self) -> CardMemoryQuerySet:
        """Those of them that she has not set aside."""
        return self._hers.asked(self.now)

    def _learning(self) -> CardMemoryQuerySet:
        return self._memories.learning(self.now)

    def _later(self) -> CardMemoryQuerySet:
        return self._memories.filter(
            state__in=LEARNING, due__gt=self.now, due__lt=self._day.end, changed_at__isnull=True
        )

    def _reviews(self) -> CardMemoryQuerySet:
        return self._without_siblings(self._memories.under_review(self._day.end), "item", "card")

    @property
    def _versions(self) -> list[UUID]:
        """Those that new cards may come from, in that order: of the deck, or of the decks that she has begun."""
        return self._sources[0]

    @property
    def _has_taken_out(self) -> bool:
        """Whether she ever took a card out of what she read. Few do: nothing else is asked of her who does not."""
        return self._sources[1]

    @cached_property
    def _sources(self) -> tuple[list[UUID], bool]:
        """Both in one query."""
        added = AddedCard.objects.filter(student=self.student)
        if self.content:
            version = self.content.published_version_id if self.content.kind in DECKS else None
            return [version] if version else [], added.exists()
        begun = LearningProgress.objects.with_new_cards(self.student).values("content__published_version")
        versions, has_taken_out = (
            User.objects.filter(pk=self.student.pk).values_list(ArraySubquery(begun), Exists(added)).get()
        )
        return versions or [], has_taken_out  # of whoever may not study, nothing is asked at all

    def _new_of_decks(self, versions: Sequence[UUID]) -> "QuerySet[ItemCard]":
        """The new cards of those versions, in no order."""
        if not versions:
            return ItemCard.objects.none()
        cards = unturned_cards(self.student, CardMemory.objects.all())
        held = cards.filter(item_version__entries__version__in=versions)
        return self._without_siblings(held, "item_version__item", "name")

    @cached_property
    def _added(self) -> AddedCardQuerySet:
        """The new ones that she took out of what she read."""
        added = AddedCardQuerySet(AddedCard)
        if not self._has_taken_out:
            return added.none()
        cards = added.new(self.student, CardMemory.objects.all())
        cards = cards if self.content is None else cards.filter(content=self.content)
        return self._without_siblings(cards, "item", "card")

    def _without_siblings(self, cards: Rows, item: str, card: str) -> Rows:
        """But for those of whose item she has reviewed another today, where she wants it so."""
        if not self._likes.bury_siblings:
            return cards
        today = CardMemory.objects.filter(student=self.student, last_review__gte=self._day.start)
        return cards.filter(~Exists(today.filter(~Q(card=OuterRef(card)), item=OuterRef(item))))

    @property
    def _by_item(self) -> bool:
        """Whether only one card of each item can come today."""
        return self._likes.bury_siblings

    def _rows(self, limit: int) -> int | None:
        """How many rows are enough to count as many cards as she wants to see."""
        return None if self.content else limit * SPARE

    def _known(self, which: str, memories: Callable[[], CardMemoryQuerySet]) -> NextCard | None:
        """The first of those memories, which are called `which`."""

        def first() -> "QuerySet[CardMemory, Any]":
            return memories().order_by("due", "pk").values_list("pk", F("current_version_id"))[:1]

        found = fetch_first(self._shape(which), self._values, first)
        if found is None:
            return None
        memory = (
            CardMemory.objects.select_related("content__published_version").defer(*_LONG).filter(pk=found[0]).first()
        )
        if memory is None:  # its last review was taken back a moment ago
            return None
        listed = ItemCard.objects.filter(item_version=OuterRef("pk"), name=memory.card).values("answer_fingerprint")
        wordings = ItemVersion.objects.annotate(answer=Coalesce(Subquery(listed), F("answer_fingerprint")))
        version = wordings.select_related("item", "rendering").get(pk=found[1])
        return NextCard(version, memory.content, memory, memory.card, version.answer)

    def _find_new(self) -> NextCard | None:
        """What she took out herself, else the first of the deck begun first."""
        taken = self._added.select_related("content__published_version").defer(*_LONG)
        if added := taken.order_by("added_at", "pk").first():
            cards = ItemCard.objects.filter(item_version=added.current_version_id, name=added.card)
            return _present(_first(cards), added.content)
        # Nearly always the first deck has one; only where all of it is set aside for today, the others are searched.
        return self._first_of(self._versions[:1]) or self._first_of(self._versions[1:])

    def _first_of(self, versions: Sequence[UUID]) -> NextCard | None:
        if not versions:
            return None
        order = Case(*(When(held_by=version, then=place) for place, version in enumerate(versions)))
        cards = self._new_of_decks(versions).annotate(held_by=F("item_version__entries__version"))
        card = _first(cards.order_by(order, "item_version__entries__position", "position"))
        return _present(card, self.content or _load_content(card.held_by)) if card else None


def _load_content(version_id: UUID) -> Content:
    """The piece of which that version is published."""
    contents = Content.objects.select_related("published_version")
    return contents.defer("search", "published_version__text").get(published_version=version_id)


def _first(cards: "QuerySet[Any]") -> Any:
    """With all that is shown of it."""
    return cards.select_related("item_version__item", "item_version__rendering").first()


def _present(card: ItemCard | None, content: Content) -> NextCard | None:
    return NextCard(card.item_version, content, None, card.name, card.answer_fingerprint) if card else None
