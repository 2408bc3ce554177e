"""What an edit means for those who learn a card: its words may change, its answer may not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role, grant_role
from content.documents import DocumentItem
from content.models import Content
from progress.actions import changing
from progress.actions.changing import MARK_CHANGED, mark_changed
from progress.actions.rebuilding import find_memory_differences
from progress.models import CardMemory, ReviewLog
from progress.models.memory import MemoryState, Rating
from progress.queues import Queue
from tests.cast import Cast, make_cast
from tests.factories import item, make_content, make_deck, publish
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.study import each, entries_of, later, now, publish_changed, turn
from tests.together import at_once

KEPT = ("state", "step", "stability", "difficulty", "due", "reviews", "lapses", "last_rating", "last_review")
CARDS, LEARNERS, SAMPLE = 5, 300, 6


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=CARDS), cast.reviewer)


@pytest.fixture
def learners(cast: Cast, deck: Content, monkeypatch: pytest.MonkeyPatch) -> list[User]:
    """Many students who learnt every card of the deck; some did so by hand, and the others as they did."""
    monkeypatch.setattr(changing, "STUDENTS", 70)
    students = User.objects.bulk_create(User(username=f"s{n}", email=f"s{n}@example.org") for n in range(LEARNERS))
    for student in students[:SAMPLE]:
        grant_role(user=student, role=Role.STUDENT)
        for place in range(CARDS):
            turn(student, deck, place, Rating.EASY)
    copy_rows(CardMemory, students[0], students[SAMPLE:])
    copy_rows(ReviewLog, students[0], students[SAMPLE:])
    return students


def copy_rows(model: Any, of: User, to: list[User]) -> None:
    rows = list(model.objects.filter(student=of).values())
    for row in rows:
        del row["id"]
    model.objects.bulk_create(model(**row | {"student_id": student.pk}) for student in to for row in rows)


def states() -> dict[tuple[UUID, UUID, str], tuple[object, ...]]:
    return {
        (memory.student_id, memory.item_id, memory.card): tuple(getattr(memory, field) for field in KEPT)
        for memory in CardMemory.objects.all()
    }


def test_better_words_keep_the_state_of_every_learner(
    deck: Content, learners: list[User], cast: Cast, jobs: JobsInMemory
) -> None:
    before = states()
    assert len(before) == LEARNERS * CARDS
    words = [{"front": f"Front {n}, said better", "hint": "Think."} for n in range(CARDS - 1)]
    deck = publish_changed(deck, cast.reviewer, *words, {"back": "  Back   5 "})
    run_jobs(jobs)
    assert states() == before
    assert not CardMemory.objects.filter(changed_at__isnull=False).exists()
    for student in learners[:SAMPLE]:
        assert Queue(student, now(), deck).count().total == 0


def test_a_changed_answer_moves_its_card_to_relearning_for_every_learner_and_says_so_once(
    deck: Content, learners: list[User], cast: Cast, jobs: JobsInMemory
) -> None:
    before = states()
    deck = publish_changed(deck, cast.reviewer, {"front": "Said better"}, {"back": "Corrected"})
    run_jobs(jobs)
    changed = entries_of(deck)[1].item_id
    marked = CardMemory.objects.filter(changed_at__isnull=False)
    assert set(marked.values_list("item", flat=True)) == {changed}
    assert marked.count() == LEARNERS
    assert states() == before
    for student in learners[:SAMPLE]:
        grant_role(user=student, role=Role.STUDENT)
        queue = Queue(student, now())
        assert queue.count().total == queue.count().learning == 1
        card = queue.next(queue.count())
        assert card
        assert (card.version.item_id, card.is_changed) == (changed, True)
        memory = turn(student, deck, 1, Rating.AGAIN)
        assert (memory.state, memory.changed_at, memory.lapses) == (MemoryState.RELEARNING, None, 0)
        with later(minutes=15) as moment:
            shown = Queue(student, moment).next(Queue(student, moment).count())
        assert shown
        assert (shown.version.item_id, shown.is_changed) == (changed, False)
    mark_changed(content_id=deck.pk)
    assert marked.count() == LEARNERS - SAMPLE
    assert [key for key, fields in find_memory_differences() if fields] == []


def test_changed_back_it_is_as_it_was(deck: Content, cast: Cast, jobs: JobsInMemory) -> None:
    turn(cast.student, deck, 0, Rating.EASY)
    before = states()
    deck = publish_changed(deck, cast.reviewer, {"back": "Another"})
    run_jobs(jobs)
    assert Queue(cast.student, now()).count().learning == 1
    publish_changed(deck, cast.reviewer, {"back": "Back 1"})
    run_jobs(jobs)
    assert CardMemory.objects.get().changed_at is None
    assert Queue(cast.student, now()).count().learning == 0
    assert states() == before


def test_twice_changes_nothing_more(deck: Content, cast: Cast, jobs: JobsInMemory) -> None:
    turn(cast.student, deck, 0, Rating.EASY)
    deck = publish_changed(deck, cast.reviewer, {"back": "Another"})
    run_jobs(jobs)
    first = CardMemory.objects.get().changed_at
    mark_changed(content_id=deck.pk)
    assert CardMemory.objects.get().changed_at == first


def test_of_a_card_with_gaps_only_the_gap_that_changed(cast: Cast, jobs: JobsInMemory) -> None:
    card: DocumentItem = item("card", style="cloze", front="{{c1::Lima}} is in {{c2::Peru}}.")
    deck = publish(make_content(cast.teacher, "flashcards", "Gaps", (card,)), cast.reviewer)
    for name in ("c1", "c2"):
        turn(cast.student, deck, 0, Rating.EASY, name)
    publish_changed(deck, cast.reviewer, {"front": "{{c1::Lima}} lies in {{c2::South America}}."})
    run_jobs(jobs)
    assert CardMemory.objects.get(changed_at__isnull=False).card == "c2"


def test_a_gap_that_is_gone_is_asked_no_more(cast: Cast, jobs: JobsInMemory) -> None:
    card: DocumentItem = item("card", style="cloze", front="{{c1::Lima}} is in {{c2::Peru}}.")
    deck = publish(make_content(cast.teacher, "flashcards", "Gaps", (card,)), cast.reviewer)
    for name in ("c1", "c2"):
        turn(cast.student, deck, 0, Rating.AGAIN, name)
    deck = publish_changed(deck, cast.reviewer, {"front": "{{c1::Lima}} is in Peru."})
    run_jobs(jobs)
    assert Queue(cast.student, now() + timedelta(minutes=5), deck).count().learning == 1


def test_the_job_is_enqueued_with_the_publication(deck: Content, cast: Cast, jobs: JobsInMemory) -> None:
    def asked() -> list[dict[str, str]]:
        return [job["args"] for job in jobs.jobs.values() if job["task_name"] == MARK_CHANGED]

    publish_changed(deck, cast.reviewer, {"back": "Another"})
    assert asked() == []  # nobody learns it yet
    turn(cast.student, deck, 1, Rating.EASY)
    publish_changed(deck, cast.reviewer, {"back": "Yet another"})
    assert asked() == [{"content_id": str(deck.pk)}]


def test_queries_grow_by_the_batch_only(deck: Content, learners: list[User], cast: Cast) -> None:
    publish_changed(deck, cast.reviewer, {"back": "Another"})
    with CaptureQueriesContext(connection) as queries:
        mark_changed(content_id=deck.pk)
    batches = -(-LEARNERS // changing.STUDENTS)
    assert len(queries) <= batches * 6 + 1


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_and_a_rating_beside() -> None:
    cast = make_cast()
    deck = publish(make_deck(cast.teacher, cards=3), cast.reviewer)
    for student in (cast.student, cast.classmate):
        for place in range(3):
            turn(student, deck, place, Rating.EASY)
    deck = publish_changed(deck, cast.reviewer, *({"back": f"Other {n}"} for n in range(3)))
    marks = [lambda: mark_changed(content_id=deck.pk)] * 3
    at_once(each(lambda: turn(cast.student, deck, 0, Rating.GOOD), *marks), times=4)
    assert CardMemory.objects.filter(changed_at__isnull=False).count() == 5
    assert CardMemory.objects.get(changed_at__isnull=True).reviews == 2
