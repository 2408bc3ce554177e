"""What a finished attempt came to, in figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from progress.models import QuizAttempt
from progress.presenting import ShownQuestion, count_waiting


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


def summarise(attempt: QuizAttempt, questions: Sequence[ShownQuestion] = ()) -> Summary:
    """The figures of a finished attempt, by the pass mark of the version it was taken in."""
    pass_mark = getattr(attempt.version.parsed_frame, "pass_mark", 0)
    return Summary(attempt.percent, pass_mark, count_waiting(questions))
