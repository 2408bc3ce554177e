"""A script says how long somebody was at a piece: no moment counts twice, and none that did not pass."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from content.models import Content
from progress.actions.reading import spend_time
from progress.clock import Opening, mark_opening
from progress.models import ReadingPlace, StudyTime
from tests.cast import Cast
from tests.factories import make_guide, publish
from tests.progress.study import entries_of, progress_of, url_of


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.teacher), cast.reviewer)


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def ago(**span: float) -> datetime:
    return timezone.now() - timedelta(**span)


def spend(client: Client, content: Content, opened: str, active: int | str = "") -> str:
    """What the answer says that forms go on from."""
    response = client.post(url_of("time-spend", content), {"opened": opened, "active": str(active)})
    assert response.status_code == 200
    mark: str = response.json()["opened"]
    return mark


def spent(cast: Cast, content: Content) -> int:
    return progress_of(cast.student, content).time_spent


def test_what_was_active_counts(reader: Client, guide: Content, cast: Cast) -> None:
    spend(reader, guide, mark_opening(cast.student, guide.pk, ago(minutes=4)), 90_000)
    progress = progress_of(cast.student, guide)
    assert progress.time_spent == 90
    assert progress.status == "in_progress"
    assert progress.last_accessed_at == StudyTime.objects.get().until
    assert ReadingPlace.objects.get().item_id == entries_of(guide)[0].item_id
    call_command("rebuild_progress", "--check")


def test_forms_go_on_from_the_mark_that_comes_back(reader: Client, guide: Content, cast: Cast) -> None:
    fresh = spend(reader, guide, mark_opening(cast.student, guide.pk, ago(minutes=2)), 100_000)
    reader.post(url_of("part-read", guide), {"part": "part-1", "opened": fresh, "active": "100000"})
    assert 100 <= spent(cast, guide) <= 102


def test_the_same_mark_counts_once(reader: Client, guide: Content, cast: Cast) -> None:
    opened = mark_opening(cast.student, guide.pk, ago(minutes=2))
    for _time in range(3):
        spend(reader, guide, opened, 120_000)
    assert 120 <= spent(cast, guide) <= 122


def test_two_tabs_count_once(reader: Client, guide: Content, cast: Cast) -> None:
    other = publish(make_guide(cast.teacher, title="Other"), cast.reviewer)
    spend(reader, guide, mark_opening(cast.student, guide.pk, ago(minutes=3)), 170_000)
    spend(reader, other, mark_opening(cast.student, other.pk, ago(minutes=3)), 170_000)
    assert spent(cast, guide) == 170
    assert StudyTime.objects.filter(content=other).count() == 0


def test_more_than_passed_is_not_believed(reader: Client, guide: Content, cast: Cast) -> None:
    spend(reader, guide, mark_opening(cast.student, guide.pk, ago(seconds=10)), 290_000)
    assert 10 <= spent(cast, guide) <= 12


def test_no_more_than_five_minutes_at_once(reader: Client, guide: Content, cast: Cast) -> None:
    spend(reader, guide, mark_opening(cast.student, guide.pk, ago(hours=5)), 3_600_000)
    assert spent(cast, guide) == 300


@pytest.mark.parametrize("active", ["", "-5", "x", "9" * 30, "1.5"])
def test_what_is_no_number_takes_nothing_away(reader: Client, guide: Content, cast: Cast, active: str) -> None:
    spend(reader, guide, mark_opening(cast.student, guide.pk, ago(seconds=30)), active)
    assert 30 <= spent(cast, guide) <= 32


def test_what_is_forged_counts_nothing(reader: Client, guide: Content, cast: Cast) -> None:
    other = publish(make_guide(cast.teacher, title="Other"), cast.reviewer)
    marks = [
        "",
        "1700000000000:forged",
        "\x00",
        mark_opening(cast.classmate, guide.pk, ago(minutes=1)),
        mark_opening(cast.student, other.pk, ago(minutes=1)),
        mark_opening(cast.student, guide.pk, ago(days=2)),
        mark_opening(cast.student, guide.pk, ago(minutes=-5)),
    ]
    for mark in marks:
        spend(reader, guide, mark, 60_000)
    assert spent(cast, guide) == 0
    assert progress_of(cast.student, guide).status == "not_started"


def test_only_by_post_and_for_students(client: Client, guide: Content, cast: Cast) -> None:
    assert client.post(url_of("time-spend", guide)).status_code == 302
    client.force_login(cast.stranger)
    assert client.post(url_of("time-spend", guide)).status_code == 403
    client.force_login(cast.student)
    assert client.get(url_of("time-spend", guide)).status_code == 405
    draft = make_guide(cast.teacher, title="Draft")
    assert client.post(url_of("time-spend", draft)).status_code == 404
    with pytest.raises(PermissionDenied):
        spend_time(student=cast.stranger, content=guide, opening=Opening())
