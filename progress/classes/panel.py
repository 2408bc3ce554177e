"""What stands on a teacher's desk: who in her classes needs help."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from content.panels import Panel
from progress.classes.helping import needs_help
from progress.models import Assignment, Enrolment

SHOWN = 5  # classes


@dataclass(frozen=True)
class ClassInNeed:
    """A class, and how many of its students need help with what it was given to do."""

    id: UUID
    name: str
    students: int


def help_panel(user: User) -> Panel | None:
    """The classes that she teaches in which somebody needs help, those with the most first; None where nobody does.
    Two queries, one where nobody needs any."""
    given = Assignment.objects.standing().opened(timezone.now()).filter(classroom__teachers__teacher=user)
    current = Enrolment.objects.current().filter(classroom__teachers__teacher=user, classroom__archived_at__isnull=True)
    struggles = needs_help(current.values("student"), given.values("content"))
    if not struggles:
        return None
    pieces = {(student, each.content_id) for student, found in struggles.items() for each in found}
    rows = given.filter(
        classroom__enrolments__student__in=struggles,
        classroom__enrolments__left_at__isnull=True,
        content__in={content for _student, content in pieces},
    ).values_list("classroom", "classroom__name", "classroom__enrolments__student", "content")
    students: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    for classroom, name, student, content in rows:
        if (student, content) in pieces:  # given to this class, of several that she teaches
            students[classroom, name].add(student)
    classes = [ClassInNeed(key, name, len(found)) for (key, name), found in students.items()]
    classes.sort(key=lambda each: (-each.students, each.name))
    if not classes:
        return None
    return Panel("classes/_help_panel.html", {"classes": classes[:SHOWN], "has_more": len(classes) > SHOWN})
