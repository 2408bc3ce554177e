"""The figures of the desk, as its templates want them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.preferences import read_preferences
from progress.charts.bars import Bars, draw_bars
from progress.charts.beads import Bead, draw_answers
from progress.charts.calendar import Calendar, draw_calendar
from progress.charts.dots import Dots, draw_scores
from progress.figures.activity import Day, Work, calendar, total
from progress.figures.mastery import TopicMastery, mastery
from progress.figures.periods import MONTH, TODAY, WEEK
from progress.figures.retention import Retention, retention
from progress.figures.scores import Scores, scores
from progress.figures.streak import Streak, streak
from progress.forecast import forecast

TOPICS_SHOWN = 8
DAYS_SHOWN = 30  # of time


@dataclass(frozen=True)
class Habit:
    """The year: its days, her streak, what was done in it."""

    days: Sequence[Day]
    streak: Streak
    calendar: Calendar

    @property
    def work(self) -> Work:
        return total(self.days)

    @property
    def studied(self) -> int:
        return sum(day.is_studied for day in self.days)

    @property
    def time(self) -> Bars:
        """Of the last 30 days, in milliseconds."""
        return draw_bars([(day.date, day.work.milliseconds) for day in self.days[-DAYS_SHOWN:]])


@dataclass(frozen=True)
class Topics:
    """All topics, and the `latest` that she answered anything in, with the beads of their answers."""

    all: Sequence[TopicMastery]

    @property
    def mastered(self) -> int:
        return sum(topic.state == "mastered" for topic in self.all)

    @property
    def latest(self) -> list[tuple[TopicMastery, list[Bead]]]:
        found = sorted(self.all, key=lambda topic: topic.answers[0].answered_at, reverse=True)
        return [(topic, draw_answers(topic)) for topic in found[:TOPICS_SHOWN]]


@dataclass(frozen=True)
class Remembered:
    """True retention today, in 7 and in 30 days, and the `target` of her preferences in percent."""

    periods: Sequence[Retention]
    target: int

    @property
    def month(self) -> Retention:
        return self.periods[-1]


@dataclass(frozen=True)
class Figures:
    """`forecast` are the cards that come due in the next days."""

    habit: Habit
    topics: Topics
    retention: Remembered
    scores: Scores
    forecast: Bars

    @property
    def dots(self) -> Dots:
        return draw_scores(self.scores.latest)


def load_figures(student: User, now: datetime) -> Figures | None:
    """Six queries, whatever she did; None while she has not done anything."""
    days = calendar(student, now)
    run = streak(student, days)
    if run.longest is None:
        return None
    target = round(100 * read_preferences(student).retention)
    return Figures(
        habit=Habit(days, run, draw_calendar(days)),
        topics=Topics(mastery(student)),
        retention=Remembered(retention(student, now, [TODAY, WEEK, MONTH]), target),
        scores=scores(student),
        forecast=draw_bars([(load.day, load.due) for load in forecast(student, now).days]),
    )
