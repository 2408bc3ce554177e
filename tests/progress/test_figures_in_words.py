"""Durations as people say them."""

from datetime import timedelta

import pytest

from progress.templatetags.progress_ui import interval, time_spent


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=5), "1 min"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(hours=5), "5 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=8), "8 days"),
        (timedelta(days=73), "2.4 months"),
        (timedelta(days=800), "2.2 years"),
    ],
)
def test_interval(wait: timedelta, words: str) -> None:
    assert interval(wait) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "none yet"),
        (59, "under a minute"),
        (60, "1 min"),
        (3599, "59 min"),
        (3660, "1 h 01 min"),
        (90_000, "25 h 00 min"),
    ],
)
def test_time_spent(seconds: int, words: str) -> None:
    assert time_spent(seconds) == words
