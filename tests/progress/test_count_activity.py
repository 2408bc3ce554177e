"""What a student did on each of her days, wherever she is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from progress.figures.activity import Day, Work, activity, calendar, total
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_quiz, publish
from tests.progress.evidence import (
    answer_check,
    answer_quiz,
    live_in,
    log_review,
    read_part,
    spend,
    take_back,
)
from tests.progress.study import entries_of

THIRD, FOURTH = date(2026, 3, 3), date(2026, 3, 4)


def test_each_thing_counts_once_on_its_day(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    student, noon = cast.student, datetime(2026, 3, 3, 12, tzinfo=UTC)
    deck = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    quiz, guide = publish(make_quiz(cast.teacher), cast.reviewer), publish(make_guide(cast.teacher), cast.reviewer)
    log_review(student, deck[0], noon, duration_ms=8_400)
    log_review(student, deck[1], noon, duration_ms=700)
    log_review(student, deck[1], noon, Rating.AGAIN)  # how long it took is not known
    take_back(log_review(student, deck[2], noon, duration_ms=5_000))
    log_review(student, deck[2], noon, Rating.AGAIN, source="quiz")  # written by a wrong answer, no review of hers
    log_review(cast.classmate, deck[0], noon, duration_ms=5_000)
    answer_quiz(student, quiz, noon, 1, 0, None)
    answer_quiz(student, quiz, noon + timedelta(days=1), 1, is_open=True)
    answer_check(student, entries_of(guide)[0], noon, 1)
    read_part(student, entries_of(guide)[0], noon)
    read_part(student, entries_of(guide)[1], noon + timedelta(days=1))
    spend(student, guide, noon, 300)
    spend(student, quiz, noon, 61)
    student.profile  # noqa: B018 - as the pages have it
    with django_assert_num_queries(1):
        days = activity(student, THIRD, FOURTH)
    assert days == [
        Day(THIRD, Work(reviews=3, answers=3, checks=1, read=1, milliseconds=370_100)),
        Day(FOURTH, Work(answers=1, read=1)),
    ]
    assert days[0].work.things == 8
    assert days[0].work.seconds == 370
    assert total(days) == Work(reviews=3, answers=4, checks=1, read=2, milliseconds=370_100)


def test_a_question_without_an_answer_is_nothing_done(cast: Cast) -> None:
    attempt = answer_quiz(
        cast.student, publish(make_quiz(cast.teacher), cast.reviewer), datetime(2026, 3, 3, tzinfo=UTC), 0
    )
    attempt.responses.update(answer=None)
    assert not activity(cast.student, THIRD, THIRD)[0].is_studied


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC), THIRD),
        ("Pacific/Auckland", datetime(2026, 3, 3, 10, 59, 59, tzinfo=UTC), THIRD),  # 23:59:59, UTC+13
        ("Pacific/Auckland", datetime(2026, 3, 3, 11, tzinfo=UTC), FOURTH),
        ("America/Los_Angeles", datetime(2026, 3, 4, 7, 59, 59, tzinfo=UTC), THIRD),  # 23:59:59, UTC-8
        ("America/Los_Angeles", datetime(2026, 3, 4, 8, tzinfo=UTC), FOURTH),
        # the clocks go forward on 8 March in Los Angeles, back on 5 April in Auckland
        ("America/Los_Angeles", datetime(2026, 3, 9, 6, 59, 59, tzinfo=UTC), date(2026, 3, 8)),  # 23:59:59, UTC-7
        ("America/Los_Angeles", datetime(2026, 3, 9, 7, tzinfo=UTC), date(2026, 3, 9)),
        ("Pacific/Auckland", datetime(2026, 4, 5, 11, 59, 59, tzinfo=UTC), date(2026, 4, 5)),  # 23:59:59, UTC+12
        ("Pacific/Auckland", datetime(2026, 4, 5, 12, tzinfo=UTC), date(2026, 4, 6)),
    ],
)
def test_a_day_ends_at_her_midnight(cast: Cast, zone: str, moment: datetime, day: date) -> None:
    live_in(cast.student, zone)
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    log_review(cast.student, entries_of(deck)[0], moment)
    days = activity(cast.student, day - timedelta(days=1), day + timedelta(days=1))
    assert [found.date for found in days if found.is_studied] == [day]
    assert activity(cast.student, day, day)[0].work.reviews == 1


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "America/Sao_Paulo"])
def test_an_hour_by_hour_year_loses_nothing(cast: Cast, zone: str) -> None:
    """Every hour around both changes of the clock belongs to one day: the one that the wall says."""
    home = live_in(cast.student, zone)
    entry = entries_of(publish(make_deck(cast.teacher), cast.reviewer))[0]
    moments = [
        begin + timedelta(hours=hour)
        for begin in (
            datetime(2026, 3, 7, tzinfo=UTC),
            datetime(2026, 4, 4, tzinfo=UTC),
            datetime(2026, 10, 31, tzinfo=UTC),
        )
        for hour in range(60)
    ]
    for moment in moments:
        log_review(cast.student, entry, moment)
    days = activity(cast.student, date(2026, 3, 1), date(2026, 11, 5))
    expected: dict[date, int] = {}
    for moment in moments:
        day = moment.astimezone(home).date()
        expected[day] = expected.get(day, 0) + 1
    assert {day.date: day.work.reviews for day in days if day.is_studied} == expected


def test_the_calendar_begins_on_a_monday_52_weeks_ago(cast: Cast) -> None:
    live_in(cast.student, "Pacific/Auckland")
    now = datetime(2026, 3, 3, 12, tzinfo=UTC)  # Wednesday, 4 March, 01:00 there
    days = calendar(cast.student, now)
    assert (days[0].date, days[0].date.weekday()) == (date(2025, 3, 3), 0)
    assert days[-1].date == FOURTH
    assert len(days) == 52 * 7 + 3
