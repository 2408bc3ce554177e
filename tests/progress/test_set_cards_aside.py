"""A student does not want to be asked a card: for today, or until she says otherwise."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.refusals import WrongState
from content.models import Content
from progress.access import can_see_memory, get_memory
from progress.actions.setting_aside import bury_card, resume_card, suspend_card
from progress.actions.taking_back import undo_review
from progress.days import study_day
from progress.models import CardMemory
from progress.models.memory import Rating
from progress.querysets import CardMemoryQuerySet
from progress.queues import Queue
from tests.cast import Cast, make_cast
from tests.factories import make_deck, publish
from tests.progress.study import each, later, now, turn
from tests.together import at_once

ACTIONS = [bury_card, suspend_card, resume_card]
Action = Callable[..., CardMemory]


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=1), cast.reviewer)


@pytest.fixture
def memory(deck: Content, cast: Cast) -> CardMemory:
    return turn(cast.student, deck, 0, Rating.GOOD)


def left(cast: Cast, **passed: float) -> int:
    with later(**passed) as moment:
        return Queue(cast.student, moment).count().total


def test_buried_until_her_midnight(memory: CardMemory, cast: Cast) -> None:
    assert left(cast, minutes=1) == 1
    buried = bury_card(memory=memory, by=cast.student)
    assert buried.buried_until == study_day(cast.student, now()).end
    assert left(cast, minutes=1) == 0
    assert Queue(cast.student, now()).comes_next() == buried.buried_until
    assert left(cast, days=1) == 1


def test_suspended_until_she_resumes_it(memory: CardMemory, deck: Content, cast: Cast) -> None:
    first = suspend_card(memory=memory, by=cast.student).suspended_at
    assert first
    assert left(cast, days=400) == 0
    assert suspend_card(memory=memory, by=cast.student).suspended_at == first
    with pytest.raises(WrongState, match="suspended this card"):
        turn(cast.student, deck, 0, Rating.GOOD)
    bury_card(memory=memory, by=cast.student)
    resumed = resume_card(memory=memory, by=cast.student)
    assert (resumed.suspended_at, resumed.buried_until) == (None, None)
    assert left(cast, minutes=11) == 1


def test_a_review_brings_a_buried_card_back(memory: CardMemory, deck: Content, cast: Cast) -> None:
    bury_card(memory=memory, by=cast.student)
    assert turn(cast.student, deck, 0, Rating.AGAIN).buried_until is None


@pytest.mark.parametrize("act", ACTIONS)
def test_who_may(act: Action, memory: CardMemory, cast: Cast) -> None:
    for person in (cast.classmate, cast.teacher, cast.stranger):
        with pytest.raises(PermissionDenied):
            act(memory=memory, by=person)
    Content.objects.update(status=Content.Status.ARCHIVED)
    memory = CardMemory.objects.get()
    with pytest.raises(PermissionDenied):
        act(memory=memory, by=cast.student)


@pytest.mark.parametrize("act", ACTIONS)
def test_a_card_that_is_new_again(act: Action, memory: CardMemory, cast: Cast) -> None:
    undo_review(student=cast.student)
    with pytest.raises(WrongState, match="new again"):
        act(memory=memory, by=cast.student)


def test_found_by_its_own_student_alone(memory: CardMemory, cast: Cast) -> None:
    for person in vars(cast).values():
        rows = CardMemoryQuerySet(CardMemory).of(person)
        assert (memory in rows) == can_see_memory(person, memory) == (person == cast.student)
    assert get_memory(cast.student, memory.pk) == memory
    with pytest.raises(Http404):
        get_memory(cast.classmate, memory.pk)


@pytest.mark.django_db(transaction=True)
def test_suspended_while_it_is_rated() -> None:
    cast = make_cast()
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    memory = turn(cast.student, deck, 0, Rating.GOOD)
    works = [lambda: turn(cast.student, deck, 0, Rating.GOOD), lambda: suspend_card(memory=memory, by=cast.student)]
    at_once(each(*works * 2), times=4)
    kept = CardMemory.objects.get()
    assert kept.suspended_at
    assert kept.reviews in (1, 2, 3)
