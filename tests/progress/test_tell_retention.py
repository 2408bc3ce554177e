"""True retention, as Anki defines it."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from progress.figures.periods import ALL, MONTH, PERIODS, TODAY, WEEK, YEAR
from progress.figures.retention import Retention, Share, retention, reviews_of
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import make_deck, publish
from tests.progress.evidence import HOUR, live_in, log_review, take_back
from tests.progress.study import entries_of

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def shares(student: User, now: datetime = NOW) -> dict[str, Retention]:
    return {found.period.name: found for found in retention(student, now, list(PERIODS.values()))}


def test_by_hand(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one, two, three = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    student, again = cast.student, Rating.AGAIN
    log_review(student, one, NOW - HOUR, interval=5)  # young, passed, today
    log_review(student, two, NOW - HOUR, again, interval=20.9)  # young, failed, today
    log_review(student, three, NOW - HOUR, Rating.HARD, interval=21)  # mature, passed, today
    log_review(student, one, NOW - 6 * DAY, interval=3)  # young, passed, the first of seven days
    log_review(student, two, NOW - 7 * DAY, again, interval=3)  # one day too early for seven
    log_review(student, one, NOW - 29 * DAY, interval=40)
    log_review(student, one, NOW - 30 * DAY, again, interval=40)
    log_review(student, one, NOW - 364 * DAY, interval=1)
    log_review(student, one, NOW - 365 * DAY, again, interval=1)
    with django_assert_num_queries(1):
        found = retention(student, NOW, list(PERIODS.values()))
    assert [(one.period, one.young, one.mature) for one in found] == [
        (TODAY, Share(1, 2), Share(1, 1)),
        (WEEK, Share(2, 3), Share(1, 1)),
        (MONTH, Share(2, 4), Share(2, 2)),
        (YEAR, Share(3, 5), Share(2, 3)),
        (ALL, Share(3, 6), Share(2, 3)),
    ]
    assert found[-1].both == Share(5, 9)
    assert found[0].young.percent == 50


def test_only_the_first_review_of_a_card_on_a_day(cast: Cast) -> None:
    one, two, _three = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    log_review(cast.student, one, NOW - 3 * HOUR, Rating.AGAIN, interval=5)
    log_review(cast.student, one, NOW - 2 * HOUR, Rating.GOOD, interval=1)  # the same card again: nothing new
    log_review(cast.student, one, NOW - HOUR, Rating.GOOD, interval=1, card="back")  # another card of the same item
    log_review(cast.student, two, NOW - 2 * HOUR, Rating.GOOD, interval=1)
    log_review(cast.student, one, NOW - DAY, Rating.GOOD, interval=4)  # another day
    assert shares(cast.student)["7"].young == Share(3, 4)
    kept = reviews_of(cast.student, NOW, WEEK, "young").order_by("reviewed_at").values_list("rating", flat=True)
    assert list(kept) == [Rating.GOOD, Rating.AGAIN, Rating.GOOD, Rating.GOOD]


def test_what_does_not_count(cast: Cast) -> None:
    one, two, three = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    log_review(cast.student, one, NOW - HOUR, interval=None)  # new, or being learnt
    log_review(cast.student, two, NOW - HOUR, Rating.AGAIN, interval=9, source="quiz")
    take_back(log_review(cast.student, three, NOW - 2 * HOUR, Rating.AGAIN, interval=9))
    log_review(cast.classmate, one, NOW - HOUR, interval=9)
    assert shares(cast.student)["all"].both == Share(0, 0)
    log_review(cast.student, three, NOW - HOUR, interval=9)  # what was taken back is not the first of its day
    assert shares(cast.student)["all"].both == Share(1, 1)


def test_nothing_asked_is_not_nothing_known(cast: Cast) -> None:
    assert shares(cast.student)["30"].mature.percent is None
    one, *_others = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    log_review(cast.student, one, NOW, Rating.AGAIN, interval=30)
    assert shares(cast.student)["30"].mature.percent == 0
    assert shares(cast.student)["30"].young.percent is None


@pytest.mark.parametrize(("zone", "midnight"), [("Pacific/Auckland", 11), ("America/Los_Angeles", 7)])
def test_today_is_hers(cast: Cast, zone: str, midnight: int) -> None:
    """The same card, a minute before her midnight and a minute after it: two days, and only one of them is today."""
    live_in(cast.student, zone)
    one, *_others = entries_of(publish(make_deck(cast.teacher), cast.reviewer))
    day = datetime(2026, 3, 10, midnight, tzinfo=UTC)  # UTC+13, and UTC-7 after the change of 8 March
    log_review(cast.student, one, day - timedelta(minutes=1), Rating.AGAIN, interval=5)
    log_review(cast.student, one, day + timedelta(minutes=1), interval=5)
    found = shares(cast.student, day + HOUR)
    assert found["today"].young == Share(1, 1)
    assert found["7"].young == Share(1, 2)
