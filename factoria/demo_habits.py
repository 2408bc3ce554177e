"""The demonstration's half year of one student: her desk has something to tell of habit, memory and scores."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from content.models import Content, ItemVersion
from factoria.demo_study import answer_quiz
from factoria.demonstration import published_items, set_back
from progress.actions.progressing import lock_progress, write_figures
from progress.actions.reading import read_items
from progress.actions.turning import turn_card
from progress.clock import Opening, mark_opening
from progress.models import CardMemory, LearningProgress
from progress.models.memory import Rating

DAYS, LATELY = 190, 12  # ago: when it begins, and from when on she studied every day
QUIZZES, ATTEMPTS = 3, 4
GUIDES, DECKS = "study_guide", "flashcards"


def make_habits(student: User, material: Iterable[Content]) -> None:
    """Most days she reads a section of a guide and turns the cards of a deck; some quizzes she repeats until she knows
    them. All of it in pieces that she has not begun."""
    dice = random.Random("habits")  # noqa: S311 - a demonstration, the same each time
    begun = set(LearningProgress.objects.filter(student=student).values_list("content", flat=True))
    pieces: dict[str, list[Content]] = {}
    for content in material:
        if content.is_published and content.pk not in begun:
            pieces.setdefault(content.kind, []).append(content)
    days = [day for day in range(DAYS, 0, -1) if day <= LATELY or dice.random() < 0.65]
    _read_guides(student, pieces[GUIDES], days, dice)
    _Deck(student, pieces[DECKS][-1], dice).review(days)
    for content in pieces["quiz"][:QUIZZES]:
        _repeat_quiz(student, content, dice)


def _read_guides(student: User, guides: Iterable[Content], days: Iterable[int], dice: random.Random) -> None:
    """A section a day, of one guide after the other."""
    unread = iter(list(days))
    for guide in guides:
        progress = lock_progress(student=student, content=guide)
        for section, age in zip(published_items(guide), _since_published(guide, unread), strict=False):
            opening = _opening(student, guide, age)
            with set_back(age - timedelta(seconds=dice.randint(100, 290))):
                read_items(progress, student, guide, [section.item_id], opening)
        write_figures(progress, guide)


@dataclass
class _Deck:
    student: User
    content: Content
    dice: random.Random
    memories: dict[ItemVersion, CardMemory] = field(default_factory=dict)

    def review(self, days: Iterable[int]) -> None:
        """On each of the days (ago) what is due then, and a new card; enough of these are kept for the days of late."""
        progress, unmet = lock_progress(student=self.student, content=self.content), published_items(self.content)
        for age in _since_published(self.content, iter(days)):
            moment = age - timedelta(minutes=self.dice.randint(10, 90))
            due = [entry for entry, memory in self.memories.items() if memory.due <= timezone.now() - moment]
            new = unmet[:1] if len(unmet) > LATELY or age.days <= LATELY else []
            for entry in [*due, *new]:
                opening = _opening(self.student, self.content, moment)
                moment -= timedelta(seconds=self.dice.randint(4, 15))
                known, rating = self.memories.get(entry), self._rate()
                with set_back(moment):
                    reviews = known.reviews if known else 0
                    memory = turn_card(progress, self.student, self.content, entry.pk, rating, reviews, opening)
                self.memories[entry] = memory
            del unmet[: len(new)]
        write_figures(progress, self.content)

    def _rate(self) -> Rating:
        return self.dice.choices(list(Rating), weights=[9, 12, 62, 17])[0]


def _repeat_quiz(student: User, content: Content, dice: random.Random) -> None:
    """Attempts over the months, each better than the one before."""
    published = _published_for(content)
    for number in range(ATTEMPTS):
        age = published * (0.95 - number / ATTEMPTS * dice.uniform(0.8, 1))
        answer_quiz(student, content, published_items(content), age, 0.5 + number * 0.14, dice)


def _published_for(content: Content) -> timedelta:
    assert content.published_at is not None, "only published pieces are studied"
    return timezone.now() - content.published_at


def _since_published(content: Content, days: Iterator[int]) -> Iterator[timedelta]:
    """Those of the days (ago), from which on the piece is published."""
    return (timedelta(days=day) for day in days if timedelta(days=day) < _published_for(content))


def _opening(student: User, content: Content, age: timedelta) -> Opening:
    return Opening(mark_opening(student, content.pk, timezone.now() - age))
