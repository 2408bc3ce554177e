"""Reminding students of what they have not done: by the clock, once for each time it is due, and by their teacher."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Notice, User
from accounts.refusals import Refusal, WrongState
from progress import work_events
from progress.actions.assigning import require_standing, students_of
from progress.actions.locking import lock_assignment
from progress.actions.telling import due_facts, key_of_given, tell, tell_given
from progress.class_access import can_teach
from progress.class_querysets import AssignmentQuerySet
from progress.classes.standing import Standing, standings
from progress.models import Assignment, AssignmentException, AssignmentReminder

DUE_SOON, PAUSE, ANNOUNCED = timedelta(hours=24), timedelta(hours=1), timedelta(days=1)
logger = logging.getLogger(__name__)


def send_due_reminders() -> int:
    """Remind everybody who has something to do that is due within a day, and has not: once for each time it is due,
    however often this is asked. Nobody who has done it, is excused, or has left. Returns how many were reminded. One
    assignment that fails keeps no other waiting."""
    now, sent = timezone.now(), 0
    soon = Q(due_at__gt=now, due_at__lte=now + DUE_SOON)
    own = AssignmentException.objects.filter(soon, assignment=OuterRef("pk"))
    for assignment in _reachable(Assignment.objects.standing().opened(now).filter(soon | Exists(own))):
        try:
            sent += _remind_due(assignment, now)
        except Exception:
            logger.exception("assignment %s: its students could not be reminded", assignment.pk)
    return sent


@transaction.atomic
def _remind_due(assignment: Assignment, now: datetime) -> int:
    """Two at once write each row once, and whoever wrote it tells."""
    students = students_of(assignment.classroom)
    found = standings([assignment], students)
    due = {student.pk: found[assignment.pk, student.pk].due_at for student in students}
    reminded = set(
        AssignmentReminder.objects.filter(assignment=assignment, by__isnull=True).values_list("student", "due_at")
    )
    reminders = [
        AssignmentReminder(assignment=assignment, student_id=student, due_at=due_at, sent_at=now)
        for student, due_at in due.items()
        if due_at and now < due_at <= now + DUE_SOON
        if found[assignment.pk, student].is_to_do and (student, due_at) not in reminded
    ]
    written = _write(reminders)
    for due_at in {reminder.due_at for reminder in written}:
        people = [reminder.student_id for reminder in written if reminder.due_at == due_at]
        key = f"due:{due_at.isoformat()}"
        tell(work_events.DUE, assignment, people, key=key, facts=due_facts(due_at))
    return len(written)


def _write(reminders: list[AssignmentReminder]) -> list[AssignmentReminder]:
    """Those among them that were not there yet."""
    if not reminders:
        return []
    AssignmentReminder.objects.bulk_create(reminders, ignore_conflicts=True)
    return list(AssignmentReminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]))


@transaction.atomic
def remind_unfinished(*, assignment: Assignment, by: User) -> int:
    """Remind everybody who has not done it, however far they are; returns how many. Raises PermissionDenied unless `by`
    teaches the class; WrongState for what nobody can do now, and within an hour of the last time; Refusal where all
    have done it."""
    if not can_teach(by, assignment.classroom):
        raise PermissionDenied(_("Only teachers of this class remind its students."))
    assignment, now = lock_assignment(assignment.pk), timezone.now()
    require_standing(assignment)
    if assignment.opens_at > now:
        raise WrongState(_("It is not open yet, so nobody could do it. Remind them once it is."))
    _require_pause(assignment, now)
    students = students_of(assignment.classroom)
    found = standings([assignment], students)
    rest = {student.pk: found[assignment.pk, student.pk] for student in students}
    rest = {student: standing for student, standing in rest.items() if standing.is_to_do}
    if not rest:
        raise Refusal(_("Nobody is left to remind: whoever can do it has done it."))
    _tell_rest(assignment, rest, by, now)
    return len(rest)


def _tell_rest(assignment: Assignment, rest: Mapping[UUID, Standing], by: User, now: datetime) -> None:
    AssignmentReminder.objects.bulk_create(
        AssignmentReminder(
            assignment=assignment,
            student_id=student,
            due_at=standing.due_at or assignment.opens_at,
            by=by,
            sent_at=now,
        )
        for student, standing in rest.items()
    )
    for due_at in {standing.due_at for standing in rest.values()}:
        people = [student for student, standing in rest.items() if standing.due_at == due_at]
        key = f"reminded:{now.isoformat()}"
        tell(work_events.DUE, assignment, people, key=key, by=by, what="reminded", facts=due_facts(due_at))


def next_reminder_at(assignment: Assignment) -> datetime | None:
    """When its teachers may remind its students again; None where they may now. One query."""
    by_hand = AssignmentReminder.objects.filter(assignment=assignment, by__isnull=False)
    latest = by_hand.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return latest + PAUSE if latest and latest + PAUSE > timezone.now() else None


def _require_pause(assignment: Assignment, now: datetime) -> None:
    if again_at := next_reminder_at(assignment):
        minutes = max(1, round((again_at - now).total_seconds() / 60))
        sentence = ngettext(
            "They were reminded within the last hour. You can remind them again in %(count)d minute.",
            "They were reminded within the last hour. You can remind them again in %(count)d minutes.",
            minutes,
        )
        raise WrongState(sentence % {"count": minutes})


def announce_opened() -> int:
    """Tell students of what was given to them earlier and has opened within the last day; returns how many were told.
    Nobody is told twice."""
    now = timezone.now()
    opened = Assignment.objects.standing().filter(opens_at__gt=now - ANNOUNCED, opens_at__lte=now)
    return sum(_announce(assignment) for assignment in _reachable(opened))


@transaction.atomic
def _announce(assignment: Assignment) -> int:
    students = {student.pk for student in students_of(assignment.classroom)}
    told = Notice.objects.filter(recipient__in=students, key=key_of_given(assignment))
    rest = students - set(told.values_list("recipient", flat=True))
    if rest:
        tell_given(assignment, rest)
    return len(rest)


def _reachable(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Those whose piece students find in the library, with all that is told of them."""
    published = assignments.filter(content__published_version__isnull=False).exclude(content__status="archived")
    related = published.select_related("classroom", "content__published_version")
    return related.defer("content__search", "content__published_version__text")
