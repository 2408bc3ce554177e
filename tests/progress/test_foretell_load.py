"""How many cards come in the next days, by the student's own days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, User
from content.models import Content
from progress.actions.setting_aside import suspend_card
from progress.forecast import Forecast, forecast
from progress.models import CardMemory
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import make_deck, publish
from tests.progress.study import turn

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=5), cast.reviewer)


@pytest.fixture
def memories(deck: Content, cast: Cast) -> list[CardMemory]:
    return [turn(cast.student, deck, place, Rating.EASY) for place in range(5)]


def set_due(memories: list[CardMemory], *moments: datetime) -> None:
    for memory, due in zip(memories, moments, strict=False):
        CardMemory.objects.filter(pk=memory.pk).update(due=due)


def by_day(found: Forecast) -> dict[date, int]:
    return {load.day: load.due for load in found.days if load.due}


def test_each_day_has_its_cards_and_today_what_is_overdue(memories: list[CardMemory], cast: Cast) -> None:
    moments = (timedelta(days=-9), timedelta(hours=3), timedelta(days=1), timedelta(days=29), timedelta(days=30))
    set_due(memories, *(NOON + passed for passed in moments))
    found = forecast(cast.student, NOON)
    assert by_day(found) == {date(2026, 3, 10): 2, date(2026, 3, 11): 1, date(2026, 4, 8): 1}
    assert [load.day for load in found.days] == [date(2026, 3, 10) + timedelta(days=n) for n in range(30)]
    assert (found.total, found.highest, found.new_a_day) == (4, 2, 20)


def test_days_are_hers(memories: list[CardMemory], cast: Cast) -> None:
    """Through a change of the clocks: on 29 March, Madrid has 23 hours."""
    Profile.objects.filter(user=cast.student).update(time_zone="Europe/Madrid")
    student = User.objects.get(pk=cast.student.pk)
    set_due(
        memories,
        datetime(2026, 3, 28, 22, 59, tzinfo=UTC),
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 21, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
        datetime(2026, 4, 8, 22, 0, tzinfo=UTC),
    )
    expected = {date(2026, 3, 28): 1, date(2026, 3, 29): 2, date(2026, 3, 30): 1}
    assert by_day(forecast(student, NOON)) == expected
    assert forecast(student, NOON, days=7).total == 0
    assert len(forecast(student, NOON, days=7).days) == 7


def test_buried_comes_tomorrow_and_suspended_never(memories: list[CardMemory], cast: Cast) -> None:
    set_due(memories, *[NOON] * 5)
    CardMemory.objects.filter(pk=memories[0].pk).update(buried_until=datetime(2026, 3, 11, tzinfo=UTC))
    suspend_card(memory=memories[1], by=cast.student)
    assert by_day(forecast(cast.student, NOON)) == {date(2026, 3, 10): 3, date(2026, 3, 11): 1}


def test_only_what_she_can_reach(memories: list[CardMemory], cast: Cast) -> None:
    set_due(memories, *[NOON] * 5)
    assert forecast(cast.classmate, NOON).total == 0
    Content.objects.update(status=Content.Status.ARCHIVED)
    assert forecast(cast.student, NOON).total == 0


def test_one_query(memories: list[CardMemory], cast: Cast) -> None:
    student = User.objects.select_related("profile").get(pk=cast.student.pk)
    student.has_perm("content.study_content")
    with CaptureQueriesContext(connection) as queries:
        forecast(student, NOON)
    assert len(queries) == 1
