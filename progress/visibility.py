"""What a student sees of a finished attempt. Whatever shows keys or explanations asks here first."""

from enum import IntEnum

from content.kinds.quiz import QuizFrame, Results
from progress.models import QuizAttempt
from progress.offers import attempts_left_beside
from progress.rules import quiz_frame


class Shows(IntEnum):
    """Each shows what those before it show: the score; which questions were right; right answers and explanations."""

    SCORE = 1
    MARKS = 2
    ANSWERS = 3


_PLAIN = {Results.ALL: Shows.ANSWERS, Results.MARKS: Shows.MARKS, Results.SCORE: Shows.SCORE}


def what_shows(frame: QuizFrame, attempts_left: int | None) -> Shows:
    """What a finished attempt shows, by the rules it was taken under, when she may yet finish that many (None: any
    number). What was checked on the way in practice has been seen, so that practice shows all."""
    if frame.is_practice:
        return Shows.ANSWERS
    if frame.results == Results.AFTER_LAST:
        return Shows.ANSWERS if attempts_left == 0 else Shows.MARKS
    return _PLAIN[frame.results]


def shows_marks(frame: QuizFrame) -> bool:
    """Whether a finished attempt tells which questions were right, whatever attempts are left. No query."""
    return what_shows(frame, None) >= Shows.MARKS


def shown_of(attempt: QuizAttempt) -> Shows:
    """The same of an attempt: queries only where it hangs on the attempts that are left."""
    frame = quiz_frame(attempt.version)
    hangs_on_others = not frame.is_practice and frame.results == Results.AFTER_LAST
    return what_shows(frame, attempts_left_beside(attempt) if hangs_on_others else None)


def shows_answers(attempt: QuizAttempt) -> bool:
    """Whether the student may see what was right: then, and only then, what she got wrong may become a card."""
    return shown_of(attempt) == Shows.ANSWERS
