"""Who teaches a class. It has one head, always; only the head changes who else teaches it, and hands it on. Who helps
may leave."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.actions.authorship import find_teacher
from content.querysets import AUTHOR
from progress.actions.classes import lock_class, require_head, require_running
from progress.class_events import TEACHING
from progress.models import Classroom, ClassTeacher, Enrolment

MAX_TEACHERS = 20


@transaction.atomic
def add_teacher(*, classroom: Classroom, who: str, by: User) -> ClassTeacher:
    """Let the teacher with that email or username teach the class too; she is told. Raises PermissionDenied unless
    `by` is its head; WrongState where it is archived; Refusal where there is no such teacher, with the same sentence
    whether there is such an account or not, and where she teaches it or is in it already."""
    classroom = _lock_headed(classroom, by)
    teacher = find_teacher(who)
    if teacher is None:
        raise Refusal(
            _("No teacher goes by this name here. Ask your colleague for the email or username of their account.")
        )
    if classroom.teachers.filter(teacher=teacher).exists():
        raise Refusal(_("%(name)s teaches this class already.") % {"name": teacher})
    if Enrolment.objects.current().filter(classroom=classroom, student=teacher).exists():
        raise Refusal(_("%(name)s is in this class as a student. Remove them there first.") % {"name": teacher})
    if classroom.teachers.count() >= MAX_TEACHERS:
        raise Refusal(_("At most %(count)d people can teach a class. Remove one first.") % {"count": MAX_TEACHERS})
    added = ClassTeacher.objects.create(classroom=classroom, teacher=teacher, added_by=by, added_at=timezone.now())
    _tell(classroom, teacher, by, "")
    return added


@transaction.atomic
def remove_teacher(*, teacher: ClassTeacher, by: User) -> None:
    """Let somebody teach the class no more; she is told. Raises PermissionDenied unless `by` is its head; WrongState
    where it is archived, for the head herself, and where she left before."""
    classroom = _lock_headed(teacher.classroom, by)
    found = ClassTeacher.objects.filter(pk=teacher.pk).select_related("teacher").first()
    if found is None:
        raise WrongState(_("This person does not teach the class any more."))
    if found.is_head:
        raise WrongState(_("A class has a head, always. Hand it on first, then leave it."))
    found.delete()
    _tell(classroom, found.teacher, by, "removed")


@transaction.atomic
def leave_teaching(*, classroom: Classroom, by: User) -> None:
    """Teach the class no more; its head is told. Raises WrongState for its head, and for who does not teach it."""
    classroom = lock_class(classroom)
    found = ClassTeacher.objects.filter(classroom=classroom, teacher=by).first()
    if found is None:
        raise WrongState(_("You do not teach this class any more. There is nothing to leave."))
    if found.is_head:
        raise WrongState(_("You are the head of this class. Hand it on to somebody who teaches it with you first."))
    found.delete()
    head = ClassTeacher.objects.select_related("teacher").get(classroom=classroom, is_head=True)
    _tell(classroom, head.teacher, by, "left")


@transaction.atomic
def hand_on_class(*, teacher: ClassTeacher, by: User) -> Classroom:
    """Make one who teaches it too the head; `by` stays as a teacher. Raises PermissionDenied unless `by` is its head;
    WrongState where it is archived, where she left before, and where she is no active teacher any more."""
    classroom = _lock_headed(teacher.classroom, by)
    found = ClassTeacher.objects.filter(pk=teacher.pk, is_head=False).select_related("teacher").first()
    if found is None:
        raise WrongState(_("You can hand it on only to somebody who teaches it with you. Add them first."))
    if not found.teacher.is_active or not found.teacher.has_perm(AUTHOR):
        words = {"name": found.teacher}
        raise WrongState(_("%(name)s is no active teacher here any more. Choose somebody else.") % words)
    ClassTeacher.objects.filter(classroom=classroom, is_head=True).update(is_head=False)  # first: there is but one
    ClassTeacher.objects.filter(pk=found.pk).update(is_head=True)
    _tell(classroom, found.teacher, by, "headed")
    return classroom


def _lock_headed(classroom: Classroom, by: User) -> Classroom:
    classroom = lock_class(classroom)
    require_head(classroom, by)
    require_running(classroom)
    return classroom


def _tell(classroom: Classroom, person: User, by: User, what: str) -> None:
    removed = what == "removed"
    url = reverse("classes:class-list") if removed else reverse("classes:class-detail", args=[classroom.pk])
    notify(
        event=TEACHING,
        to={person.pk},
        subject=classroom.name,
        url=url,
        key=f"teaching:{classroom.pk}:{what}:{timezone.now().isoformat()}",
        actor=by,
        details={"what": what},
    )
