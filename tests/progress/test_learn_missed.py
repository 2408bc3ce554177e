"""What a student answered wrongly in a quiz comes back among her cards."""

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.reusing import reuse_items
from content.models import Content, ItemVersion
from progress.actions.attempting import finish_attempt, save_answers, start_attempt
from progress.actions.closing import close_due
from progress.actions.excepting import give_exception
from progress.actions.missing import learn_missed
from progress.actions.rebuilding import find_memory_differences
from progress.actions.turning import rate_card
from progress.models import CardMemory, QuizAttempt, Response, ReviewLog
from progress.models.memory import MemoryState, Rating
from progress.queues import Queue
from tests.cast import Cast, make_cast
from tests.factories import QUESTIONS, choice, item, make_quiz, publish
from tests.progress.quizzes import change_rules, make_ruled_quiz
from tests.progress.study import each, entries_of, later, now, publish_changed
from tests.together import at_once

GAS, WHALE, PERU, PRODUCT = range(4)
ANSWERS = {GAS: {"choice": ["1"]}, WHALE: {"choice": ["false"]}, PERU: {"text": ["Quito"]}}  # wrong, right, wrong


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """It shows no right answers, so that nothing becomes a card by itself when an attempt ends."""
    return make_ruled_quiz(cast.teacher, cast.reviewer, results="marks")


def finish(student: User, quiz: Content, answers: dict[int, dict[str, list[str]]]) -> QuizAttempt:
    """Answer the questions at those places, as the author wrote them."""
    attempt = start_attempt(student=student, content=quiz)
    entries = entries_of(quiz)
    given = {entries[place].pk: fields for place, fields in answers.items()}
    return finish_attempt(attempt=attempt, by=student, answers=given, accepts_missing=True).attempt


def answered(attempt: QuizAttempt) -> list[tuple[ItemVersion, Response]]:
    responses = Response.objects.filter(attempt=attempt).select_related("item_version__item")
    return [(response.item_version, response) for response in responses]


def learn(student: User, quiz: Content, attempt: QuizAttempt) -> list[CardMemory]:
    return learn_missed(student=student, content=quiz, answers=answered(attempt), attempt=attempt, now=now())


def test_the_wrong_ones_and_no_others(quiz: Content, cast: Cast) -> None:
    attempt = finish(cast.student, quiz, ANSWERS)
    learn(cast.student, quiz, attempt)
    entries = entries_of(quiz)
    missed = {entries[GAS].item_id, entries[PERU].item_id}
    assert {memory.item_id for memory in CardMemory.objects.filter(student=cast.student)} == missed
    for log in ReviewLog.objects.all():
        assert (log.source, log.attempt, log.rating, log.interval, log.card) == ("quiz", attempt, 1, None, "")
    memory = CardMemory.objects.get(item=entries[GAS].item_id)
    assert (memory.state, memory.step, memory.reviews, memory.lapses) == (MemoryState.LEARNING, 0, 1, 0)
    assert memory.answer_fingerprint == entries[GAS].answer_fingerprint


def test_it_happens_by_itself_where_answers_show(cast: Cast) -> None:
    shows = publish(make_quiz(cast.teacher), cast.reviewer)
    attempt = finish(cast.student, shows, ANSWERS)
    assert ReviewLog.objects.filter(attempt=attempt, source="quiz", rating=1).count() == 2
    twice = make_ruled_quiz(cast.teacher, cast.reviewer, title="Twice", results="after_last", attempts=2)
    finish(cast.student, twice, ANSWERS)
    assert not ReviewLog.objects.filter(content=twice).exists(), "one attempt is left: nothing may tell what is right"
    finish(cast.student, twice, ANSWERS)
    assert ReviewLog.objects.filter(content=twice).count() == 2


def test_the_last_attempt_opens_those_before_it(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last", attempts=3)
    entries = entries_of(quiz)
    first = finish(cast.student, quiz, {PERU: {"text": ["Quito"]}, WHALE: {"choice": ["true"]}})
    second = finish(cast.student, quiz, {PERU: {"text": ["Cusco"]}})
    assert not CardMemory.objects.exists()
    finish(cast.student, quiz, {PERU: {"text": ["Lima"]}, GAS: {"choice": ["0"]}})
    logs = dict(ReviewLog.objects.values_list("item", "attempt"))
    assert logs == {entries[PERU].item_id: second.pk, entries[WHALE].item_id: first.pk}, "each once, by the latest miss"
    assert CardMemory.objects.count() == 2
    assert [key for key, fields in find_memory_differences() if fields] == []


def test_one_attempt_more_makes_no_card_twice(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="after_last", attempts=2)
    for _attempt in range(2):
        finish(cast.student, quiz, {PERU: {"text": ["Quito"]}})
    give_exception(content=quiz, student=cast.student, time_limit=None, attempts=3, reason="", by=cast.teacher)
    finish(cast.student, quiz, {PERU: {"text": ["Lima"]}, WHALE: {"choice": ["true"]}})
    assert ReviewLog.objects.count() == CardMemory.objects.count() == 2


def test_another_rule_hid_them_for_good(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="score", attempts=2)
    finish(cast.student, quiz, {PERU: {"text": ["Quito"]}})
    quiz = change_rules(quiz, cast.reviewer, results="after_last")
    finish(cast.student, quiz, {WHALE: {"choice": ["true"]}})
    assert CardMemory.objects.get().item_id == entries_of(quiz)[WHALE].item_id


def test_the_clock_ends_it_the_same_way(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, time_limit=5, grace=0)
    attempt = start_attempt(student=cast.student, content=quiz)
    save_answers(attempt=attempt, by=cast.student, answers={entries_of(quiz)[PERU].pk: {"text": ["Quito"]}})
    with later(minutes=6):
        assert close_due() == 1
    assert CardMemory.objects.get().item_id == entries_of(quiz)[PERU].item_id


def test_it_comes_back_until_it_is_known(quiz: Content, cast: Cast) -> None:
    learn(cast.student, quiz, finish(cast.student, quiz, {PERU: {"text": ["Quito"]}}))
    assert Queue(cast.student, now()).count().later == 1
    with later(minutes=2) as moment:
        queue = Queue(cast.student, moment)
        counts = queue.count()
        card = queue.next(counts)
        assert (counts.learning, counts.new) == (1, 0)
        assert card
        assert (card.version, card.content, card.card, card.is_changed) == (entries_of(quiz)[PERU], quiz, "", False)
        memory = rate_card(
            student=cast.student, content=quiz, item_version_id=card.version.pk, rating=Rating.EASY, reviews=1
        )
    assert memory.state == MemoryState.REVIEW
    assert Queue(cast.student, now(), quiz).count().total == 0


def test_it_is_no_new_card_of_the_day(quiz: Content, cast: Cast) -> None:
    cast.student.preferences = {"cards_per_day": 1}
    learn(cast.student, quiz, finish(cast.student, quiz, ANSWERS))
    from_deck = Queue(cast.student, now()).count()
    assert (from_deck.new, from_deck.later) == (0, 2)


def test_a_question_never_missed_is_no_card(quiz: Content, cast: Cast) -> None:
    version = entries_of(quiz)[WHALE].pk
    with pytest.raises(WrongState, match="none of your cards"):
        rate_card(student=cast.student, content=quiz, item_version_id=version, rating=Rating.GOOD, reviews=0)


def test_once_an_attempt(quiz: Content, cast: Cast) -> None:
    attempt = finish(cast.student, quiz, ANSWERS)
    assert len(learn(cast.student, quiz, attempt)) == 2
    assert learn(cast.student, quiz, attempt) == []
    assert ReviewLog.objects.count() == 2


def test_missed_again_it_is_forgotten(quiz: Content, cast: Cast) -> None:
    learn(cast.student, quiz, finish(cast.student, quiz, {PERU: {"text": ["Quito"]}}))
    version = entries_of(quiz)[PERU].pk
    rate_card(student=cast.student, content=quiz, item_version_id=version, rating=Rating.EASY, reviews=1)
    with later(days=3):
        learn(cast.student, quiz, finish(cast.student, quiz, {PERU: {"text": ["Cusco"]}}))
    memory = CardMemory.objects.get()
    assert (memory.state, memory.reviews, memory.lapses) == (MemoryState.RELEARNING, 3, 1)
    assert ReviewLog.objects.latest("reviewed_at").interval is not None


def test_partly_right_is_not_right(cast: Cast) -> None:
    order = item("ordering", stem="Order", entries=["One", "Two", "Three", "Four"])
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=(order,), results="marks")
    attempt = finish(cast.student, quiz, {0: {f"place-{n}": [str(p)] for n, p in enumerate([1, 2, 4, 3])}})
    assert Response.objects.get().fraction not in (0, 1)
    assert len(learn(cast.student, quiz, attempt)) == 1


def test_what_a_person_grades_is_no_card(quiz: Content, cast: Cast) -> None:
    attempt = finish(cast.student, quiz, ANSWERS)
    Response.objects.filter(item_version=entries_of(quiz)[GAS].pk).update(fraction=None)
    graded = Response.objects.filter(item_version=entries_of(quiz)[PERU].pk)
    graded.update(fraction=Decimal("0.5"), graded_by=cast.teacher, graded_at=now())
    assert learn(cast.student, quiz, attempt) == []


def test_nothing_of_what_left_the_library(quiz: Content, cast: Cast) -> None:
    attempt = finish(cast.student, quiz, ANSWERS)
    Content.objects.update(status=Content.Status.ARCHIVED)
    quiz.refresh_from_db()
    assert learn(cast.student, quiz, attempt) == []
    assert not ReviewLog.objects.exists()


def test_the_answer_changed_while_she_answered(quiz: Content, cast: Cast) -> None:
    attempt = start_attempt(student=cast.student, content=quiz)
    answers = {entries_of(quiz)[PERU].pk: {"text": ["Quito"]}}
    changed = QUESTIONS[PERU].data.answers[0].model_copy(update={"text": "Lima, of course"})  # type: ignore[attr-defined]
    quiz = publish_changed(quiz, cast.reviewer, {}, {}, {"answers": (changed,)})
    attempt = finish_attempt(attempt=attempt, by=cast.student, answers=answers, accepts_missing=True).attempt
    learn(cast.student, quiz, attempt)
    assert CardMemory.objects.get().changed_at is not None
    card = Queue(cast.student, now()).next(Queue(cast.student, now()).count())
    assert card
    assert card.is_changed


@pytest.mark.parametrize("known", [False, True])
def test_queries_do_not_grow(cast: Cast, known: bool) -> None:
    made = []
    for size in (3, 40):
        questions = tuple(choice(f"Question {n} of {size}?", "Right", "Wrong") for n in range(size))
        title = f"Of {size}"
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=questions, title=title, results="marks")
        answers = {place: {"choice": ["1"]} for place in range(size)}
        if known:
            learn(cast.student, quiz, finish(cast.student, quiz, answers))
        attempt = finish(cast.student, quiz, answers)
        pairs = answered(attempt)
        with CaptureQueriesContext(connection) as queries:
            learn_missed(student=cast.student, content=quiz, answers=pairs, attempt=attempt, now=now())
        made.append(len(queries))
        assert ReviewLog.objects.filter(content=quiz).count() == size * (2 if known else 1)
    assert made[0] == made[1] <= 12  # some of them savepoints


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_counts_once() -> None:
    cast = make_cast()
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, results="marks")
    attempt = finish(cast.student, quiz, ANSWERS)
    at_once(lambda: learn(cast.student, quiz, attempt), times=3)
    assert ReviewLog.objects.count() == CardMemory.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_question_missed_in_two_quizzes_at_once_counts_both() -> None:
    cast = make_cast()
    first = make_ruled_quiz(cast.teacher, cast.reviewer, title="One", items=(choice("2 + 2?", "4", "5"),))
    second = make_ruled_quiz(cast.teacher, cast.reviewer, title="Two", items=(choice("3 + 3?", "6", "7"),))
    reuse_items(content=second, items=[entries_of(first)[0].item_id], by=cast.teacher)
    second = publish(second, cast.reviewer)
    wrong: dict[int, dict[str, list[str]]] = {0: {"choice": ["1"]}}
    ends = (partial(finish, cast.student, first, wrong), partial(finish, cast.student, second, {1: wrong[0]}))
    attempts = at_once(each(*ends))
    assert all(isinstance(attempt, QuizAttempt) for attempt in attempts)
    assert CardMemory.objects.get().reviews == ReviewLog.objects.count() == 2
    assert [key for key, fields in find_memory_differences() if fields] == []
