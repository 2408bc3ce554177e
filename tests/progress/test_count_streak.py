"""Days in a row, and the longest there were."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress.figures.activity import calendar
from progress.figures.streak import Run, Streak, streak
from tests.cast import Cast
from tests.factories import make_deck, make_guide, publish
from tests.progress.evidence import live_in, log_review, read_part, spend, take_back
from tests.progress.study import entries_of

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
TODAY = NOW.date()


def days_ago(*numbers: int) -> list[datetime]:
    return [NOW - timedelta(days=number) for number in numbers]


def streak_of(student: User, now: datetime = NOW) -> Streak:
    return streak(student, calendar(student, now))


@pytest.mark.parametrize(
    ("studied", "current", "longest", "today"),
    [
        ([], 0, 0, False),
        ([0], 1, 1, True),
        ([0, 1, 2], 3, 3, True),
        ([1, 2, 3, 4], 4, 4, False),  # today is not over yet
        ([2, 3, 4], 0, 3, False),  # yesterday broke it
        ([0, 1, 5, 6, 7], 2, 3, True),
        ([0, 2, 4, 5, 400, 401, 402], 1, 3, True),  # long before the calendar
        (list(range(500)), 500, 500, True),  # all through the calendar and before it
    ],
)
def test_days_in_a_row(cast: Cast, studied: list[int], current: int, longest: int, today: bool) -> None:
    deck = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    for at in days_ago(*studied):
        log_review(cast.student, deck[0], at)
    log_review(cast.classmate, deck[0], NOW)
    found = streak_of(cast.student)
    assert found.days == current
    assert (found.longest.days if found.longest else 0) == longest
    assert found.is_today_studied is today


def test_any_study_counts_and_what_was_taken_back_does_not(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guide, deck = publish(make_guide(cast.teacher), cast.reviewer), publish(make_deck(cast.teacher), cast.reviewer)
    log_review(cast.student, entries_of(deck)[0], days_ago(0)[0])
    read_part(cast.student, entries_of(guide)[0], days_ago(1)[0])
    spend(cast.student, guide, days_ago(2)[0], 30)
    take_back(log_review(cast.student, entries_of(deck)[0], days_ago(3)[0]))
    with django_assert_num_queries(1):
        days = calendar(cast.student, NOW)
    with django_assert_num_queries(1):
        found = streak(cast.student, days)
    assert found.current == found.longest == Run(date(2026, 3, 8), date(2026, 3, 10))


def test_of_two_as_long_the_later_is_the_longest(cast: Cast) -> None:
    deck = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    for at in days_ago(3, 4, 8, 9):
        log_review(cast.student, deck[0], at)
    assert streak_of(cast.student).longest == Run(date(2026, 3, 6), date(2026, 3, 7))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_streak_around_midnight_and_the_change_of_the_clock(cast: Cast, zone: str) -> None:
    """A minute before her midnight, then a minute after the next: three days of hers, whatever UTC says."""
    home = live_in(cast.student, zone)
    deck = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    changes = {"Pacific/Auckland": date(2026, 4, 5), "America/Los_Angeles": date(2026, 3, 8)}
    second = changes[zone]
    for day, clock in ((second - timedelta(days=1), (23, 59)), (second, (12, 0)), (second + timedelta(days=1), (0, 1))):
        log_review(cast.student, deck[0], datetime(day.year, day.month, day.day, *clock, tzinfo=home).astimezone(UTC))
    last = second + timedelta(days=1)
    late = datetime(last.year, last.month, last.day, 23, 59, tzinfo=home)
    assert streak_of(cast.student, late).current == Run(second - timedelta(days=1), last)
    assert streak_of(cast.student, late + timedelta(minutes=2)).days == 3, "the new day may still be studied"
    assert streak_of(cast.student, late + timedelta(days=1, minutes=2)).days == 0
