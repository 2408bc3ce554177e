"""Which classes, and what in them, a person can reach: the rows for which `progress.class_access` says yes."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.addresses import addresses_of
from accounts.models import User
from content.querysets import AUTHOR, STUDENT

if TYPE_CHECKING:
    from progress.models import Assignment, ClassInvitation, Classroom, Enrolment  # noqa: F401 - in bases, as strings


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: User) -> Self:
        """Those that a teacher teaches, archived ones too."""
        return self.filter(teachers__teacher=user) if user.has_perm(AUTHOR) else self.none()

    def attended_by(self, user: User) -> Self:
        """Those that a student is in now."""
        attended = Q(enrolments__student=user, enrolments__left_at__isnull=True)
        return self.filter(attended) if user.has_perm(STUDENT) else self.none()

    def running(self) -> Self:
        return self.filter(archived_at__isnull=True)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> Self:
        return self.filter(left_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Those of students who are in a class now, whose figures she may see: of all in the classes that she teaches,
        and her own. Its twin: `progress.classes.access.can_see_student`."""
        seen = Q(student=user) if user.has_perm(STUDENT) else Q(pk__in=[])
        if user.has_perm(AUTHOR):
            seen |= Q(classroom__in=user.classes_taught.values("classroom"))
        return self.current().filter(seen)


class InvitationQuerySet(models.QuerySet["ClassInvitation"]):
    def unaccepted(self) -> Self:
        return self.filter(accepted_at__isnull=True)

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.unaccepted().filter(declined_at__isnull=True)

    def addressed_to(self, user: User) -> Self:
        """Those that she may answer: to an address that she has shown to be hers."""
        return self.of(addresses_of(user))

    def of(self, addresses: Collection[str]) -> Self:
        """Those to one of these addresses, which are in lower case."""
        return self.alias(address=Lower("email")).filter(address__in=addresses)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self) -> Self:
        """Those that nobody took back, of classes that run."""
        return self.filter(removed_at__isnull=True, classroom__archived_at__isnull=True)

    def for_list(self) -> Self:
        """With all that a row of a list shows, in one query."""
        related = self.select_related("classroom", "content__published_version", "content__latest_version")
        return related.defer("content__search", "content__published_version__text", "content__latest_version__text")

    def opened(self, now: datetime) -> Self:
        return self.filter(opens_at__lte=now)

    def given_to(self, student: User | UUID) -> Self:
        """What the classes that she is in now are given to do, opened or not."""
        attended = Q(classroom__enrolments__student=student, classroom__enrolments__left_at__isnull=True)
        return self.standing().filter(attended)
