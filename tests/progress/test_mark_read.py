"""A student marks what she has read; each part counts once, and the time it took."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.actions.reusing import reuse_items
from content.models import Content
from progress import clock
from progress.models import ItemRead, LearningProgress, StudyTime
from tests.cast import Cast
from tests.factories import make_guide, make_podcast, publish
from tests.progress.study import entries_of, publish_changed


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.teacher, sections=3), cast.reviewer)


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def mark(client: Client, content: Content, part: str, **data: str) -> str:
    response = client.post(reverse("progress:part-read", args=[content.pk]), {"part": part, **data})
    assert response.status_code == 302, response.content
    return response.headers["Location"]


def progress_of(cast: Cast, content: Content) -> LearningProgress:
    return LearningProgress.objects.get(student=cast.student, content=content)


def test_part_by_part(reader: Client, guide: Content, cast: Cast) -> None:
    assert mark(reader, guide, "part-1").endswith("#part-2")
    progress = progress_of(cast, guide)
    assert (progress.status, progress.percentage) == ("in_progress", 33)
    assert progress.started_at is not None
    page = reader.get(reverse("progress:study", args=[guide.pk])).content.decode()
    assert "Go on where you left: Part 2" in page
    assert page.count("Mark as read") == 2
    mark(reader, guide, "part-2")
    mark(reader, guide, "part-3")
    progress.refresh_from_db()
    assert (progress.status, progress.percentage) == ("completed", 100)
    assert progress.completed_at == progress.last_accessed_at


def test_all_of_it_at_once(reader: Client, guide: Content, cast: Cast) -> None:
    mark(reader, guide, "all")
    assert progress_of(cast, guide).percentage == 100
    assert "You have read all of it" in reader.get(reverse("progress:study", args=[guide.pk])).content.decode()


def test_a_section_of_two_guides_is_read_in_each(reader: Client, guide: Content, cast: Cast) -> None:
    other = make_guide(cast.teacher, title="Other guide", sections=1)
    reuse_items(content=other, items=[entries_of(guide)[0].item_id], by=cast.teacher)
    publish(other, cast.reviewer)
    mark(reader, guide, "all")
    mark(reader, other, "all")
    assert progress_of(cast, other).percentage == progress_of(cast, guide).percentage == 100
    assert ItemRead.objects.filter(student=cast.student).count() == 3 + 2


def test_twice_counts_once(reader: Client, guide: Content, cast: Cast) -> None:
    mark(reader, guide, "part-1")
    mark(reader, guide, "part-1")
    assert ItemRead.objects.filter(student=cast.student).count() == 1
    assert progress_of(cast, guide).percentage == 33


def test_chapters_of_a_podcast(reader: Client, cast: Cast) -> None:
    podcast = publish(make_podcast(cast.teacher), cast.reviewer)
    page = reader.get(reverse("progress:study", args=[podcast.pk])).content.decode()
    assert "Leaves" in page
    assert "about why they are green" in page
    mark(reader, podcast, "part-1")
    assert progress_of(cast, podcast).status == "completed"


def test_time_counts_up_to_five_minutes(reader: Client, guide: Content, cast: Cast) -> None:
    now = timezone.now()
    opened = clock.mark_opening(cast.student, guide.pk, now - timedelta(minutes=2))
    mark(reader, guide, "part-1", opened=opened)
    assert 120 <= progress_of(cast, guide).time_spent <= 122
    # The same mark sent again counts only what has passed since.
    mark(reader, guide, "part-2", opened=opened)
    assert progress_of(cast, guide).time_spent <= 125
    earlier = now - timedelta(hours=3)
    StudyTime.objects.filter(content=guide).update(slot=earlier, until=earlier)
    mark(reader, guide, "part-3", opened=clock.mark_opening(cast.student, guide.pk, now - timedelta(hours=2)))
    assert 420 <= progress_of(cast, guide).time_spent <= 425


@pytest.mark.parametrize("mark_sent", ["", "1:forged", "x" * 5000, "1700000000000:abc"])
def test_forged_time_counts_nothing(reader: Client, guide: Content, cast: Cast, mark_sent: str) -> None:
    mark(reader, guide, "part-1", opened=mark_sent)
    assert progress_of(cast, guide).time_spent == 0
    assert progress_of(cast, guide).percentage == 33


def test_time_of_another_person_or_a_day_ago_counts_nothing(reader: Client, guide: Content, cast: Cast) -> None:
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    mark(reader, guide, "part-1", opened=clock.mark_opening(cast.classmate, guide.pk, a_minute_ago))
    mark(reader, guide, "part-2", opened=clock.mark_opening(cast.student, guide.pk, a_minute_ago - timedelta(days=2)))
    assert progress_of(cast, guide).time_spent == 0


def test_a_new_version_keeps_what_was_read(reader: Client, guide: Content, cast: Cast) -> None:
    mark(reader, guide, "all")
    guide = publish_changed(guide, cast.reviewer, {"body": "Written anew, with other words than before."})
    page = reader.get(reverse("progress:study", args=[guide.pk])).content.decode()
    assert "Written anew" in page
    assert "Mark as read" not in page


@pytest.mark.parametrize("part", ["part-9", "", "nonsense", "part-1\x00"])
def test_a_part_that_is_not_there(reader: Client, guide: Content, cast: Cast, part: str) -> None:
    response = reader.post(reverse("progress:part-read", args=[guide.pk]), {"part": part})
    assert response.status_code == 409
    assert "no longer in this material" in response.content.decode()
    assert not LearningProgress.objects.filter(student=cast.student).exists()


def test_only_by_post_and_for_students(client: Client, guide: Content, cast: Cast) -> None:
    url = reverse("progress:part-read", args=[guide.pk])
    assert client.post(url, {"part": "part-1"}).status_code == 302
    client.force_login(cast.stranger)
    assert client.post(url, {"part": "part-1"}).status_code == 403
    client.force_login(cast.student)
    assert client.get(url).status_code == 405
    draft = make_guide(cast.teacher, title="Draft")
    assert client.post(reverse("progress:part-read", args=[draft.pk]), {"part": "part-1"}).status_code == 404
    assert client.get(reverse("progress:study", args=[draft.pk])).status_code == 404
