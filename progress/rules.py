"""The rules of a quiz as they hold for one student: those of its author, with what was granted to her alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, Subquery

from accounts.models import User
from content.kinds.quiz import Counts, QuizFrame, Results
from content.models import Content, ContentVersion
from progress.models import QuizAttempt, QuizException
from progress.querysets import IN_GRADED_MODE


@dataclass(frozen=True)
class Rules:
    """`time_limit` in minutes and `attempts` are None where there is no limit, `grace` is in seconds. The `usual` ones
    hold for everybody else."""

    frame: QuizFrame
    time_limit: int | None
    attempts: int | None

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
    def usual_time_limit(self) -> int | None:
        return None if self.frame.is_practice else self.frame.time_limit

    @property
    def usual_attempts(self) -> int | None:
        return None if self.frame.is_practice else self.frame.attempts

    @property
    def has_other_time(self) -> bool:
        return self.time_limit != self.usual_time_limit

    @property
    def has_other_attempts(self) -> bool:
        return self.attempts != self.usual_attempts

    def times(self, started_at: datetime) -> tuple[datetime, datetime] | tuple[None, None]:
        """When the time of an attempt is up, and from when on nothing is taken any more."""
        if self.time_limit is None:
            return None, None
        deadline = started_at + timedelta(minutes=self.time_limit)
        return deadline, deadline + timedelta(seconds=self.grace)


def quiz_frame(version: ContentVersion) -> QuizFrame:
    """The rules that the author gave a version of a quiz."""
    frame = version.parsed_frame
    assert isinstance(frame, QuizFrame), "a quiz keeps the frame of a quiz"
    return frame


def rules_for(student: User, content: Content, frame: QuizFrame) -> Rules:
    """What holds for her next attempt. One query; none in a quiz for practice, which limits nothing."""
    if frame.is_practice:
        return Rules(frame, None, None)
    exception = QuizException.objects.filter(student=student, content=content).first()
    return Rules(
        frame,
        _limit(exception.time_limit if exception else None, frame.time_limit),
        _limit(exception.attempts if exception else None, frame.attempts),
    )


def attempts_left(student_id: UUID, content_id: UUID, rules: Rules) -> int | None:
    """How many attempts she may yet finish, the open one among them; None where there is no limit."""
    if rules.attempts is None:
        return None
    own = QuizAttempt.objects.filter(student=student_id, content=content_id)
    return max(0, rules.attempts - own.in_graded_mode().finished().count())


def attempts_left_beside(attempt: QuizAttempt) -> int | None:
    """The same by the rules that are published now, of her whose attempt it is, in one query."""
    frame = quiz_frame(attempt.content.published_version or attempt.version)
    if frame.is_practice:
        return None
    own = {"student": attempt.student_id, "content": attempt.content_id}
    exception = QuizException.objects.filter(**own).values("attempts")[:1]
    finished = Count("pk", filter=IN_GRADED_MODE & Q(finished_at__isnull=False))
    found = QuizAttempt.objects.filter(**own).order_by().values("student")
    done, other = found.annotate(done=finished, other=Subquery(exception)).values_list("done", "other").get()
    limit = _limit(other, frame.attempts)
    return None if limit is None else max(0, limit - done)


def _limit(own: int | None, usual: int | None) -> int | None:
    """Her own limit where she has one, 0 being none at all."""
    return usual if own is None else own or None
