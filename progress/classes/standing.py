"""How far students are with what they were given. The table of the teacher, the page of the student and the reminders
all ask here, so that they say the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from content.kinds.quiz import QuizFrame
from progress.classes.evidence import Evidence, Pair, load_evidence
from progress.classes.terms import Terms, has_own_rules
from progress.counting import rounded, score_that_counts
from progress.models import Assignment, QuizAttempt


class State(StrEnum):
    """Where a student is with an assignment. `UPCOMING` is not open yet; `WAITING` is finished, and passes or does not
    once a person has graded it; `MISSED` closed before it was done."""

    UPCOMING = "upcoming"
    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    WAITING = "waiting"
    DONE = "done"
    EXCUSED = "excused"
    MISSED = "missed"


@dataclass(frozen=True)
class Standing:
    """One student and one assignment.

    `percentage` is how much of it she did: of a quiz 100 once an attempt that counts is finished, before that what is
    answered of her first. `score` is what her attempts come to by the rule of the quiz, in percent, `passed` whether
    that reaches the pass mark; both are None where there is no score (nothing finished, nothing graded yet, no quiz).
    `attempts_used` were finished under the assignment. `due_at` and `closes_at` are hers. `is_late` says that it was
    done after it was due, or is due and not done; never of what she need not do."""

    state: State
    percentage: int
    score: Decimal | None
    passed: bool | None
    attempts_used: int
    last_at: datetime | None
    due_at: datetime | None
    is_late: bool
    closes_at: datetime | None = None
    done_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE

    @property
    def is_open(self) -> bool:
        """Whether she has it to do, or will, or would if it had not closed."""
        return self.state not in (State.DONE, State.WAITING, State.EXCUSED)

    @property
    def is_to_do(self) -> bool:
        """Whether she can do it now, and has not."""
        return self.state in (State.NOT_BEGUN, State.BEGUN)


def standings(assignments: Iterable[Assignment], students: Collection[User]) -> dict[Pair, Standing]:
    """How far each of `students` is with each of `assignments`, by the keys of both. Four queries, however many there
    are of either.

    *Read or turned*: done once the piece is completed. *Answered*: done once the score reaches the pass mark, that of
    the assignment or else that of the quiz. The score is made, by the rule of the quiz, of the attempts under the
    assignment; where it has no rules of its own, also of those that began since it opened and ended before it closed.
    What was done after it closed counts as not done."""
    given = list(assignments)
    evidence = load_evidence(given, [student.pk for student in students])
    now = timezone.now()
    return {
        (assignment.pk, student.pk): judge(evidence, assignment, student.pk, now)
        for assignment in given
        for student in students
    }


@dataclass(frozen=True)
class _Work:
    """What a student did for an assignment, before its dates are looked at."""

    percentage: int = 0
    score: Decimal | None = None
    passed: bool | None = None
    attempts_used: int = 0
    last_at: datetime | None = None
    handed_in_at: datetime | None = None
    is_done: bool = False
    is_waiting: bool = False
    is_begun: bool = False


def judge(evidence: Evidence, assignment: Assignment, student: UUID, now: datetime) -> Standing:
    """How far the student of that key is, by the rows that were loaded. No query."""
    terms = Terms(assignment, evidence.exceptions.get((assignment.pk, student)))
    work = _find_work(evidence, terms, student)
    state = _state(terms, work, now)
    return Standing(
        state=state,
        percentage=work.percentage,
        score=work.score,
        passed=work.passed,
        attempts_used=work.attempts_used,
        last_at=work.last_at,
        due_at=terms.due_at,
        is_late=_is_late(terms, work, state, now),
        closes_at=terms.closes_at,
        done_at=work.handed_in_at if state == State.DONE else None,
    )


def _find_work(evidence: Evidence, terms: Terms, student: UUID) -> _Work:
    piece = (terms.assignment.content_id, student)
    progress = evidence.progress.get(piece, {})
    if frame := evidence.frames.get(terms.assignment.content_id):
        return _answered(terms, frame, progress, evidence.attempts.get(piece, ()))
    return _studied(terms, progress)


def _studied(terms: Terms, progress: Mapping[str, Any]) -> _Work:
    """Of what is read or turned."""
    if not progress:
        return _Work()
    completed_at = progress["completed_at"]
    return _Work(
        percentage=progress["percentage"],
        last_at=progress["last_accessed_at"],
        handed_in_at=completed_at,
        is_done=completed_at is not None and not terms.is_closed(completed_at),
        is_begun=progress["started_at"] is not None,
    )


def _answered(terms: Terms, frame: QuizFrame, progress: Mapping[str, Any], attempts: Sequence[QuizAttempt]) -> _Work:
    """Of a quiz, by the attempts that count for the assignment."""
    counting = [attempt for attempt in attempts if _counts(attempt, terms, frame)]
    finished = [attempt for attempt in counting if attempt.finished_at]
    mark = frame.pass_mark if terms.assignment.pass_mark is None else terms.assignment.pass_mark
    scored = [attempt for attempt in finished if attempt.percent is not None]
    score = score_that_counts(frame.counts, _percents(scored))
    passed = None if score is None else score >= mark
    times = [time for each in counting for time in (each.started_at, each.saved_at, each.finished_at) if time]
    under = [attempt for attempt in finished if attempt.assignment_id == terms.assignment.pk]
    return _Work(
        percentage=100 if finished else _share_answered(progress) if counting else 0,
        score=None if score is None else rounded(score),
        passed=passed,
        attempts_used=sum(vars(attempt)["is_graded"] for attempt in under),
        last_at=max(times, default=None),
        handed_in_at=_passed_at(scored, frame, mark) if passed else finished[-1].finished_at if finished else None,
        is_done=bool(passed),
        is_waiting=not passed and any(vars(attempt)["is_waiting"] for attempt in finished),
        is_begun=bool(counting),
    )


def _counts(attempt: QuizAttempt, terms: Terms, frame: QuizFrame) -> bool:
    """As with the score of the quiz, what was for practice counts while the quiz is for practice."""
    if vars(attempt)["is_graded"] is False and not frame.is_practice:
        return False
    if attempt.assignment_id == terms.assignment.pk:
        return True
    if has_own_rules(terms.assignment) or attempt.started_at < terms.opens_at:
        return False
    return not terms.is_closed(attempt.finished_at or attempt.started_at)


def _passed_at(scored: Sequence[QuizAttempt], frame: QuizFrame, mark: int) -> datetime | None:
    """The end of the attempt from which on the score has reached the mark, and always since."""
    for count in range(len(scored), 0, -1):
        score = score_that_counts(frame.counts, _percents(scored[:count]))
        if score is None or score < mark:
            return scored[count].finished_at
    return scored[0].finished_at


def _percents(scored: Iterable[QuizAttempt]) -> list[Decimal]:
    return [attempt.percent for attempt in scored if attempt.percent is not None]


def _share_answered(progress: Mapping[str, Any]) -> int:
    """Progress with a quiz is whole from the first attempt on, whatever that was for."""
    return 0 if not progress or progress["completed_at"] else int(progress["percentage"])


def _state(terms: Terms, work: _Work, now: datetime) -> State:
    if terms.is_excused:
        return State.DONE if work.is_done and terms.is_opened(now) else State.EXCUSED
    if not terms.is_opened(now):
        return State.UPCOMING
    if work.is_done or work.is_waiting:
        return State.DONE if work.is_done else State.WAITING
    if terms.is_closed(now):
        return State.MISSED
    return State.BEGUN if work.is_begun else State.NOT_BEGUN


def _is_late(terms: Terms, work: _Work, state: State, now: datetime) -> bool:
    if state in (State.UPCOMING, State.EXCUSED):
        return False
    was_handed_in = state in (State.DONE, State.WAITING)
    return terms.is_overdue(work.handed_in_at if was_handed_in and work.handed_in_at else now)
