"""Progress stays true when something else is published, and when a card stands in several decks."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.drafting import save_version
from content.actions.publishing import publish_content, unpublish_content
from content.actions.reusing import reuse_items
from content.actions.withdrawing import withdraw_published
from content.documents import DocumentItem, load_document
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.changing import MARK_CHANGED, MEASURE_ANEW, measure_anew
from progress.actions.progressing import refresh_progress
from progress.actions.reading import mark_read
from progress.actions.rebuilding import find_differences
from progress.actions.taking_back import undo_review
from progress.models import CardMemory, LearningProgress, ReviewLog
from progress.models.memory import Rating
from tests.cast import Cast, make_cast
from tests.factories import item, make_deck, make_guide, publish
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.quizzes import change_rules, make_ruled_quiz
from tests.progress.study import each, entries_of, progress_of, right_answers, turn
from tests.together import at_once


def edit(
    content: Content, reviewer: User, change: Callable[[tuple[DocumentItem, ...]], tuple[DocumentItem, ...]]
) -> Content:
    """Publish a version with other items."""
    content.refresh_from_db()
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    save_version(
        content=content,
        document=replace(document, items=change(document.items)),
        by=content.owner,
        base_number=content.latest_version.number,
    )
    return publish(content, reviewer)


def share(deck: Content, into: Content, reviewer: User) -> Content:
    """The first card of `deck` stands in the other one, too, behind its own."""
    reuse_items(content=into, items=[entries_of(deck)[0].item_id], by=into.owner)
    return publish(into, reviewer)


def differing() -> list[tuple[str, list[str]]]:
    return [(str(progress), fields) for progress, fields in find_differences() if fields]


def told(student: User, content: Content) -> tuple[str, int]:
    progress = progress_of(student, content)
    return progress.status, progress.percentage


CARD, OTHER = item("card", front="One more", back="Card"), item("card", front="And another", back="Card too")
SECTION = item("section", heading="One more", body="Read this.")


def test_what_is_added_or_removed_counts_at_once_for_everybody(cast: Cast, jobs: JobsInMemory) -> None:
    deck, guide = (publish(make(cast.teacher), cast.reviewer) for make in (make_deck, make_guide))
    for student in (cast.student, cast.classmate):
        mark_read(student=student, content=guide, items=[entry.item_id for entry in entries_of(guide)])
        for place in range(3 if student == cast.student else 2):
            turn(student, deck, place, Rating.GOOD)
    edit(deck, cast.reviewer, lambda items: (*items, CARD))
    edit(guide, cast.reviewer, lambda items: (*items, SECTION))
    run_jobs(jobs)
    assert told(cast.student, deck) == told(cast.student, guide) == ("in_progress", 75)
    assert told(cast.classmate, deck) == ("in_progress", 50)
    assert progress_of(cast.student, deck).completed_at is None
    assert differing() == []
    edit(deck, cast.reviewer, lambda items: items[:2])
    edit(guide, cast.reviewer, lambda items: items[:1])
    run_jobs(jobs)
    assert told(cast.student, deck) == told(cast.classmate, deck) == told(cast.student, guide) == ("completed", 100)
    assert differing() == []


def test_another_attempt_counts_once_the_rule_says_so(cast: Cast, jobs: JobsInMemory) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, counts="best")
    for sent in (4, 1):
        attempt = start_attempt(student=cast.student, content=quiz)
        answers = dict(list(right_answers(attempt).items())[:sent])
        finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True, accepts_missing=True)
    assert progress_of(cast.student, quiz).quiz_score == 100
    change_rules(quiz, cast.reviewer, counts="latest")
    run_jobs(jobs)
    assert progress_of(cast.student, quiz).quiz_score == 25
    assert differing() == []


def test_out_of_the_library_and_back_again(cast: Cast, jobs: JobsInMemory) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    for place in range(3):
        turn(cast.student, deck, place, Rating.GOOD)
    unpublish_content(content=deck, by=cast.teacher)
    run_jobs(jobs)
    assert told(cast.student, deck) == ("completed", 100)  # nothing to measure against
    publish_content(content=deck, by=cast.teacher)
    run_jobs(jobs)
    assert told(cast.student, deck) == ("completed", 100)
    deck.refresh_from_db()
    withdraw_published(content=deck, by=cast.reviewer, reason="Wrong.", items=[entries_of(deck)[2].item_id])
    edit(deck, cast.reviewer, lambda items: (*items[:2], CARD, OTHER))
    run_jobs(jobs)
    assert told(cast.student, deck) == ("in_progress", 50)
    assert differing() == []


def test_jobs_come_with_the_publication_where_somebody_studies_it(cast: Cast, jobs: JobsInMemory) -> None:
    def asked() -> list[str]:
        return [str(job["task_name"]) for job in jobs.jobs.values() if job["task_name"] in (MARK_CHANGED, MEASURE_ANEW)]

    guide = publish(make_guide(cast.teacher), cast.reviewer)
    guide = edit(guide, cast.reviewer, lambda items: items[:2])
    assert asked() == []
    mark_read(student=cast.student, content=guide, items=[entries_of(guide)[0].item_id])
    edit(guide, cast.reviewer, lambda items: items[:1])
    assert asked() == [MEASURE_ANEW]


def test_what_is_right_is_not_written_again(cast: Cast, jobs: JobsInMemory) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    turn(cast.student, deck, 0, Rating.GOOD)
    with CaptureQueriesContext(connection) as queries:
        measure_anew(content_id=deck.pk)
    assert not [query for query in queries.captured_queries if query["sql"].startswith("UPDATE")]


def test_who_acts_on_what_she_read_before_is_measured_against_what_is_published_now(
    cast: Cast, jobs: JobsInMemory
) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    read, before = [entry.item_id for entry in entries_of(guide)], Content.objects.get(pk=guide.pk)
    edit(guide, cast.reviewer, lambda items: (*items, SECTION))
    run_jobs(jobs)
    assert mark_read(student=cast.student, content=before, items=read).percentage == 75
    assert differing() == []


def test_a_card_turned_in_one_deck_counts_in_the_other(cast: Cast) -> None:
    first, second = (publish(make_deck(cast.teacher, title=title), cast.reviewer) for title in ("One", "Two"))
    second = share(first, second, cast.reviewer)
    turn(cast.student, second, 0, Rating.GOOD)
    assert told(cast.student, second) == ("in_progress", 25)
    turn(cast.student, first, 0, Rating.AGAIN)
    assert told(cast.student, second) == ("in_progress", 50)
    assert progress_of(cast.student, second).flashcard_score == 50
    assert differing() == []
    undo_review(student=cast.student)
    assert told(cast.student, second) == ("in_progress", 25)
    assert told(cast.student, first) == ("not_started", 0)
    assert differing() == []


def test_a_deck_that_she_has_not_begun_is_left_alone(cast: Cast) -> None:
    first, second = (publish(make_deck(cast.teacher, title=title), cast.reviewer) for title in ("One", "Two"))
    share(first, second, cast.reviewer)
    turn(cast.student, first, 0, Rating.GOOD)
    assert list(LearningProgress.objects.values_list("content", flat=True)) == [first.pk]


@pytest.fixture
def decks(transactional_db: None) -> tuple[Cast, Content, Content]:
    """The second holds the first card of the first, too, as its last."""
    cast = make_cast()
    first, second = (publish(make_deck(cast.teacher, title=title), cast.reviewer) for title in ("One", "Two"))
    return cast, first, share(first, second, cast.reviewer)


Decks = tuple[Cast, Content, Content]


def test_one_card_first_turned_in_two_decks_at_once_counts_once(decks: Decks) -> None:
    cast, first, second = decks
    made = at_once(
        each(
            partial(turn, cast.student, first, 0, Rating.GOOD),
            partial(turn, cast.student, second, 3, Rating.GOOD),
        )
    )
    assert sum(isinstance(outcome, WrongState) for outcome in made) == 1
    assert ReviewLog.objects.count() == CardMemory.objects.count() == 1
    assert differing() == []


def test_each_deck_begun_while_the_card_of_both_is_turned(decks: Decks) -> None:
    cast, first, second = decks
    works = [partial(turn, cast.student, first, place, Rating.GOOD) for place in range(3)]
    works += [partial(turn, cast.student, second, place, Rating.GOOD) for place in range(3)]
    at_once(each(*works), times=6)
    assert ReviewLog.objects.count() == 6
    assert told(cast.student, first) == ("completed", 100)
    assert told(cast.student, second) == ("completed", 100)
    assert differing() == []


def test_computed_anew_twice_at_once_while_she_goes_on(decks: Decks) -> None:
    cast, first, _second = decks
    for student in (cast.student, cast.classmate):
        turn(student, first, 0, Rating.GOOD)
    before = Content.objects.get(pk=first.pk)
    edit(first, cast.reviewer, lambda items: (*items, CARD))
    anew = partial(measure_anew, content_id=first.pk)
    at_once(each(anew, anew, *(partial(turn, cast.student, before, place, Rating.GOOD) for place in (1, 2))), times=4)
    assert told(cast.student, first) == ("in_progress", 75)
    assert told(cast.classmate, first) == ("in_progress", 25)
    assert differing() == []


def test_who_waits_for_her_row_meanwhile_is_measured_against_the_new_version(decks: Decks) -> None:
    """The job holds her row when her rating comes, with the version that her page was made of."""
    cast, first, _second = decks
    turn(cast.student, first, 0, Rating.GOOD)
    before = Content.objects.get(pk=first.pk)
    edit(first, cast.reviewer, lambda items: (*items, CARD))
    is_held = Event()

    def hold() -> None:
        with transaction.atomic():
            refresh_progress(student=cast.student, content=Content.objects.get(pk=first.pk))
            is_held.set()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")

    def act() -> None:
        is_held.wait(5)
        turn(cast.student, before, 1, Rating.GOOD)

    at_once(each(hold, act))
    assert told(cast.student, first) == ("in_progress", 50)
    assert differing() == []
