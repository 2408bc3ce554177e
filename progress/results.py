"""What a finished attempt came to: its figures, and as much of its answers as the student may see."""

from dataclasses import dataclass
from decimal import Decimal

from progress.models import QuizAttempt
from progress.presenting import ShownQuestion, present_attempt
from progress.rules import pass_mark_of
from progress.visibility import Shows, shown_of


@dataclass(frozen=True)
class Summary:
    """`percent` is None where nothing has been graded, and `has_passed` with it. `waiting` counts the answers that a
    person has to grade: they are in no sum until then."""

    percent: Decimal | None
    pass_mark: int
    waiting: int = 0

    @property
    def has_passed(self) -> bool | None:
        return None if self.percent is None else self.percent >= self.pass_mark


@dataclass(frozen=True)
class Result:
    """`questions` are empty where the score alone shows."""

    summary: Summary
    questions: list[ShownQuestion]
    shows: Shows

    @property
    def shows_answers(self) -> bool:
        return self.shows == Shows.ANSWERS


def summarise(attempt: QuizAttempt, waiting: int = 0) -> Summary:
    """The figures of a finished attempt, by the pass mark that holds for it; its assignment is loaded."""
    return Summary(attempt.percent, pass_mark_of(attempt), waiting)


def load_result(attempt: QuizAttempt) -> Result:
    """Four queries at most, however many questions."""
    shows = shown_of(attempt)
    questions = present_attempt(attempt, shows)
    waiting = attempt.responses.filter(fraction__isnull=True, answer__isnull=False).count()
    return Result(summarise(attempt, waiting), questions, shows)
