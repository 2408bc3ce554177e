"""The one way a view gets a class and what is in it: 404 for whoever neither teaches it nor is in it."""

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere
from content.querysets import AUTHOR, STUDENT
from progress.models import Assignment, ClassInvitation, Classroom, ClassTeacher, Enrolment

M = TypeVar("M", bound=Model)


def can_teach(user: User, classroom: Classroom) -> bool:
    """The twin of `ClassroomQuerySet.taught_by`."""
    return user.has_perm(AUTHOR) and ClassTeacher.objects.filter(classroom=classroom, teacher=user).exists()


def can_head(user: User, classroom: Classroom) -> bool:
    """Whether she may change who teaches the class, archive it, and hand it on."""
    heads = ClassTeacher.objects.filter(classroom=classroom, teacher=user, is_head=True)
    return user.has_perm(AUTHOR) and heads.exists()


def can_attend(user: User, classroom: Classroom) -> bool:
    """The twin of `ClassroomQuerySet.attended_by`."""
    return user.has_perm(STUDENT) and Enrolment.objects.current().filter(classroom=classroom, student=user).exists()


def get_class_for_teacher(user: User, classroom_id: UUID) -> Classroom:
    """Raises PermissionDenied for whoever cannot teach at all, or is in the class as a student; Http404 for everybody
    else who does not teach it."""
    if not user.has_perm(AUTHOR):
        raise PermissionDenied(_("Only teachers can do this. In your classes you find what you have to do."))
    if classroom := Classroom.objects.taught_by(user).filter(pk=classroom_id).first():
        return classroom
    if Classroom.objects.attended_by(user).filter(pk=classroom_id).exists():
        raise PermissionDenied(_("You are in this class as a student. Only its teachers can do this."))
    raise NotHere(_("You teach no such class. Look for it among your classes."))


def get_class_for_student(user: User, classroom_id: UUID) -> Classroom:
    """Raises PermissionDenied for whoever cannot study, Http404 for whoever is not in the class."""
    if not user.has_perm(STUDENT):
        raise PermissionDenied(_("Only students can do this."))
    if classroom := Classroom.objects.attended_by(user).filter(pk=classroom_id).first():
        return classroom
    raise NotHere(_("You are in no such class. Look for it among your classes, or join it by its code."))


def get_class(user: User, classroom_id: UUID) -> Classroom:
    """One that she teaches or is in. Raises PermissionDenied for whoever can do neither, Http404 for everybody else."""
    if not (user.has_perm(AUTHOR) or user.has_perm(STUDENT)):
        raise PermissionDenied(_("Only teachers and students have classes."))
    for classes in (Classroom.objects.taught_by(user), Classroom.objects.attended_by(user)):
        if classroom := classes.filter(pk=classroom_id).first():
            return classroom
    raise NotHere(_("You have no such class. Look for it among your classes, or join it by its code."))


def get_assignment_for_teacher(user: User, classroom_id: UUID, assignment_id: UUID) -> Assignment:
    """One of a class that she teaches, with its class and its piece; those taken back too. Raises what
    `get_class_for_teacher` raises, and Http404 where the class has no such assignment."""
    classroom = get_class_for_teacher(user, classroom_id)
    assignments = Assignment.objects.filter(classroom=classroom).select_related("content").defer("content__search")
    if assignment := assignments.filter(pk=assignment_id).first():
        assignment.classroom = classroom
        return assignment
    raise NotHere(_("This class has no such assignment. Look for it on the page of the class."))


def get_class_to_head(user: User, classroom_id: UUID) -> Classroom:
    """One that she is the head of. Raises what `get_class_for_teacher` raises, and PermissionDenied for who helps."""
    classroom = get_class_for_teacher(user, classroom_id)
    if can_head(user, classroom):
        return classroom
    raise PermissionDenied(_("Only the head of this class can do this. Ask them."))


def get_invitation_to_answer(user: User, invitation_id: UUID) -> ClassInvitation:
    """One to an address that is hers, with its class. Raises Http404 for all others."""
    found = ClassInvitation.objects.addressed_to(user).select_related("classroom").filter(pk=invitation_id).first()
    if found is None:
        raise NotHere(
            _("There is no such invitation for you: it was taken back, or is for another address than yours.")
        )
    return found


def get_in_class(rows: QuerySet[M], classroom: Classroom, key: UUID) -> M:
    """The row of a class with that key: an enrolment, an invitation, a teacher. Raises Http404 where it has none."""
    if found := rows.filter(classroom=classroom, pk=key).first():
        return found
    raise NotHere(_("There is nothing like that in this class any more. Look at the people of the class."))
