"""Exceptions from an assignment: one student has other dates, other rules, or need not do it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit
from progress import work_events
from progress.actions.assigning import require_standing
from progress.actions.clocking import follow_terms, lengthen
from progress.actions.excepting import say_attempts, say_time
from progress.actions.locking import lock_assignment, lock_attempts
from progress.actions.telling import Fact, due_facts, fact, tell
from progress.class_access import can_teach
from progress.classes.briefs import Brief, brief_of, misfits
from progress.classes.terms import Terms
from progress.models import Assignment, AssignmentException, Enrolment


@dataclass(frozen=True)
class Grant:
    """The fields of an `AssignmentException` that say something: see there."""

    due_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit: int | None = None
    attempts: int | None = None
    is_excused: bool = False

    @property
    def is_empty(self) -> bool:
        return self == Grant()


@transaction.atomic
def grant_exception(
    *, assignment: Assignment, student: User, grant: Grant, reason: str, by: User
) -> AssignmentException:
    """What holds for `student` from now on, instead of what holds for her class. One that she has already is changed.
    An attempt of hers that goes on gets the time too. She is told. Raises PermissionDenied unless `by` teaches the
    class; WrongState for what was taken back, and in an archived class; Refusal for who is not in the class, and for
    what says nothing or cannot be."""
    _require_teacher(assignment, by)
    assignment = lock_assignment(assignment.pk)
    require_standing(assignment)
    if not Enrolment.objects.current().filter(classroom=assignment.classroom_id, student=student).exists():
        raise Refusal(_("This person is not in the class, so nothing holds for them here."))
    if grant.is_empty:
        raise Refusal(_("Say what is different for this student: the dates, the rules, or that they need not do it."))
    for sentence in grant_misfits(assignment, grant).values():
        raise Refusal(sentence)
    before = _find(assignment, student)
    exception, _is_new = AssignmentException.objects.update_or_create(
        assignment=assignment,
        student=student,
        defaults={**asdict(grant), "reason": reason, "given_by": by, "given_at": timezone.now()},
    )
    _follow(assignment, student, before, exception)
    _tell(exception, by, "granted", _facts(exception), reason)
    return exception


@transaction.atomic
def withdraw_grant(*, exception: AssignmentException, by: User) -> None:
    """The same holds for her again as for her class; an attempt that goes on keeps its time, as far as the class has
    it. Raises PermissionDenied unless `by` teaches the class; StaleEdit where somebody has removed it already."""
    _require_teacher(exception.assignment, by)
    assignment = lock_assignment(exception.assignment_id)
    require_standing(assignment)
    before = _find(assignment, exception.student)
    if before is None or not AssignmentException.objects.filter(pk=exception.pk).delete()[0]:
        raise StaleEdit(_("Somebody removed this exception already."))
    _follow(assignment, exception.student, before, None)
    _tell(exception, by, "withdrawn", [], "")


def grant_misfits(assignment: Assignment, grant: Grant) -> dict[str, str]:
    """What cannot be, as a sentence for each field."""
    due_at = grant.due_at or assignment.due_at
    closes_at = grant.closes_at or (None if grant.due_at else assignment.closes_at)  # hers is never before it is due
    as_given = brief_of(assignment)
    own = Brief(as_given.opens_at, due_at, closes_at, grant.time_limit, grant.attempts)
    return misfits(own, assignment.content)


def _find(assignment: Assignment, student: User) -> AssignmentException | None:
    return AssignmentException.objects.filter(assignment=assignment, student=student).first()


def _follow(
    assignment: Assignment, student: User, before: AssignmentException | None, after: AssignmentException | None
) -> None:
    old, new = Terms(assignment, before), Terms(assignment, after)
    running = lock_attempts(assignment.content, assignment=assignment, student=student, finished_at__isnull=True)
    follow_terms(running, before=lambda _student: old, after=lambda _student: new)
    for attempt in running:
        lengthen(attempt, after.time_limit if after else None, new.closes_at)


def _require_teacher(assignment: Assignment, by: User) -> None:
    if not can_teach(by, assignment.classroom):
        raise PermissionDenied(_("Only teachers of this class make exceptions in it."))


def _facts(exception: AssignmentException) -> list[Fact]:
    facts = [fact(_("You need not do it"), _("you are excused"))] if exception.is_excused else []
    facts += due_facts(exception.due_at, exception.closes_at)
    if exception.time_limit is not None:
        facts.append(fact(_("Time limit"), say_time(exception.time_limit)))
    if exception.attempts is not None:
        facts.append(fact(_("Attempts"), say_attempts(exception.attempts)))
    return facts


def _tell(exception: AssignmentException, by: User, what: str, facts: list[Fact], reason: str) -> None:
    tell(
        work_events.CHANGED,
        exception.assignment,
        [exception.student_id],
        key=f"exception:{exception.student_id}:{timezone.now().isoformat()}",
        by=by,
        what=what,
        facts=facts,
        reason=reason,
    )
