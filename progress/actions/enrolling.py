"""Who is in a class: joining it by its code, leaving it, being removed and let back in. Nothing that a student did is
ever lost by it: her row in the class stays, and so does all her work."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import call_off, notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.querysets import STUDENT
from progress.actions.classes import lock_class, lock_running_class
from progress.class_events import ENROLMENT
from progress.models import ClassInvitation, Classroom, Enrolment


@transaction.atomic
def join_class(*, classroom: Classroom, code: str, way: Enrolment.Way, by: User) -> Enrolment:
    """Be in the class, by the `code` that she has; a second time changes nothing, and who left before finds all as it
    was. Raises PermissionDenied for who cannot study; WrongState where the code is another by now, nobody is let in by
    it, or the class is archived; Refusal for its teachers, and for whom a teacher removed."""
    classroom = lock_class(classroom)
    if classroom.code != code:
        raise WrongState(_("This code does not hold any more. Ask your teacher for the new one."))
    if enrolment := Enrolment.objects.current().filter(classroom=classroom, student=by).first():
        return enrolment
    if not classroom.is_open or classroom.is_archived:
        raise WrongState(_("This class takes nobody in by its code now. Ask your teacher."))
    if Enrolment.objects.filter(classroom=classroom, student=by, removed_by__isnull=False).exists():
        raise Refusal(_("A teacher of this class removed you. Only they can let you back in: ask them."))
    enrolment = enrol(classroom, by, way)
    _settle_invitations(classroom, by)
    return enrolment


@transaction.atomic
def leave_class(*, classroom: Classroom, by: User) -> Enrolment:
    """Be in the class no more; what she did stays. Raises WrongState for who is not in it."""
    classroom = lock_class(classroom)
    enrolment = Enrolment.objects.current().filter(classroom=classroom, student=by).first()
    if enrolment is None:
        raise WrongState(_("You are not in this class any more. There is nothing to leave."))
    return _end(enrolment, None)


@transaction.atomic
def remove_student(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Have a student in the class no more; she cannot come back by herself, and is told. Raises PermissionDenied for
    who does not teach it; WrongState where it is archived, and for who has left already."""
    classroom = lock_running_class(enrolment.classroom, by)
    found = Enrolment.objects.select_related("student").get(pk=enrolment.pk)
    if found.left_at:
        raise WrongState(_("%(name)s is not in this class any more.") % {"name": found.student})
    _end(found, by)
    _tell(classroom, found, by, "removed")
    return found


@transaction.atomic
def let_back_in(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Take back that a student was removed; a second time changes nothing. Raises as `remove_student`; WrongState for
    who left by herself: she decides."""
    classroom = lock_running_class(enrolment.classroom, by)
    found = Enrolment.objects.select_related("student").get(pk=enrolment.pk)
    if found.left_at and not found.removed_by_id:
        words = {"name": found.student}
        raise WrongState(_("%(name)s left by themselves. They can come back by the code; or invite them.") % words)
    if found.left_at:
        _come_back(found)
        _tell(classroom, found, by, "")
    return found


def enrol(classroom: Classroom, student: User, way: Enrolment.Way) -> Enrolment:
    """Have her in the class, whose row is held, whatever was before. Raises PermissionDenied for who cannot study;
    Refusal for who teaches it."""
    if not student.has_perm(STUDENT):
        raise PermissionDenied(_("Only students join classes. Ask an administrator to make you one."))
    if classroom.teachers.filter(teacher=student).exists():
        raise Refusal(_("You teach this class, so you cannot be a student in it."))
    enrolment = Enrolment.objects.filter(classroom=classroom, student=student).first()
    if enrolment is None:
        return Enrolment.objects.create(classroom=classroom, student=student, way=way, joined_at=timezone.now())
    _come_back(enrolment)
    return enrolment


def _come_back(enrolment: Enrolment) -> None:
    enrolment.left_at = enrolment.removed_by = None
    enrolment.save(update_fields=["left_at", "removed_by"])


def _end(enrolment: Enrolment, by: User | None) -> Enrolment:
    enrolment.left_at, enrolment.removed_by = timezone.now(), by
    enrolment.save(update_fields=["left_at", "removed_by"])
    return enrolment


def _settle_invitations(classroom: Classroom, student: User) -> None:
    """She came in by another way than by the invitation that she had: it is answered."""
    for invitation in ClassInvitation.objects.unaccepted().filter(classroom=classroom).addressed_to(student):
        call_off(to=student.pk, key=invitation.notice_key)
        invitation.accepted_at, invitation.declined_at = timezone.now(), None
        invitation.save(update_fields=["accepted_at", "declined_at"])


def _tell(classroom: Classroom, enrolment: Enrolment, by: User, what: str) -> None:
    url = reverse("classes:class-list") if what else reverse("classes:class-detail", args=[classroom.pk])
    notify(
        event=ENROLMENT,
        to={enrolment.student_id},
        subject=classroom.name,
        url=url,
        key=f"enrolment:{enrolment.pk}:{timezone.now().isoformat()}",
        actor=by,
        details={"what": what},
    )
