"""Cards that are learnt and forgotten again and again: shown to the student, and to who can mend them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from content.models import Content
from content.review.evidence import Evidence
from progress.actions.setting_aside import suspend_card
from progress.actions.taking_back import undo_review
from progress.evidence import item_statistics
from progress.leeches import leeches_of
from progress.models import CardMemory
from progress.models.memory import MemoryState, Rating
from progress.querysets import LEECH, CardMemoryQuerySet
from tests.cast import Cast
from tests.factories import item, make_content, make_deck, publish
from tests.progress.study import entries_of, later, publish_changed, turn


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=3), cast.reviewer)


def forget(student: User, deck: Content, place: int, times: int, card: str = "") -> CardMemory:
    """Learn the card, and forget it so often after it had been learnt."""
    memory = turn(student, deck, place, Rating.EASY, card)
    for number in range(times):
        with later(days=number * 10 + 5):
            turn(student, deck, place, Rating.AGAIN, card)
        with later(days=number * 10 + 6):
            memory = turn(student, deck, place, Rating.GOOD, card)
    return memory


def test_a_lapse_is_a_learnt_card_forgotten(deck: Content, cast: Cast) -> None:
    for _n in range(3):
        assert turn(cast.student, deck, 0, Rating.AGAIN).lapses == 0
    assert turn(cast.student, deck, 0, Rating.EASY).state == MemoryState.REVIEW
    with later(days=4):
        assert turn(cast.student, deck, 0, Rating.AGAIN).lapses == 1
        assert turn(cast.student, deck, 0, Rating.AGAIN).lapses == 1
        undo_review(student=cast.student)
        undo_review(student=cast.student)
    assert CardMemory.objects.get().lapses == 0


def test_her_leeches_the_worst_first(deck: Content, cast: Cast) -> None:
    forget(cast.student, deck, 0, LEECH - 1)
    forget(cast.student, deck, 1, LEECH)
    worst = forget(cast.student, deck, 2, LEECH + 1)
    forget(cast.classmate, deck, 1, LEECH)
    suspend_card(memory=worst, by=cast.student)
    with CaptureQueriesContext(connection) as queries:
        found = [
            (leech.current_heading, leech.lapses, bool(leech.suspended_at), leech.content.published_version.title)  # type: ignore[union-attr]
            for leech in leeches_of(cast.student)
        ]
    title = "Small deck"
    assert found == [
        (f"Front 3 of {title}", LEECH + 1, True, title),
        (f"Front 2 of {title}", LEECH, False, title),
    ]
    assert len([query for query in queries if "cardmemory" in query["sql"]]) == 1
    assert CardMemoryQuerySet(CardMemory).leeches().count() == 3


def test_not_what_she_cannot_reach(deck: Content, cast: Cast) -> None:
    forget(cast.student, deck, 0, LEECH)
    Content.objects.update(status=Content.Status.ARCHIVED)
    assert not leeches_of(cast.student).exists()
    assert not leeches_of(cast.stranger).exists()


def leech_evidence(deck: Content, place: int) -> list[Evidence]:
    deck.refresh_from_db()
    entries = entries_of(deck)
    with CaptureQueriesContext(connection) as queries:
        found = item_statistics(deck, entries)
    assert len(queries) <= 2
    return [evidence for evidence in found.get(entries[place].item_id, []) if evidence.label == "Leech"]


def test_its_author_is_told(deck: Content, cast: Cast) -> None:
    assert leech_evidence(deck, 0) == []
    forget(cast.student, deck, 0, LEECH)
    for place in (0, 1):
        turn(cast.classmate, deck, place, Rating.EASY)
    told = leech_evidence(deck, 0)[0]
    assert (told.value, told.tone) == ("1 of 2", "warn")
    assert told.note.startswith("who learn this card keep forgetting it.")
    assert leech_evidence(deck, 1) == []


def test_one_of_many_is_no_reason_to_worry(deck: Content, cast: Cast) -> None:
    memory = forget(cast.student, deck, 0, LEECH)
    students = User.objects.bulk_create(User(username=f"s{n}", email=f"s{n}@example.org") for n in range(19))
    values = {field.attname: getattr(memory, field.attname) for field in memory._meta.fields if field.name != "id"}
    CardMemory.objects.bulk_create(
        CardMemory(**values | {"student_id": student.pk, "lapses": 0}) for student in students
    )
    told = leech_evidence(deck, 0)[0]
    assert (told.value, told.tone) == ("1 of 20", "neutral")


def test_a_changed_answer_forgets_who_forgot(deck: Content, cast: Cast) -> None:
    forget(cast.student, deck, 0, LEECH)
    publish_changed(deck, cast.reviewer, {"back": "Another"})
    assert leech_evidence(deck, 0) == []


def test_a_person_counts_once_however_many_gaps(cast: Cast) -> None:
    card = item("card", style="cloze", front="{{c1::Lima}} is in {{c2::Peru}}.")
    deck = publish(make_content(cast.teacher, "flashcards", "Gaps", (card,)), cast.reviewer)
    for name in ("c1", "c2"):
        forget(cast.student, deck, 0, LEECH, name)
        turn(cast.classmate, deck, 0, Rating.EASY, name)
    assert leech_evidence(deck, 0)[0].value == "1 of 2"
