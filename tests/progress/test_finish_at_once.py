"""The same thing sent twice at the same moment, over two connections, happens once."""

from functools import partial

import pytest

from accounts.refusals import WrongState
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.reading import mark_read
from progress.actions.turning import rate_card
from progress.models import CardMemory, ItemRead, QuizAttempt, Response, ReviewLog
from progress.models.memory import Rating
from tests.cast import make_cast
from tests.factories import make_deck, make_guide, make_quiz, publish
from tests.progress.study import each, entries_of, progress_of, right_answers, turn
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_attempt_is_finished_once() -> None:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = right_answers(attempt)
    at_once(lambda: finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True), times=4)
    attempt = QuizAttempt.objects.get()
    assert attempt.score == attempt.max_score == 4
    assert Response.objects.count() == 4
    assert progress_of(cast.student, quiz).completed_at == attempt.finished_at


def test_one_attempt_is_started() -> None:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    started = at_once(lambda: start_attempt(student=cast.student, content=quiz), times=4)
    assert len({attempt.pk for attempt in started if isinstance(attempt, QuizAttempt)}) == 1
    assert QuizAttempt.objects.count() == 1


def test_one_rating_counts() -> None:
    cast = make_cast()
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    card = entries_of(deck)[0].pk
    made = at_once(
        lambda: rate_card(student=cast.student, content=deck, item_version_id=card, rating=Rating.GOOD, reviews=0)
    )
    assert sum(isinstance(outcome, WrongState) for outcome in made) == 1
    assert ReviewLog.objects.count() == 1


def test_cards_of_two_decks_at_once_count_both() -> None:
    cast = make_cast()
    decks = [publish(make_deck(cast.teacher, title=title), cast.reviewer) for title in ("One", "Two")]
    at_once(each(*(partial(turn, cast.student, deck, 0, Rating.GOOD) for deck in decks)))
    assert ReviewLog.objects.count() == CardMemory.objects.count() == 2


def test_one_part_is_read_once() -> None:
    cast = make_cast()
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    items = [entry.item_id for entry in entries_of(guide)]
    at_once(lambda: mark_read(student=cast.student, content=guide, items=items), times=4)
    assert ItemRead.objects.count() == 3
    assert progress_of(cast.student, guide).percentage == 100
