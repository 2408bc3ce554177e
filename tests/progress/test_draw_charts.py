"""Charts as shapes: where they stand, and how large they are."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest
from django.template.loader import render_to_string

from progress.charts.bars import HEAD, HEIGHT, draw_bars
from progress.charts.beads import draw_answers
from progress.charts.calendar import PITCH, draw_calendar, draw_key, level_of
from progress.charts.dots import draw_scores
from progress.figures.activity import Day, Work
from progress.figures.mastery import Answer, TopicMastery
from progress.figures.scores import Score

MONDAY = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("work", "level"),
    [
        (Work(), 0),
        (Work(milliseconds=500), 1),
        (Work(reviews=1), 1),
        (Work(reviews=9), 1),
        (Work(reviews=4, answers=3, checks=2, read=1), 2),
        (Work(reviews=25), 3),
        (Work(reviews=49), 3),
        (Work(reviews=50), 4),
    ],
)
def test_the_more_was_done_the_larger_the_square(work: Work, level: int) -> None:
    assert level_of(Day(MONDAY, work)) == level


def test_the_calendar_has_a_column_for_each_week() -> None:
    days = [Day(MONDAY + timedelta(days=number), Work(reviews=number % 2 * 60)) for number in range(53 * 7 - 3)]
    chart = draw_calendar(days)
    assert len(chart.squares) == sum(day.is_studied for day in days)
    assert chart.rest.count("M") == len(days) - len(chart.squares)
    first = chart.squares[0]
    assert (first.day.date, first.x, first.y) == (date(2025, 3, 11), 1, 18 + PITCH + 1)
    assert max(square.x for square in chart.squares) < 53 * PITCH < chart.width
    assert [label.text for label in chart.weekdays] == ["Mon", "Wed", "Fri"]
    assert [label.text for label in chart.months][:3] == ["Mar", "Apr", "May"]
    places = [label.x for label in chart.months]
    assert all(later - earlier >= 3 * PITCH for earlier, later in pairwise(places))


def test_the_key_says_how_many() -> None:
    assert [(step.least, step.next) for step in draw_key()] == [(1, 10), (10, 25), (25, 50), (50, None)]
    assert [step.side for step in draw_key()] == sorted({step.side for step in draw_key()})


def test_bars_grow_from_nothing() -> None:
    bars = draw_bars([(MONDAY + timedelta(days=n), value) for n, value in enumerate([0, 50, 100, 1, 100])])
    assert [bar.height for bar in bars.bars] == [0, HEIGHT / 2, HEIGHT, 2, HEIGHT]
    assert all(bar.y + bar.height == HEAD + HEIGHT for bar in bars.bars)
    assert bars.longest is bars.bars[4]
    assert bars.total == 251
    assert [bar.anchor for bar in bars.bars] == ["start", "middle", "middle", "middle", "end"]
    assert draw_bars([(MONDAY, 0)]).longest is None


def score(percent: int, day: int, pass_mark: int = 60) -> Score:
    at = datetime(2026, 3, day, tzinfo=UTC)
    return Score(uuid4(), "Quiz", "en", 1, at, Decimal(percent), pass_mark)


def test_dots_stand_by_their_date() -> None:
    dots = draw_scores([score(0, 1), score(100, 2), score(50, 11)])
    assert [(dot.x, dot.y) for dot in dots.dots] == [(3, 122), (12.4, 12), (97, 67)]
    assert dots.mark == 56
    assert draw_scores([score(1, 1), score(1, 2, pass_mark=80)]).mark is None
    assert draw_scores([score(1, 1)]).dots[0].x == 97
    assert draw_scores([]).dots == []


def test_beads_from_the_oldest_to_the_latest_and_those_to_come() -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    answers = [Answer(uuid4(), at, is_check=False, is_right=right) for right in (False, True, True)]
    kinds = [bead.kind for bead in draw_answers(TopicMastery(None, "", answers))]
    assert kinds == ["right", "right", "wrong", *["open"] * 7]


def test_cards_to_come_are_drawn_where_somebody_counts_them() -> None:
    forecast = draw_bars([(MONDAY + timedelta(days=n), n * 2) for n in range(30)])
    page = render_to_string("progress/desk/_forecast.html", {"forecast": forecast})
    assert "in the next 30 days" in page
    assert "870" in page
    assert page.count("bars__bar") == 29
    empty = render_to_string("progress/desk/_forecast.html", {"forecast": draw_bars([(MONDAY, 0)])})
    assert "No card comes back" in empty
