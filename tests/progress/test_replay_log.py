"""What is remembered can be told again from the log of reviews alone, to the last digit."""

from collections.abc import Callable
from datetime import UTC, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import WrongState
from content.models import Content
from progress.actions.rebuilding import find_memory_differences, rebuild_memory
from progress.actions.setting_aside import suspend_card
from progress.actions.taking_back import undo_review
from progress.models import CardMemory, ReviewLog
from progress.models.memory import MemoryState, Rating
from progress.replaying import CardKey, load_logs, replay
from tests.cast import Cast
from tests.factories import item, make_content, make_deck, publish
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.study import entries_of, later, now, publish_changed, turn

CARDS = [(0, ""), (1, ""), (1, "back"), (2, "c1"), (2, "c2")]
EDITS = {
    "back": lambda number: {"back": f"Another answer, {number}"},
    "front": lambda number: {"front": f"Said better, {number}"},
    "gap": lambda number: {"front": f"{{{{c1::Lima}}}} is in {{{{c2::Peru {number}}}}}."},
}

ratings = st.tuples(st.just("rate"), st.sampled_from(CARDS), st.sampled_from(list(Rating)))
waits = st.tuples(st.just("wait"), st.sampled_from([0.0004, 0.01, 0.3, 0.9, 1.0, 2.5, 8.0, 40.0, 300.0]))
undos = st.tuples(st.just("undo"))
edits = st.tuples(st.just("edit"), st.sampled_from([(0, "back"), (0, "front"), (1, "back"), (1, "front"), (2, "gap")]))
likes = st.tuples(st.just("like"), st.sampled_from([0.7, 0.85, 0.9, 0.97]))


@pytest.fixture
def deck(cast: Cast) -> Content:
    items = (
        item("card", front="Front", back="Back"),
        item("card", style="reversed", front="Lima", back="Peru"),
        item("card", style="cloze", front="{{c1::Lima}} is in {{c2::Peru}}."),
    )
    return publish(make_content(cast.teacher, "flashcards", "Mixed", items), cast.reviewer)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.one_of(ratings, ratings, ratings, waits, waits, undos, edits, likes), min_size=5, max_size=30))
def test_whatever_she_does_the_log_tells_her_memory(
    deck: Content, cast: Cast, jobs: JobsInMemory, steps: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        deck.refresh_from_db()
        passed = 0.0
        for verb, *details in steps:
            passed += details[0] if verb == "wait" else 0.0001
            with later(days=passed):
                play(verb, details, deck, cast)
                run_jobs(jobs)
            deck.refresh_from_db()
        assert_told(cast)
        transaction.set_rollback(True)


def play(verb: str, details: list[Any], deck: Content, cast: Cast) -> None:
    if verb == "rate":
        (place, name), rating = details
        turn(cast.student, deck, place, rating, name)
    elif verb == "undo" and ReviewLog.objects.exists():
        try:
            undo_review(student=cast.student)
        except WrongState as refusal:
            assert "no review of today" in refusal.message  # noqa: PT017 - most often there is one
    elif verb == "edit":
        ((place, kind),) = details
        publish_changed(deck, cast.reviewer, *[{}] * place, EDITS[kind](now()))
    elif verb == "like":
        cast.student.preferences = {"retention": details[0]}


def assert_told(cast: Cast) -> None:
    for memory in CardMemory.objects.all():
        told = replay(load_logs(CardKey(memory.student_id, memory.item_id, memory.card)))
        assert told
        for name, value in told.values.items():
            assert getattr(memory, name) == value, name
    found = dict(find_memory_differences())
    assert not any(found.values())
    assert len(found) >= CardMemory.objects.count()
    logged = ReviewLog.objects.counted().values("student", "item", "card").distinct().count()
    assert logged == CardMemory.objects.count()


def test_it_is_what_fsrs_says(deck: Content, cast: Cast) -> None:
    cast.student.preferences = {"retention": 0.8}
    scheduler, card = Scheduler(desired_retention=0.8, enable_fuzzing=False), Card()
    for days, rating in [(0, 3), (0.01, 3), (5, 3), (30, 1), (30.02, 2), (30.04, 3), (40, 4), (100, 3)]:
        with later(days=days):
            memory = turn(cast.student, deck, 0, Rating(rating))
            card, _log = scheduler.review_card(card, FsrsRating(rating), memory.last_review.astimezone(UTC))
    assert (memory.stability, memory.difficulty, memory.due) == (card.stability, card.difficulty, card.due)
    assert (memory.lapses, memory.reviews) == (1, 8)


def test_the_log_keeps_what_it_takes(deck: Content, cast: Cast) -> None:
    cast.student.preferences = {"retention": 0.95}
    turn(cast.student, deck, 1, Rating.EASY, "back")
    with later(days=7):
        turn(cast.student, deck, 1, Rating.AGAIN, "back")
    first, second = ReviewLog.objects.order_by("reviewed_at")
    assert (first.card, first.retention, first.interval) == ("back", 0.95, None)
    assert second.interval == (first.due - first.reviewed_at) / timedelta(days=1) == 3
    assert second.state == MemoryState.RELEARNING


def test_more_is_remembered_by_who_wants_to(deck: Content, cast: Cast) -> None:
    cast.student.preferences, cast.classmate.preferences = {"retention": 0.97}, {"retention": 0.7}
    careful, easy = (turn(student, deck, 0, Rating.EASY) for student in (cast.student, cast.classmate))
    assert careful.due - careful.last_review < timedelta(days=3) < timedelta(days=30) < easy.due - easy.last_review


def test_some_hours_early_on_its_day_is_in_time(deck: Content, cast: Cast) -> None:
    """Both were to come after a day; one came after 26 hours, one after 14, having slept."""
    for student in (cast.student, cast.classmate):
        turn(student, deck, 0, Rating.AGAIN)
        with later(minutes=2):
            turn(student, deck, 0, Rating.GOOD)
        with later(minutes=15):
            assert turn(student, deck, 0, Rating.GOOD).state == MemoryState.REVIEW
    with later(hours=26):
        late = turn(cast.student, deck, 0, Rating.GOOD)
    with later(hours=14):
        early = turn(cast.classmate, deck, 0, Rating.GOOD)
    assert early.stability == late.stability
    assert early.due - early.last_review == late.due - late.last_review
    assert_told(cast)


def test_the_clock_was_set_back(deck: Content, cast: Cast) -> None:
    first = turn(cast.student, deck, 0, Rating.GOOD)
    with later(hours=-1):
        second = turn(cast.student, deck, 0, Rating.GOOD)
    assert second.last_review > first.last_review
    assert_told(cast)


Damage = Callable[[CardMemory], object]
DAMAGES: dict[str, tuple[Damage, str]] = {
    "state": (lambda memory: alter(memory, stability=memory.stability + 1e-9), "stability"),
    "count": (lambda memory: alter(memory, reviews=7, lapses=2), "reviews, lapses"),
    "lost": (lambda memory: CardMemory.objects.filter(pk=memory.pk).delete(), "no memory"),
    "made up": (lambda memory: alter(memory, card="never"), "no log"),
}


def alter(memory: CardMemory, **fields: object) -> None:
    CardMemory.objects.filter(pk=memory.pk).update(**fields)


@pytest.fixture(params=DAMAGES)
def damaged(request: pytest.FixtureRequest, deck: Content, cast: Cast) -> tuple[str, str]:
    """A memory that its log contradicts beside others that are well: its line of the report."""
    for student in (cast.student, cast.classmate):
        for place, name in CARDS:
            turn(student, deck, place, Rating.EASY, name)
    damage, says = DAMAGES[request.param]
    memory = CardMemory.objects.get(student=cast.student, item=entries_of(deck)[2].item_id, card="c2")
    damage(memory)
    card = "never" if says == "no log" else "c2"
    return f"{memory.student_id} {memory.item_id} {card}: {says}", says


def run(**options: Any) -> str:
    out = StringIO()
    call_command("rebuild_progress", stdout=out, **options)
    return out.getvalue()


def test_check_names_each_difference_and_changes_nothing(damaged: tuple[str, str]) -> None:
    before = list(CardMemory.objects.order_by("pk").values())
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("rebuild_progress", check=True, stdout=out)
    assert error.value.returncode == 1
    assert damaged[0] in out.getvalue()
    assert list(CardMemory.objects.order_by("pk").values()) == before


def test_rebuilding_mends_it(damaged: tuple[str, str], cast: Cast) -> None:
    assert damaged[0] in run()
    assert_told(cast)
    assert "differ" in run(check=True)
    assert CardMemory.objects.count() == 2 * len(CARDS)


def test_what_she_decided_is_kept(deck: Content, cast: Cast) -> None:
    memory = suspend_card(memory=turn(cast.student, deck, 0, Rating.EASY), by=cast.student)
    alter(memory, reviews=9)
    rebuilt = rebuild_memory(key=CardKey(cast.student.pk, memory.item_id, ""))
    assert rebuilt
    assert (rebuilt.reviews, rebuilt.suspended_at) == (1, memory.suspended_at)


def test_queries_do_not_grow(cast: Cast) -> None:
    made = []
    for cards in (2, 12):
        deck = publish(make_deck(cast.teacher, title=f"Of {cards}", cards=cards), cast.reviewer)
        for place in range(cards):
            turn(cast.student, deck, place, Rating.EASY)
        with CaptureQueriesContext(connection) as queries:
            assert all(not fields for _key, fields in find_memory_differences())
        made.append(len(queries))
    assert made[0] == made[1]
