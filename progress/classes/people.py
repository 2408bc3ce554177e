"""Who is in a class, was in it, is invited to it, and teaches it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from progress.models import ClassInvitation, Classroom, ClassTeacher, Enrolment

BY_NAME = ("sort_name", "id")
LATEST_LEFT = ("-left_at", "-id")
LATEST_INVITED = ("-invited_at", "-id")


@dataclass(frozen=True)
class Numbers:
    """How many are in the class, have left it, are invited to it, and teach it."""

    students: int
    left: int
    invited: int
    teachers: int


def count_people(classroom: Classroom) -> Numbers:
    left = Q(left_at__isnull=False)
    enrolled = classroom.enrolments.aggregate(now=Count("pk", filter=~left), left=Count("pk", filter=left))
    invited = invitations_of(classroom).count()
    return Numbers(enrolled["now"], enrolled["left"], invited, classroom.teachers.count())


def students_of(classroom: Classroom) -> "QuerySet[Enrolment]":
    """Those who are in it now, each with the `sort_name` that she is listed under."""
    name = Lower(Coalesce(NullIf("student__full_name", Value("")), "student__username"))
    current = Enrolment.objects.current().filter(classroom=classroom)
    return current.select_related("student").annotate(sort_name=name)


def left_of(classroom: Classroom) -> "QuerySet[Enrolment]":
    """Those who left it, or were removed."""
    left = Enrolment.objects.filter(classroom=classroom, left_at__isnull=False)
    return left.select_related("student", "removed_by")


def invitations_of(classroom: Classroom) -> "QuerySet[ClassInvitation]":
    """Those that nobody has accepted."""
    return ClassInvitation.objects.unaccepted().filter(classroom=classroom)


def teachers_of(classroom: Classroom) -> "QuerySet[ClassTeacher]":
    """The head first."""
    teachers = ClassTeacher.objects.filter(classroom=classroom).select_related("teacher")
    return teachers.order_by("-is_head", "added_at", "pk")
