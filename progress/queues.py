"""Which card comes next, and how many are left today."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from accounts.preferences import read_preferences
from content.models import Content, ItemVersion
from progress.days import study_day
from progress.models import CardMemory
from progress.querysets import new_cards, unturned_cards


@dataclass(frozen=True)
class Counts:
    """Cards left today: `due` now, `later` today, and `new` ones never turned."""

    due: int = 0
    later: int = 0
    new: int = 0

    @property
    def total(self) -> int:
        return self.due + self.later + self.new


@dataclass(frozen=True)
class NextCard:
    """The card to turn, as it is published now. `memory` is None for a new one; `is_changed` says that its right answer
    is not the one she learnt."""

    version: ItemVersion
    content: Content
    memory: CardMemory | None
    is_changed: bool = False


@dataclass(frozen=True)
class Queue:
    """The cards of one deck (`content`), or, without one, of all decks that she has begun. Today ends at her midnight.

    A deck gives all its new cards; the review of all decks at most as many a day as she likes."""

    student: User
    now: datetime
    content: Content | None = None

    def count(self) -> Counts:
        """How many cards are left."""
        day = study_day(self.student, self.now)
        is_due = Q(due__lte=self.now) | Q(is_changed=True)
        found = self._due(day.end).aggregate(due=Count("id", filter=is_due), all=Count("id"))
        return Counts(due=found["due"], later=found["all"] - found["due"], new=self._count_new(day.start))

    def next(self, counts: Counts) -> NextCard | None:
        """The first card due, else a new one, else the first that comes due later today; None when all is done."""
        if counts.due:
            return self._known(self._due(self.now).order_by("due", "id").first())
        if counts.new:
            return self._new()
        return self._known(self._due(study_day(self.student, self.now).end).order_by("due", "id").first())

    def comes_next(self) -> datetime | None:
        """When the next card of those turned so far comes due, whatever the day."""
        memories = self._of_deck(CardMemory.objects.current(self.student))
        due: datetime | None = memories.aggregate(next=Min("due"))["next"]
        return due

    def _due(self, before: datetime) -> QuerySet[CardMemory]:
        return self._of_deck(CardMemory.objects.due(self.student, before))

    def _of_deck(self, memories: QuerySet[CardMemory]) -> QuerySet[CardMemory]:
        return memories if self.content is None else memories.filter(content=self.content)

    def _count_new(self, day_start: datetime) -> int:
        if self.content is not None:
            return unturned_cards(self.student, CardMemory.objects.all(), self.content).count()
        met = CardMemory.objects.filter(student=self.student, first_review__gte=day_start).count()
        room = max(0, read_preferences(self.student).cards_per_day - met)
        return unturned_cards(self.student, CardMemory.objects.all()).values("pk")[:room].count() if room else 0

    def _known(self, memory: CardMemory | None) -> NextCard | None:
        if memory is None:
            return None
        return NextCard(
            version=_load_version(memory.current_version_id),
            content=self.content or _load_content(memory.content_id),
            memory=memory,
            is_changed=memory.is_changed,
        )

    def _new(self) -> NextCard | None:
        entries = new_cards(self.student, CardMemory.objects.all(), self.content)
        entry = entries.select_related("version").defer("version__text", "version__frame").first()
        if entry is None:
            return None
        content = self.content or _load_content(entry.version.content_id)
        return NextCard(version=_load_version(entry.item_version_id), content=content, memory=None)


def _load_version(version_id: UUID) -> ItemVersion:
    return ItemVersion.objects.select_related("item", "rendering").get(pk=version_id)


def _load_content(content_id: UUID) -> Content:
    contents = Content.objects.select_related("published_version")
    return contents.defer("search", "published_version__text").get(pk=content_id)
