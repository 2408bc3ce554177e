"""A student takes back what she rated by mistake."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.refusals import WrongState
from content.models import Content
from progress.actions.taking_back import undo_review
from progress.models import CardMemory, LearningProgress, ReviewLog, ReviewUndo
from progress.models.memory import MemoryState, Rating
from progress.queues import Queue
from tests.cast import Cast, make_cast
from tests.factories import make_deck, publish
from tests.progress.study import entries_of, later, now, progress_of, publish_changed, turn
from tests.together import at_once


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=3), cast.reviewer)


def state(memory: CardMemory) -> dict[str, object]:
    memory = CardMemory.objects.get(pk=memory.pk)
    return {field.name: getattr(memory, field.name) for field in CardMemory._meta.fields}


def test_the_only_review_leaves_nothing(deck: Content, cast: Cast) -> None:
    before = Queue(cast.student, now(), deck).count()
    turn(cast.student, deck, 0, Rating.GOOD)
    assert undo_review(student=cast.student).item_id == entries_of(deck)[0].item_id
    assert not CardMemory.objects.exists()
    assert Queue(cast.student, now(), deck).count() == before
    progress = progress_of(cast.student, deck)
    assert (progress.status, progress.percentage, progress.flashcard_score) == ("not_started", 0, None)
    assert progress.started_at is None
    assert ReviewLog.objects.count() == 1


def test_the_memory_is_as_it_was(deck: Content, cast: Cast) -> None:
    memory = turn(cast.student, deck, 0, Rating.EASY)
    before = state(memory)
    with later(days=9):
        turn(cast.student, deck, 0, Rating.AGAIN)
        assert state(memory)["lapses"] == 1
        log = undo_review(student=cast.student)
    assert (log.rating, log.interval, log.undo.log_id) == (1, 8, log.pk)
    assert state(memory) == before


def test_several_in_a_row_the_last_first(deck: Content, cast: Cast) -> None:
    for place in range(3):
        turn(cast.student, deck, place, Rating.EASY)
    turn(cast.student, deck, 1, Rating.AGAIN)
    items = [entry.item_id for entry in entries_of(deck)]
    assert [undo_review(student=cast.student).item_id for _n in range(4)] == [items[1], items[2], items[1], items[0]]
    assert not CardMemory.objects.exists()
    with pytest.raises(WrongState, match="no review of today"):
        undo_review(student=cast.student)


def test_what_was_taken_back_can_be_rated_again(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.AGAIN)
    undo_review(student=cast.student)
    memory = turn(cast.student, deck, 0, Rating.EASY)
    assert (memory.reviews, memory.state) == (1, MemoryState.REVIEW)


def test_the_one_named_and_once(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.EASY)
    first = ReviewLog.objects.get()
    turn(cast.student, deck, 1, Rating.EASY)
    assert undo_review(student=cast.student, log_id=first.pk) == first
    with pytest.raises(WrongState, match="already"):
        undo_review(student=cast.student, log_id=first.pk)
    assert CardMemory.objects.get().item_id == entries_of(deck)[1].item_id


def test_only_the_latest_of_a_card(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.GOOD)
    first = ReviewLog.objects.get()
    turn(cast.student, deck, 0, Rating.GOOD)
    with pytest.raises(WrongState, match="reviewed again since"):
        undo_review(student=cast.student, log_id=first.pk)
    assert not ReviewUndo.objects.exists()


def test_yesterday_stays(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.GOOD)
    with later(days=1), pytest.raises(WrongState, match="no review of today"):
        undo_review(student=cast.student)


def test_others_reviews_are_theirs(deck: Content, cast: Cast) -> None:
    turn(cast.classmate, deck, 0, Rating.GOOD)
    for named in (None, ReviewLog.objects.get().pk):
        with pytest.raises(WrongState):
            undo_review(student=cast.student, log_id=named)
    assert CardMemory.objects.exists()


def test_not_where_she_may_not_study(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.GOOD)
    Content.objects.update(status=Content.Status.ARCHIVED)
    with pytest.raises(PermissionDenied):
        undo_review(student=cast.student)


def test_back_to_an_answer_that_is_none_any_more(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.EASY)
    deck = publish_changed(deck, cast.reviewer, {"back": "Another answer altogether"})
    learnt = turn(cast.student, deck, 0, Rating.GOOD)
    undo_review(student=cast.student)
    memory = CardMemory.objects.get()
    assert memory.answer_fingerprint != learnt.answer_fingerprint
    assert memory.changed_at is not None
    assert Queue(cast.student, now(), deck).count().learning == 1


def test_time_stays_spent(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.GOOD)
    assert LearningProgress.objects.get().time_spent == 0
    undo_review(student=cast.student)
    assert LearningProgress.objects.get().last_accessed_at is None


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_counts_once() -> None:
    cast = make_cast()
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    turn(cast.student, deck, 0, Rating.GOOD)
    turn(cast.student, deck, 1, Rating.GOOD)
    made = at_once(lambda: undo_review(student=cast.student), times=2)
    assert sum(isinstance(outcome, WrongState) for outcome in made) == 1
    assert ReviewUndo.objects.count() == CardMemory.objects.count() == 1
