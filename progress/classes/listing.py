"""The classes of one person, as teacher and as student, and the invitations that wait for her."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from progress.class_querysets import ClassroomQuerySet
from progress.classes.work import WorkRow, pressing_work
from progress.models import Assignment, ClassInvitation, Classroom, ClassTeacher, Enrolment

ARCHIVED_SHOWN = 50


@dataclass(frozen=True)
class Attended:
    """A class that she is in, and what of its work presses most."""

    classroom: Classroom
    next: WorkRow | None


def taught_classes(user: User, now: datetime) -> list[Classroom]:
    """Those that run, by name, each with its number of `students` and of assignments that are `open`."""
    classes = Classroom.objects.taught_by(user).running()
    given = (
        Assignment.objects.filter(removed_at__isnull=True).opened(now).filter(Q(closes_at=None) | Q(closes_at__gt=now))
    )
    return list(_with_students(classes).annotate(open=_count(given)).order_by("name", "pk"))


def archived_classes(user: User) -> list[Classroom]:
    """Those of them that were archived last, each with its number of `students`."""
    classes = Classroom.objects.taught_by(user).filter(archived_at__isnull=False)
    return list(_with_students(classes).order_by("-archived_at", "-pk")[:ARCHIVED_SHOWN])


def attended_classes(user: User, now: datetime) -> list[Attended]:
    """Those that she is in and that run, by name, with their teachers."""
    classes = Classroom.objects.attended_by(user).running().order_by("name", "pk")
    first: dict[UUID, WorkRow] = {}
    for row in pressing_work(user, now):
        first.setdefault(row.assignment.classroom_id, row)
    return [Attended(classroom, first.get(classroom.pk)) for classroom in classes.prefetch_related(teachers_first())]


def left_classes(user: User) -> list[Classroom]:
    """Those that she is in and that are over."""
    classes = Classroom.objects.attended_by(user).filter(archived_at__isnull=False)
    return list(classes.order_by("-archived_at", "-pk")[:ARCHIVED_SHOWN])


def invitations_for(user: User) -> "QuerySet[ClassInvitation]":
    """What she has not accepted, of classes that run and that she is not in; those that wait for an answer first."""
    inside = Enrolment.objects.current().filter(classroom=OuterRef("classroom"), student=user)
    found = ClassInvitation.objects.unaccepted().addressed_to(user).filter(~Exists(inside), classroom__archived_at=None)
    return found.select_related("classroom", "invited_by").order_by(F("declined_at").desc(nulls_first=True), "-pk")


def teachers_first() -> "Prefetch[str]":
    """The teachers of classes, the head first."""
    teachers = ClassTeacher.objects.select_related("teacher").order_by("-is_head", "added_at", "pk")
    return Prefetch("teachers", queryset=teachers)


def _with_students(classes: ClassroomQuerySet) -> ClassroomQuerySet:
    return classes.annotate(students=_count(Enrolment.objects.current()))


def _count(rows: "QuerySet[Enrolment] | QuerySet[Assignment]") -> Coalesce:
    """How many of them each class has."""
    per_class = rows.filter(classroom=OuterRef("pk")).order_by().values("classroom").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(per_class, output_field=IntegerField()), 0)
