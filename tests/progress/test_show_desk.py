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
from tests.factories import make_deck, make_guide, publish
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
    with django_assert_max_num_queries(15):
        page = learner.get(URL).content.decode()
    assert page.count("rows__item") == min(rows, 20 + rows // 2) + 1 if rows < 40 else True
