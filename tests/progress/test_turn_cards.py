"""A student turns the cards of a deck: each rating is one step of spaced repetition."""

from datetime import UTC, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress import clock
from progress.models import CardMemory, ReviewLog
from progress.models.memory import MemoryState, Rating
from tests.cast import Cast
from tests.factories import make_deck, make_guide, publish
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.study import (
    entries_of,
    later,
    now,
    progress_of,
    publish_changed,
    rate,
    shown_card,
    turn,
    url_of,
)


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=3), cast.reviewer)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def test_a_new_card_shows_front_back_and_when_it_comes_back(learner: Client, deck: Content) -> None:
    page = learner.get(url_of("cards", deck)).content.decode()
    assert "Front 1 of Small deck" in page
    assert "Back 1" in page
    assert "Front 2" not in page
    assert "0 due · 3 new" in page
    for label, wait in [("Again", "1 min"), ("Hard", "6 min"), ("Good", "10 min"), ("Easy", "8 days")]:
        assert f"{label}<small>{wait}</small>" in page


def test_rating_is_one_step_of_fsrs(learner: Client, deck: Content, cast: Cast) -> None:
    rate(learner, url_of("cards", deck), 4)
    memory = CardMemory.objects.get(student=cast.student)
    expected, _log = Scheduler(enable_fuzzing=False).review_card(
        Card(), FsrsRating.Easy, memory.last_review.astimezone(UTC)
    )
    assert (memory.state, memory.step) == (expected.state, expected.step)
    assert (memory.stability, memory.difficulty, memory.due) == (
        expected.stability,
        expected.difficulty,
        expected.due,
    )
    log = ReviewLog.objects.get(student=cast.student)
    assert (log.rating, log.reviewed_at, log.due, log.stability) == (
        4,
        memory.last_review,
        memory.due,
        memory.stability,
    )


def test_in_the_order_of_the_deck_until_all_are_done(learner: Client, deck: Content, cast: Cast) -> None:
    url = url_of("cards", deck)
    seen = [rate(learner, url, 4)["card"] for _n in range(3)]
    assert seen == [str(entry.pk) for entry in entries_of(deck)]
    page = learner.get(url).content.decode()
    assert "Done for today" in page
    progress = progress_of(cast.student, deck)
    assert (progress.status, progress.percentage) == ("completed", 100)
    assert progress.flashcard_score == 100


def test_forgotten_cards_come_again_today(learner: Client, deck: Content, cast: Cast) -> None:
    url = url_of("cards", deck)
    first = rate(learner, url, 1)["card"]
    for _n in range(2):
        assert rate(learner, url, 4)["card"] != first
    assert "0 due · 0 new · 1 later today" in learner.get(url).content.decode()
    assert rate(learner, url, 3)["card"] == first
    assert progress_of(cast.student, deck).flashcard_score == 100


def test_what_is_due_now_stands_before_new_cards(learner: Client, deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 2, Rating.EASY)
    CardMemory.objects.update(due=now() - timedelta(days=1))
    assert shown_card(learner, url_of("cards", deck))["card"] == str(entries_of(deck)[2].pk)


def test_sent_twice_counts_once(learner: Client, deck: Content, cast: Cast) -> None:
    fields = rate(learner, url_of("cards", deck), 3)
    response = learner.post(fields["action"], {**fields, "rating": 3}, follow=True)
    assert "rated this card already" in response.content.decode()
    assert ReviewLog.objects.count() == 1
    assert CardMemory.objects.get().reviews == 1


def test_time_of_a_card_counts_up_to_a_minute(cast: Cast, learner: Client, deck: Content) -> None:
    for hours, seconds, expected in [(0, 20, 20_000), (2, 4000, 60_000)]:
        with later(hours=hours):
            fields = shown_card(learner, url_of("cards", deck))
            fields["opened"] = clock.mark_opening(cast.student, deck.pk, now() - timedelta(seconds=seconds))
            learner.post(fields["action"], {**fields, "rating": 4})
        duration = ReviewLog.objects.latest("reviewed_at").duration_ms
        assert duration is not None
        assert expected <= duration < expected + 2000
    assert 80 <= progress_of(cast.student, deck).time_spent <= 82


def test_no_moment_counts_twice_on_cards_of_two_decks(cast: Cast, deck: Content) -> None:
    other = publish(make_deck(cast.teacher, title="Another"), cast.reviewer)
    for content in (deck, other):
        opening = clock.Opening(clock.mark_opening(cast.student, content.pk, now() - timedelta(seconds=30)))
        turn(cast.student, content, 0, Rating.GOOD, opening=opening)
    assert progress_of(cast.student, deck).time_spent == 30
    assert progress_of(cast.student, other).time_spent == 0


def test_without_a_mark_the_duration_is_unknown(learner: Client, deck: Content) -> None:
    fields = shown_card(learner, url_of("cards", deck))
    learner.post(fields["action"], {**fields, "opened": "forged", "rating": 2})
    assert ReviewLog.objects.get().duration_ms is None


def test_a_changed_answer_sends_the_card_to_relearning(
    learner: Client, deck: Content, cast: Cast, jobs: JobsInMemory
) -> None:
    turn(cast.student, deck, 0, Rating.EASY)
    before = CardMemory.objects.get()
    deck = publish_changed(deck, cast.reviewer, {"back": "Another answer altogether"})
    run_jobs(jobs)
    page = learner.get(url_of("cards", deck)).content.decode()
    assert "The answer of this card changed" in page
    assert "Another answer altogether" in page
    assert "1 due" in page
    rate(learner, url_of("cards", deck), 3)
    memory = CardMemory.objects.get(pk=before.pk)
    assert memory.answer_fingerprint == entries_of(deck)[0].answer_fingerprint
    assert memory.stability < before.stability
    assert "The answer of this card changed" not in learner.get(url_of("cards", deck)).content.decode()


def test_a_changed_answer_forgotten_again_stays_in_relearning(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.EASY)
    deck = publish_changed(deck, cast.reviewer, {"back": "Another answer altogether"})
    assert turn(cast.student, deck, 0, Rating.AGAIN).state == MemoryState.RELEARNING


def test_a_reworded_front_keeps_the_memory(learner: Client, deck: Content, cast: Cast) -> None:
    due = turn(cast.student, deck, 0, Rating.EASY).due
    deck = publish_changed(deck, cast.reviewer, {"front": "Front 1, said better"})
    page = learner.get(url_of("cards", deck)).content.decode()
    assert "0 due · 2 new" in page
    assert CardMemory.objects.get().due == due


def test_a_card_changed_while_it_was_looked_at(learner: Client, deck: Content, cast: Cast) -> None:
    fields = shown_card(learner, url_of("cards", deck))
    publish_changed(deck, cast.reviewer, {"back": "Corrected"})
    response = learner.post(fields["action"], {**fields, "rating": 3}, follow=True)
    assert "changed or removed" in response.content.decode()
    assert not ReviewLog.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"rating": "5"}, {"rating": "x"}, {"rating": ""}, {"card": "x"}, {"reviews": "x"}, {"card": "\x00"}]
)
def test_a_broken_rating(learner: Client, deck: Content, fields: dict[str, str]) -> None:
    sent = {**shown_card(learner, url_of("cards", deck)), "rating": "3", **fields}
    response = learner.post(sent["action"], sent, follow=True)
    assert "did not arrive whole" in response.content.decode()
    assert not ReviewLog.objects.exists()


def test_a_review_is_never_changed(deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.GOOD)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        ReviewLog.objects.update(rating=4)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        ReviewLog.objects.all().delete()


def test_who_may(client: Client, deck: Content, cast: Cast) -> None:
    url, rate_url = url_of("cards", deck), url_of("card-rate", deck)
    assert client.get(url).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(url).status_code == 403
    client.force_login(cast.student)
    assert client.get(rate_url).status_code == 405
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    assert client.get(url_of("cards", guide)).status_code == 404
    assert client.get(url_of("cards", make_deck(cast.teacher, title="Draft"))).status_code == 404
    assert client.get(url_of("study", deck)).headers["Location"] == url


@pytest.mark.parametrize("cards", [3, 60])
def test_queries(
    learner: Client, cast: Cast, cards: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    deck = publish(make_deck(cast.teacher, cards=cards, title="Counted"), cast.reviewer)
    turn(cast.student, deck, 0, Rating.AGAIN)
    fields = shown_card(learner, url_of("cards", deck))
    with django_assert_max_num_queries(15):
        learner.get(url_of("cards", deck))
    with django_assert_max_num_queries(17):  # two of them savepoints, for a test is one transaction
        learner.post(fields["action"], {**fields, "rating": 3})
