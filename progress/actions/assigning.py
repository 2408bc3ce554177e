"""Giving a class something to do: assign, change, take back, give again."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.access import can_study
from content.models import Content
from progress import work_events
from progress.actions.clocking import follow_terms
from progress.actions.locking import lock_assignment, lock_attempts
from progress.actions.telling import due_facts, say_no_date, tell, tell_given
from progress.class_access import can_teach
from progress.classes.briefs import Brief, misfits
from progress.classes.standing import standings
from progress.classes.terms import Terms
from progress.models import Assignment, AssignmentException, Classroom


@transaction.atomic
def assign(*, classroom: Classroom, content: Content, brief: Brief, by: User) -> Assignment:
    """Give the class a piece to do. Its students are told: now, or once it opens. Raises PermissionDenied unless `by`
    teaches the class; WrongState where it is archived; Refusal for material that is not in the library, that it has
    already, and for dates and rules that cannot be."""
    _require_teacher(classroom, by)
    classroom = Classroom.objects.select_for_update(no_key=True).get(pk=classroom.pk)
    require_running(classroom)
    if not can_study(by, content):
        raise Refusal(_("This material is not in the library, so nobody could do it. Choose another."))
    _require_once(classroom, content)
    _require_fitting(brief, content)
    now = timezone.now()
    assignment = Assignment.objects.create(
        classroom=classroom, content=content, given_by=by, given_at=now, **brief.fields
    )
    if brief.opens_at <= now:
        tell_given(assignment, [student.pk for student in students_of(classroom)], by=by)
    return assignment


@transaction.atomic
def change_assignment(*, assignment: Assignment, brief: Brief, by: User) -> Assignment:
    """Move its dates, change its rules or its note. Rules hold from the next attempt on; the clock of an attempt that
    goes on follows when it closes. Whom another due date concerns is told. Raises PermissionDenied unless `by` teaches
    the class; WrongState once it is taken back or the class archived; Refusal for what cannot be."""
    _require_teacher(assignment.classroom, by)
    assignment = lock_assignment(assignment.pk)
    require_standing(assignment)
    _require_fitting(brief, assignment.content)
    before = copy(assignment)
    for name, value in brief.fields.items():
        setattr(assignment, name, value)
    assignment.save(update_fields=list(brief.fields))
    if (assignment.due_at, assignment.closes_at) != (before.due_at, before.closes_at):
        _follow(before, assignment)
    if assignment.due_at != before.due_at:
        _tell_due(assignment, by)
    return assignment


@transaction.atomic
def take_back(*, assignment: Assignment, by: User) -> Assignment:
    """The class has it to do no more; what was done under it stays, and an attempt that goes on may be finished. Raises
    PermissionDenied unless `by` teaches the class; WrongState where it is archived; StaleEdit where somebody took it
    back already."""
    _require_teacher(assignment.classroom, by)
    assignment = lock_assignment(assignment.pk)
    if assignment.removed_at:
        raise StaleEdit(_("Somebody took this back already."))
    require_running(assignment.classroom)
    assignment.removed_at = timezone.now()
    assignment.save(update_fields=["removed_at"])
    return assignment


@transaction.atomic
def give_again(*, assignment: Assignment, by: User) -> Assignment:
    """Undo `take_back`. Raises PermissionDenied unless `by` teaches the class; WrongState where it is archived;
    StaleEdit where it is given already; Refusal where the class was given the same piece anew since."""
    _require_teacher(assignment.classroom, by)
    classroom = Classroom.objects.select_for_update(no_key=True).get(pk=assignment.classroom_id)
    assignment = lock_assignment(assignment.pk)
    if not assignment.removed_at:
        raise StaleEdit(_("The class has this to do already."))
    require_running(classroom)
    _require_once(classroom, assignment.content)
    assignment.removed_at = None
    assignment.save(update_fields=["removed_at"])
    return assignment


def students_of(classroom: Classroom) -> list[User]:
    """Who is in the class now, by name."""
    attending = User.objects.filter(enrolments__classroom=classroom, enrolments__left_at__isnull=True, is_active=True)
    return list(attending.order_by("full_name", "username"))


def require_running(classroom: Classroom) -> None:
    if classroom.is_archived:
        raise WrongState(
            _("This class is archived, so nothing in it can be changed. Take it out of the archive first.")
        )


def require_standing(assignment: Assignment) -> None:
    """Raises WrongState for what was taken back, and in an archived class."""
    require_running(assignment.classroom)
    if assignment.removed_at:
        raise WrongState(_("This was taken back. Give it again first."))


def _require_teacher(classroom: Classroom, by: User) -> None:
    if not can_teach(by, classroom):
        raise PermissionDenied(_("Only teachers of this class give it something to do."))


def _require_once(classroom: Classroom, content: Content) -> None:
    """Who asks holds the row of the class, so that two at once are one after the other."""
    if Assignment.objects.filter(classroom=classroom, content=content, removed_at__isnull=True).exists():
        raise Refusal(_("The class has this to do already. Change its dates or rules on its page instead."))


def _require_fitting(brief: Brief, content: Content) -> None:
    for sentence in misfits(brief, content).values():
        raise Refusal(sentence)


def _follow(before: Assignment, after: Assignment) -> None:
    """Let the clocks of the attempts under it follow its new dates."""
    own = {each.student_id: each for each in AssignmentException.objects.filter(assignment=after)}
    running = lock_attempts(after.content, assignment=after, finished_at__isnull=True)
    follow_terms(
        running,
        before=lambda student: Terms(before, own.get(student)),
        after=lambda student: Terms(after, own.get(student)),
    )


def _tell_due(assignment: Assignment, by: User) -> None:
    """Those who have it still to do, by the date of the class."""
    students = students_of(assignment.classroom)
    own = AssignmentException.objects.filter(assignment=assignment, due_at__isnull=False)
    excepted = set(own.values_list("student", flat=True))
    found = standings([assignment], students)
    rest = [
        student.pk for student in students if found[assignment.pk, student.pk].is_open and student.pk not in excepted
    ]
    facts = due_facts(assignment.due_at, assignment.closes_at) or [say_no_date()]
    key = f"changed:{timezone.now().isoformat()}"
    tell(work_events.CHANGED, assignment, rest, key=key, by=by, facts=facts)
