"""Which card comes next, and how many are left today: what is learnt, reviewed, new, and later."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, User
from accounts.refusals import WrongState
from content.actions.publishing import unpublish_content
from content.kinds.flashcards import CardStyle
from content.models import Content, ItemCard
from progress.actions.setting_aside import suspend_card
from progress.actions.taking_back import undo_review
from progress.actions.turning import rate_card
from progress.models import AddedCard, CardMemory, LearningProgress
from progress.models.memory import Rating
from progress.queues import Counts, NextCard, Queue
from tests.cast import Cast
from tests.factories import item, make_content, make_deck, make_guide, publish
from tests.progress.study import entries_of, later, now, publish_changed, turn


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=6), cast.reviewer)


def counts(student: User, content: Content | None = None) -> Counts:
    return Queue(student, now(), content).count()


def next_card(student: User, content: Content | None = None) -> NextCard | None:
    queue = Queue(student, now(), content)
    return queue.next(queue.count())


def asked(student: User, content: Content | None = None, rating: Rating = Rating.EASY) -> list[tuple[str, str]]:
    """The headings and names of all the cards that come, one after another, each rated like that."""
    shown = []
    while card := next_card(student, content):
        shown.append((card.version.heading, card.card))
        rate_card(
            student=student,
            content=card.content,
            item_version_id=card.version.pk,
            card=card.card,
            rating=rating,
            reviews=card.memory.reviews if card.memory else 0,
        )
        assert len(shown) < 50
    return shown


def likes(student: User, **preferences: object) -> None:
    student.preferences = {**student.preferences, **preferences}


def test_learning_before_reviews_before_new_before_later(deck: Content, cast: Cast) -> None:
    with later(days=-20):
        turn(cast.student, deck, 0, Rating.EASY)
    with later(minutes=-30):
        turn(cast.student, deck, 1, Rating.AGAIN)
    turn(cast.student, deck, 2, Rating.GOOD)
    assert counts(cast.student) == Counts(learning=1, reviews=1, new=3, later=1)
    assert counts(cast.student).due == 2
    places = [int(heading.split()[1]) for heading, _name in asked(cast.student)]
    assert places == [2, 1, 4, 5, 6, 3]


def test_a_review_is_due_all_its_day(deck: Content, cast: Cast) -> None:
    Profile.objects.filter(user=cast.student).update(time_zone="America/Lima")
    student = User.objects.get(pk=cast.student.pk)
    due = turn(student, deck, 0, Rating.EASY).due
    midnight = due.replace(hour=5, minute=0, second=0, microsecond=0)  # of Lima
    midnight -= timedelta(days=midnight > due)
    assert Queue(student, midnight - timedelta(seconds=1)).count().reviews == 0
    assert Queue(student, midnight).count().reviews == 1


def test_reviews_are_limited_by_the_day(deck: Content, cast: Cast) -> None:
    likes(cast.student, reviews_per_day=3)
    with later(days=-20):
        for place in range(6):
            turn(cast.student, deck, place, Rating.EASY)
    assert counts(cast.student) == Counts(reviews=3)
    first = next_card(cast.student)
    assert first
    turn(cast.student, deck, 0, Rating.AGAIN)
    assert counts(cast.student) == Counts(reviews=2, later=1)
    undo_review(student=cast.student)
    assert counts(cast.student) == Counts(reviews=3)
    assert len(asked(cast.student)) == 3
    assert Queue(cast.student, now()).comes_next() == Queue(cast.student, now())._day.end
    assert Queue(cast.student, now()).tomorrow() == 3
    assert counts(cast.student, deck).reviews == 3
    with later(days=1):
        assert counts(cast.student).reviews == 3


def test_learning_costs_no_review_of_the_day(deck: Content, cast: Cast) -> None:
    likes(cast.student, reviews_per_day=1)
    with later(days=-20):
        turn(cast.student, deck, 0, Rating.EASY)
    for _n in range(3):
        turn(cast.student, deck, 1, Rating.AGAIN)
    assert counts(cast.student).reviews == 1


@pytest.fixture
def mixed(cast: Cast) -> Content:
    items = (
        item("card", style="reversed", front="Lima", back="Peru"),
        item("card", style="cloze", front="{{c1::Quito}} is in {{c2::Ecuador}}, and {{c1::high}}."),
        item("card", front="Front", back="Back"),
    )
    return publish(make_content(cast.teacher, "flashcards", "Mixed", items), cast.reviewer)


GAPS = "Quito is in Ecuador, and high."


def test_every_way_to_ask_is_a_card(mixed: Content, cast: Cast) -> None:
    likes(cast.student, bury_siblings=False)
    assert counts(cast.student, mixed).new == 5
    assert asked(cast.student, mixed) == [("Lima", ""), ("Lima", "back"), (GAPS, "c1"), (GAPS, "c2"), ("Front", "")]
    progress = LearningProgress.objects.get(student=cast.student)
    assert (progress.percentage, progress.status) == (100, "completed")


def test_one_card_of_an_item_a_day(mixed: Content, cast: Cast) -> None:
    assert counts(cast.student, mixed).new == 3
    assert asked(cast.student, mixed) == [("Lima", ""), (GAPS, "c1"), ("Front", "")]
    assert LearningProgress.objects.get(student=cast.student).percentage == 60
    with later(days=1):
        assert counts(cast.student).new == 2
        assert asked(cast.student) == [("Lima", "back"), (GAPS, "c2")]


def test_of_two_due_on_one_day_one_waits(mixed: Content, cast: Cast) -> None:
    with later(days=-21):
        turn(cast.student, mixed, 0, Rating.EASY)
    with later(days=-20):
        turn(cast.student, mixed, 0, Rating.EASY, "back")
    assert counts(cast.student).reviews == 1
    likes(cast.student, bury_siblings=False)
    assert counts(cast.student).reviews == 2
    likes(cast.student, bury_siblings=True)
    turn(cast.student, mixed, 0, Rating.EASY)
    assert counts(cast.student).reviews == 0
    with later(days=1):
        assert counts(cast.student).reviews == 1


def test_a_sibling_that_is_learnt_does_not_wait(mixed: Content, cast: Cast) -> None:
    with later(minutes=-20):
        turn(cast.student, mixed, 0, Rating.AGAIN)
    turn(cast.student, mixed, 0, Rating.EASY, "back")
    assert counts(cast.student).learning == 1


def test_cards_of_a_new_version_are_new(deck: Content, cast: Cast) -> None:
    for place in range(6):
        turn(cast.student, deck, place, Rating.EASY)
    assert LearningProgress.objects.get(student=cast.student).status == "completed"
    assert counts(cast.student).new == 0
    publish_changed(deck, cast.reviewer, {"style": CardStyle.REVERSED})
    assert counts(cast.student).new == 0  # its other side was reviewed today
    with later(days=1):
        assert counts(cast.student).new == 1
        card = next_card(cast.student)
    assert card
    assert (card.card, card.memory) == ("back", None)


def test_what_left_the_library_or_the_deck_is_asked_no_more(mixed: Content, cast: Cast) -> None:
    with later(days=-20):
        for name in ("c1", "c2"):
            turn(cast.student, mixed, 1, Rating.EASY, name)
    likes(cast.student, bury_siblings=False)
    mixed = publish_changed(mixed, cast.reviewer, {}, {"front": "Quito is in {{c2::Ecuador}}."})
    assert counts(cast.student).reviews == 1
    unpublish_content(content=mixed, by=cast.teacher, reason="Old")
    assert counts(cast.student).total == 0
    assert next_card(cast.student) is None


def test_a_card_she_took_out_of_a_guide(cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    section = entries_of(guide)[0]
    listed = ItemCard.objects.create(item_version=section, name="osmosis", answer_fingerprint="a" * 64)
    ItemCard.objects.create(item_version=section, name="cell", answer_fingerprint="b" * 64)
    with pytest.raises(WrongState, match="none of your cards"):
        turn(cast.student, guide, 0, Rating.EASY, "osmosis")
    assert counts(cast.student).total == 0
    AddedCard.objects.create(student=cast.student, item=section.item, card="osmosis", content=guide, added_at=now())
    assert counts(cast.student) == counts(cast.student, guide) == Counts(new=1)
    card = next_card(cast.student)
    assert card
    assert (card.version, card.card, card.content, card.answer_fingerprint) == (section, "osmosis", guide, "a" * 64)
    assert turn(cast.student, guide, 0, Rating.EASY, "osmosis").card == "osmosis"
    assert counts(cast.student).total == 0
    with later(days=30):
        known = next_card(cast.student)
        assert known
        assert (known.card, known.is_changed) == ("osmosis", False)
        listed.delete()
        assert counts(cast.student).total == 0


def test_no_card_of_that_name(mixed: Content, cast: Cast) -> None:
    for place, name in ((0, "c1"), (1, ""), (2, "back")):
        with pytest.raises(WrongState, match="changed or removed"):
            turn(cast.student, mixed, place, Rating.GOOD, name)


def test_who_may_not_study_has_none(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.AGAIN)
    CardMemory.objects.update(student=cast.stranger)
    assert counts(cast.stranger).total == 0
    assert Queue(cast.stranger, now()).comes_next() is None


def test_a_suspended_card_is_no_sibling_in_the_way(mixed: Content, cast: Cast) -> None:
    with later(days=-20):
        suspend_card(memory=turn(cast.student, mixed, 0, Rating.EASY), by=cast.student)
    assert ("Lima", "back") in asked(cast.student, mixed)


@pytest.mark.parametrize("decks", [1, 4])
def test_queries(cast: Cast, decks: int) -> None:
    for number in range(decks):
        deck = publish(make_deck(cast.teacher, title=f"Deck {number}", cards=4 * decks), cast.reviewer)
        with later(days=-20):
            turn(cast.student, deck, 0, Rating.EASY)
        turn(cast.student, deck, 1, Rating.GOOD)
        with later(hours=-1):
            turn(cast.student, deck, 2, Rating.AGAIN)
    student = User.objects.select_related("profile").get(pk=cast.student.pk)
    student.has_perm("content.study_content")
    for moment in (now(), now() - timedelta(minutes=70)):
        queue = Queue(student, moment)
        with CaptureQueriesContext(connection) as counting:
            found = queue.count()
        for left in (found, Counts(reviews=1), Counts(new=1), Counts(later=1)):
            with CaptureQueriesContext(connection) as finding:
                queue.next(left)
            assert len(finding) <= 3
        assert len(counting) <= 3
