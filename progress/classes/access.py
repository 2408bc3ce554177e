"""The one way a view gets a student of a class: for whoever teaches it, and for herself; 404 for everybody else."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere
from content.querysets import AUTHOR, STUDENT
from progress.class_access import can_teach
from progress.models import Enrolment


def can_see_student(user: User, enrolment: Enrolment) -> bool:
    """The twin of `EnrolmentQuerySet.visible_to`."""
    if enrolment.left_at is not None:
        return False
    is_own = enrolment.student_id == user.pk and user.has_perm(STUDENT)
    return is_own or can_teach(user, enrolment.classroom)


def get_student_of_class(user: User, classroom_id: UUID, student_id: UUID) -> Enrolment:
    """With the class and the student. Raises PermissionDenied for whoever can neither teach nor study, Http404 for
    whoever may not see this student, and once she has left."""
    if not (user.has_perm(AUTHOR) or user.has_perm(STUDENT)):
        raise PermissionDenied(_("Only the teachers of a class and its students can see this."))
    seen = Enrolment.objects.visible_to(user).filter(classroom=classroom_id, student=student_id)
    if enrolment := seen.select_related("classroom", "student").first():
        return enrolment
    raise NotHere(_("You can see no such student in this class. Look among your classes."))
