"""The desk: what is due, in progress and completed, each with its figures."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.actions.reading import mark_read
from progress.models import CardMemory, LearningProgress, StudyTime
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_quiz, publish
from tests.progress.evidence import answer_quiz, log_review
from tests.progress.study import entries_of, now, turn

URL = "/study/"


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def read(cast: Cast, content: Content, parts: int) -> None:
    mark_read(student=cast.student, content=content, items=[entry.item_id for entry in entries_of(content)[:parts]])


def test_an_empty_desk_leads_to_the_library(learner: Client) -> None:
    page = learner.get(URL).content.decode()
    assert "Nothing on your desk yet" in page
    assert 'href="/library/"' in page


def test_what_is_due_in_progress_and_done(learner: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher, title="Half read"), cast.reviewer)
    done = publish(make_guide(cast.teacher, title="All read"), cast.reviewer)
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    read(cast, guide, 1)
    read(cast, done, 3)
    moment = now() - timedelta(hours=1)
    StudyTime.objects.create(student=cast.student, content=done, slot=moment, until=moment, seconds=4500)
    read(cast, done, 1)
    turn(cast.student, deck, 0, Rating.EASY)
    CardMemory.objects.update(due=now() - timedelta(minutes=1))
    page = learner.get(URL).content.decode()
    assert "3 cards to turn today" in page
    assert "1 due now · 2 new" in page
    assert 'href="/study/review/"' in page
    in_progress, completed = page.split('id="completed"')
    assert "Half read" in in_progress
    assert "33%" in in_progress
    assert "Remembered 100%" in in_progress
    assert "All read" not in in_progress
    assert "All read" in completed
    assert "1 h 15 min" in completed


def test_only_ones_own_and_only_what_is_published(learner: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher, title="Hers"), cast.reviewer)
    mark_read(student=cast.classmate, content=guide, items=[entries_of(guide)[0].item_id])
    withdrawn = publish(make_guide(cast.teacher, title="Withdrawn"), cast.reviewer)
    read(cast, withdrawn, 1)
    Content.objects.filter(pk=withdrawn.pk).update(status=Content.Status.ARCHIVED)
    assert "Nothing on your desk yet" in learner.get(URL).content.decode()


def test_an_edit_in_progress_does_not_show(learner: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher, title="As approved"), cast.reviewer)
    read(cast, guide, 1)
    Content.objects.filter(pk=guide.pk).update(title="Not approved yet", status=Content.Status.DRAFT)
    page = learner.get(URL).content.decode()
    assert "As approved" in page
    assert "Not approved yet" not in page


def test_who_may(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(URL).status_code == 403
    client.force_login(cast.student)
    assert client.post(URL).status_code == 405


def test_completed_comes_by_pages(learner: Client, cast: Cast) -> None:
    for n in range(25):
        read(cast, publish(make_guide(cast.teacher, title=f"Guide {n:02}", sections=1), cast.reviewer), 1)
    page = learner.get(URL)
    assert "Guide 24" in page.content.decode()
    assert "Guide 04" not in page.content.decode()
    following = learner.get(URL + page.context["next_url"]).content.decode()
    assert "Guide 04" in following
    assert "Guide 05" not in following
    assert "This is the first one" not in following
    assert 'id="figures"' in page.content.decode()
    assert 'id="figures"' not in following


def test_what_is_due_first_then_in_progress_then_the_figures(learner: Client, cast: Cast) -> None:
    guide, deck = publish(make_guide(cast.teacher), cast.reviewer), publish(make_deck(cast.teacher), cast.reviewer)
    read(cast, guide, 1)
    turn(cast.student, deck, 0, Rating.GOOD)
    page = learner.get(URL).content.decode()
    places = [page.index(f'id="{name}"') for name in ("due", "in-progress", "figures")]
    assert places == sorted(places)
    assert page.count("button--primary") == 1
    assert "1 day</a>" in page
    assert "of your last 10 answers" not in page, "a rule stands where there is something to apply it to"
    for sentence in ("Nothing answered yet", "No quiz finished yet", "No card came back in the last 30 days"):
        assert sentence in page


def test_without_any_study_there_are_no_figures(learner: Client, cast: Cast) -> None:
    page = learner.get(URL).content.decode()
    assert 'id="figures"' not in page
    assert "No card is due today" not in page


def test_each_figure_says_its_rule_and_its_target(learner: Client, cast: Cast) -> None:
    deck, quiz = publish(make_deck(cast.teacher), cast.reviewer), publish(make_quiz(cast.teacher), cast.reviewer)
    cast.student.preferences = {"retention": 0.85}
    cast.student.save()
    log_review(cast.student, entries_of(deck)[0], now(), interval=4)
    answer_quiz(cast.student, quiz, now(), 1, 1, 0)
    page = learner.get(URL).content.decode()
    assert "at least 8 of your last 10 answers" in page
    assert "you aim at 85%" in page
    assert "no mature card came back" in page
    assert "60% passes" in page
    assert "Days in a row make a streak" in page


def test_a_figure_is_hers_alone(learner: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    log_review(cast.classmate, entries_of(deck)[0], now(), interval=4)
    assert learner.get(URL).context["figures"] is None


def test_much_in_progress_leaves_room_for_the_figures(learner: Client, cast: Cast) -> None:
    for n in range(7):
        read(cast, publish(make_guide(cast.teacher, title=f"Guide {n}"), cast.reviewer), 1)
    page = learner.get(URL).content.decode()
    assert "2 more in progress" in page
    assert page.count("rows__item") == 7


@pytest.mark.parametrize("rows", [3, 30])
def test_queries(learner: Client, cast: Cast, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    guide = publish(make_guide(cast.teacher, title="The first"), cast.reviewer)
    read(cast, guide, 1)
    copies = Content.objects.bulk_create(
        Content(owner=cast.teacher, title=f"Guide {n}", kind="study_guide") for n in range(rows)
    )
    for n, copy in enumerate(copies):
        version = copy.versions.create(number=1, title=copy.title, text="", created_by=cast.teacher)
        Content.objects.filter(pk=copy.pk).update(published_version=version, published_at=now())
        done = {"status": "completed", "percentage": 100, "completed_at": now()} if n % 2 else {"status": "in_progress"}
        LearningProgress.objects.create(
            student=cast.student, content=copy, started_at=now(), last_accessed_at=now(), **done
        )
    deck, quiz = publish(make_deck(cast.teacher), cast.reviewer), publish(make_quiz(cast.teacher), cast.reviewer)
    for n in range(rows):
        log_review(cast.student, entries_of(deck)[0], now() - timedelta(days=n), interval=4)
        answer_quiz(cast.student, quiz, now() - timedelta(days=n), 1, 0)
    with django_assert_max_num_queries(15):
        page = learner.get(URL).content.decode()
    assert page.count("rows__item") == min(rows, 20 + rows // 2) + 1 if rows < 40 else True
