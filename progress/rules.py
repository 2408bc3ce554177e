"""The rules of a quiz as they hold for one student: those of its author, or of what her class was given to do, with
what was granted to her alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from content.kinds.quiz import Counts, QuizFrame, Results
from content.models import ContentVersion
from progress.classes.terms import Terms
from progress.models import Assignment, QuizAttempt, QuizException


@dataclass(frozen=True)
class Rules:
    """`time_limit` in minutes and `attempts` are None where there is no limit, `grace` is in seconds. With `terms`,
    they hold for what is done under that assignment. The `usual` ones hold for everybody else."""

    frame: QuizFrame
    time_limit: int | None
    attempts: int | None
    terms: Terms | None = None

    @property
    def grace(self) -> int:
        return self.frame.grace

    @property
    def counts(self) -> Counts:
        return self.frame.counts

    @property
    def results(self) -> Results:
        return Results.ALL if self.frame.is_practice else self.frame.results

    @property
    def assignment(self) -> Assignment | None:
        return self.terms.assignment if self.terms else None

    @property
    def pass_mark(self) -> int:
        """In percent."""
        given = self.assignment.pass_mark if self.assignment else None
        return self.frame.pass_mark if given is None else given

    @property
    def usual_time_limit(self) -> int | None:
        given = self.assignment.time_limit if self.assignment else None
        return None if self.frame.is_practice else limit(given, self.frame.time_limit)

    @property
    def usual_attempts(self) -> int | None:
        given = self.assignment.attempts if self.assignment else None
        return None if self.frame.is_practice else limit(given, self.frame.attempts)

    @property
    def has_other_time(self) -> bool:
        return self.time_limit != self.usual_time_limit

    @property
    def has_other_attempts(self) -> bool:
        return self.attempts != self.usual_attempts

    def times(self, started_at: datetime) -> tuple[datetime, datetime] | tuple[None, None]:
        """When the time of an attempt is up, and from when on nothing is taken any more: never after the assignment
        closes, for which there is no grace."""
        end = self.terms.closes_at if self.terms else None
        if self.time_limit is None:
            return (end, end) if end else (None, None)
        deadline = started_at + timedelta(minutes=self.time_limit)
        closes_at = deadline + timedelta(seconds=self.grace)
        return (min(deadline, end), min(closes_at, end)) if end else (deadline, closes_at)


def quiz_frame(version: ContentVersion) -> QuizFrame:
    """The rules that the author gave a version of a quiz."""
    frame = version.parsed_frame
    assert isinstance(frame, QuizFrame), "a quiz keeps the frame of a quiz"
    return frame


def make_rules(frame: QuizFrame, granted: QuizException | None, terms: Terms | None = None) -> Rules:
    """What holds of all that was said about one student: what was granted to her in the assignment comes before what
    was granted to her in the quiz, that before the assignment, and that before the quiz. A quiz for practice limits
    nothing."""
    if frame.is_practice:
        return Rules(frame, None, None, terms)
    own = terms.exception if terms else None
    time_limit, attempts = frame.time_limit, frame.attempts
    for each in (terms.assignment if terms else None, granted, own):
        if each is not None:
            time_limit, attempts = limit(each.time_limit, time_limit), limit(each.attempts, attempts)
    return Rules(frame, time_limit, attempts, terms)


def pass_mark_of(attempt: QuizAttempt) -> int:
    """What passes an attempt: the mark of its assignment, or else that of the version it was taken in."""
    given = attempt.assignment.pass_mark if attempt.assignment else None
    return quiz_frame(attempt.version).pass_mark if given is None else given


def limit(own: int | None, usual: int | None) -> int | None:
    """Her own limit where she has one, 0 being none at all."""
    return usual if own is None else own or None
