"""How one simulated student studies: when, what, and how well she knows it. The same for her every time."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import TypeVar
from unittest.mock import patch

from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal
from content.documents import load_items
from content.kinds import StudyMode
from content.models import Content, ContentVersion, ItemCard, ItemVersion
from factoria.demo_study import fields_of
from progress.actions.attempting import check_answer, finish_attempt, save_answers, start_attempt
from progress.actions.collecting import add_cards
from progress.actions.reading import answer_check, mark_read
from progress.actions.setting_aside import bury_card, resume_card, suspend_card
from progress.actions.taking_back import undo_review
from progress.actions.turning import rate_card
from progress.clock import Opening, mark_opening
from progress.drawing import load_drawn
from progress.models import CardMemory, ItemRead, QuizAttempt
from progress.models.memory import Rating
from progress.queues import NextCard, Queue
from progress.rules import quiz_frame

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
LEAST, MOST = 0.01, 0.07  # the share of days on which a student studies lies somewhere between
REVIEWS = 8  # a session's, at most
T = TypeVar("T")


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """The clock of the actions stands at `moment`."""
    with patch.object(timezone, "now", lambda: moment):
        yield


@dataclass
class Learner:
    """One student at her desk: `done` counts what she did, `refused` the sentences with which she was refused."""

    student: User
    pieces: Sequence[Content]
    dice: Random
    ability: float
    now: datetime = BEGIN
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def pause(self, least: float, most: float) -> None:
        """Let so many seconds pass."""
        self.now += timedelta(seconds=self.dice.uniform(least, most))

    def knows(self) -> bool:
        return self.dice.random() < self.ability

    def opening(self, content: Content) -> Opening:
        """The form that she is about to send was opened now; then she takes her time."""
        mark = mark_opening(self.student, content.pk, self.now)
        self.pause(3, 40)
        return Opening(mark)

    def do(self, what: str, action: Callable[[], T]) -> T | None:
        """Do it at her time. That an action refuses with a sentence is part of life."""
        with clock_at(self.now):
            try:
                result = action()
            except Refusal as refusal:
                self.refused[refusal.message] += 1
                return None
        self.done[what] += 1
        return result


def live(student: User, number: int, pieces: Sequence[Content], days: range) -> Learner:
    """Let her live through these days."""
    ability = 0.4 + 0.55 * Random(number).random()  # noqa: S311 (the same every time)
    learner = Learner(student, pieces, Random(f"{number} {days.start}"), ability)  # noqa: S311
    diligence = LEAST + (MOST - LEAST) * Random(-number - 1).random()  # noqa: S311
    for day in days:
        if learner.dice.random() < diligence:
            learner.now = BEGIN + timedelta(days=day, hours=learner.dice.uniform(5, 22))
            _session(learner)
    return learner


def _session(learner: Learner) -> None:
    """Her due cards first, then something of the rest."""
    _review(learner, Queue(learner.student, learner.now))
    content = learner.dice.choice(learner.pieces)
    match content.kind_type.study_mode:
        case StudyMode.ANSWER:
            _answer(learner, content)
        case StudyMode.READ:
            _read(learner, content)
        case StudyMode.TURN:
            _review(learner, Queue(learner.student, learner.now, content))


def _review(learner: Learner, queue: Queue) -> None:
    for _turn in range(learner.dice.randint(2, REVIEWS)):
        queue = Queue(learner.student, learner.now, queue.content)
        with clock_at(learner.now):
            card = queue.next(queue.count())
        if card is None:
            return
        _rate(learner, card)


def _rate(learner: Learner, card: NextCard) -> None:
    opening = learner.opening(card.content)
    rating = learner.dice.choice([Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.EASY])
    rate = partial(
        rate_card,
        student=learner.student,
        content=card.content,
        item_version_id=card.version.pk,
        card=card.card,
        rating=rating if learner.knows() else Rating.AGAIN,
        reviews=card.memory.reviews if card.memory else 0,
        opening=opening,
    )
    memory = learner.do("reviews", rate)
    if memory is not None:
        _reconsider(learner, memory)


def _reconsider(learner: Learner, memory: CardMemory) -> None:
    """Now and then she takes a review back, or puts a card away."""
    chance = learner.dice.random()
    if chance < 0.03:
        learner.do("reviews taken back", partial(undo_review, student=learner.student))
    elif chance < 0.04:
        learner.do("cards buried", partial(bury_card, memory=memory, by=learner.student))
    elif chance < 0.045:
        learner.do("cards suspended", partial(suspend_card, memory=memory, by=learner.student))
    elif chance < 0.048:
        learner.do("cards resumed", partial(resume_card, memory=memory, by=learner.student))


def _answer(learner: Learner, content: Content) -> None:
    attempt = learner.do("attempts", partial(start_attempt, student=learner.student, content=content))
    if attempt is None:
        return
    for entry in load_drawn(attempt):
        fields = fields_of(entry, learner.knows(), learner.dice)
        if not fields or learner.dice.random() < 0.05:
            continue
        shared = {"attempt": attempt, "by": learner.student, "opening": learner.opening(content)}
        learner.do("answers", partial(save_answers, answers={entry.pk: fields}, **shared))
        if quiz_frame(attempt.version).is_practice and learner.dice.random() < 0.5:
            learner.do("answers checked", partial(check_answer, question=entry.pk, answers={}, **shared))
    if learner.dice.random() < 0.85:
        _finish(learner, attempt)


def _finish(learner: Learner, attempt: QuizAttempt) -> None:
    if learner.dice.random() < 0.05:
        learner.pause(600, 1200)  # the doorbell rang
    opening = learner.opening(attempt.content)
    finish = partial(finish_attempt, attempt=attempt, by=learner.student, answers={}, accepts_missing=True)
    learner.do("attempts finished", partial(finish, opening=opening))


def _read(learner: Learner, content: Content) -> None:
    entries = load_items(_published(content), is_shown=False)
    read = set(ItemRead.objects.filter(student=learner.student, content=content).values_list("item", flat=True))
    unread = [entry for entry in entries if entry.item_id not in read] or entries
    for entry in unread[: learner.dice.randint(1, 3)]:
        shared = {"student": learner.student, "content": content}
        learner.do(
            "sections read", partial(mark_read, items=[entry.item_id], opening=learner.opening(content), **shared)
        )
        if entry.data.get("question"):
            _check(learner, content, entry)
        _collect(learner, content, entry)


def _check(learner: Learner, content: Content, entry: ItemVersion) -> None:
    sent = {"choice": ["true" if learner.knows() else "false"]}
    shared = {"student": learner.student, "content": content, "opening": learner.opening(content)}
    learner.do("check questions", partial(answer_check, item_version_id=entry.pk, submitted=sent, **shared))


def _collect(learner: Learner, content: Content, entry: ItemVersion) -> None:
    """A term of the glossary becomes a card."""
    names = list(ItemCard.objects.filter(item_version=entry).values_list("name", flat=True))
    if names and learner.dice.random() < 0.3:
        chosen = [learner.dice.choice(names)]
        shared = {"student": learner.student, "content": content}
        learner.do("terms taken", partial(add_cards, item_version_id=entry.pk, names=chosen, **shared))


def _published(content: Content) -> ContentVersion:
    version = content.published_version
    assert version is not None, "only published pieces are studied"
    version.content = content
    return version
