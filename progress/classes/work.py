"""What a class has to do, row by row: for one of its students, and for its teachers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import can_study
from content.models import Content
from progress.classes.own import load_given
from progress.classes.standing import Standing, State, judge, standings
from progress.classes.words import LATE, STATES
from progress.models import Assignment, Classroom


@dataclass(frozen=True)
class WorkRow:
    """One assignment, as far as one student is with it. `url` leads to where she does it; empty while she cannot."""

    assignment: Assignment
    standing: Standing
    url: str

    @property
    def content(self) -> Content:
        return self.assignment.content

    @property
    def title(self) -> str:
        return title_of(self.assignment)

    @property
    def words(self) -> str:
        """Where she is with it, by her own dates."""
        return say_standing(self.standing, self.assignment.opens_at)

    @property
    def tone(self) -> str:
        _word, tone, _icon = LATE if self._is_overdue else STATES[self.standing.state]
        return tone

    @property
    def icon(self) -> str:
        _word, _tone, icon = STATES[self.standing.state]
        return icon

    @property
    def _is_overdue(self) -> bool:
        return self.standing.is_to_do and self.standing.is_late


@dataclass(frozen=True)
class GivenRow:
    """One assignment, as far as its class is: `done` of the `students` who have it to do, `late` of the others."""

    assignment: Assignment
    students: int
    done: int
    late: int
    state: str

    @property
    def title(self) -> str:
        return title_of(self.assignment)


def class_work(classroom: Classroom, user: User) -> list[WorkRow]:
    """All that the class has to do, opened or not, for one of its students: what is to be done stands first, the most
    urgent of it first; then what is not open yet, and what is over. Five queries."""
    given = list(Assignment.objects.standing().filter(classroom=classroom).for_list())
    found = standings(given, [user])
    return sort_rows([make_row(each, found[each.pk, user.pk], user) for each in given])


def pressing_work(student: User, now: datetime) -> list[WorkRow]:
    """What she can do now for her classes, and has not, the most urgent first. One query."""
    piece = {"content__in": Content.objects.studiable_by(student).values("pk")}
    given, evidence = load_given(student, Assignment.objects.given_to(student).opened(now).filter(**piece))
    rows = [make_row(each, judge(evidence, each, student.pk, now), student) for each in given]
    return sort_rows([row for row in rows if row.standing.is_to_do])


def given_work(classroom: Classroom, students: Sequence[User]) -> list[GivenRow]:
    """All that the class has to do, the latest given first, with how far its `students` are; for its teachers. Five
    queries."""
    given = list(
        Assignment.objects.filter(classroom=classroom, removed_at__isnull=True).for_list().order_by("-opens_at", "-id")
    )
    found, now = standings(given, students), timezone.now()
    return [_sum_up(each, [found[each.pk, student.pk] for student in students], now) for each in given]


def make_row(assignment: Assignment, standing: Standing, user: User) -> WorkRow:
    is_reached = standing.state != State.UPCOMING and can_study(user, assignment.content)
    return WorkRow(assignment, standing, study_url(assignment) if is_reached else "")


def study_url(assignment: Assignment) -> str:
    """Where a student does it."""
    return f"{reverse('progress:study', args=[assignment.content_id])}?assignment={assignment.pk}"


def sort_rows(rows: Sequence[WorkRow]) -> list[WorkRow]:
    return sorted(rows, key=_urgency)


def title_of(assignment: Assignment) -> str:
    """As students see it."""
    content = assignment.content
    return content.published_version.title if content.published_version else content.title


def say_standing(standing: Standing, opens_at: datetime) -> str:
    """For the student."""
    late = standing.is_late
    words = {
        State.UPCOMING: _("Opens %(time)s") % {"time": say_time(opens_at)},
        State.DONE: _("Done late") if late else _("Done"),
        State.WAITING: _("Handed in late, waits to be graded") if late else _("Handed in, waits to be graded"),
        State.EXCUSED: _("You are excused"),
        State.MISSED: _("Closed %(time)s, not done") % {"time": say_time(standing.closes_at)},
    }
    return words.get(standing.state) or _say_due(standing)


def _say_due(standing: Standing) -> str:
    if standing.due_at is None:
        return _("To do")
    words = {"time": say_time(standing.due_at)}
    return _("Late: was due %(time)s") % words if standing.is_late else _("Due %(time)s") % words


def say_state(assignment: Assignment, now: datetime) -> str:
    """For the teacher, by the dates of the class."""
    if assignment.removed_at:
        return _("Taken back")
    if assignment.opens_at > now:
        return _("Opens %(time)s") % {"time": say_time(assignment.opens_at)}
    if assignment.closes_at and assignment.closes_at <= now:
        return _("Closed %(time)s") % {"time": say_time(assignment.closes_at)}
    if assignment.due_at is None:
        return _("Open")
    words = {"time": say_time(assignment.due_at)}
    return _("Due %(time)s") % words if assignment.due_at > now else _("Was due %(time)s") % words


def say_time(time: datetime | None) -> str:
    """In the zone of whoever reads it."""
    return date_format(timezone.localtime(time), "j F Y, H:i") if time else ""


def _urgency(row: WorkRow) -> tuple[int, bool, datetime, str]:
    group = 0 if row.standing.is_to_do else 1 if row.standing.state == State.UPCOMING else 2
    due_at = row.standing.due_at
    return group, due_at is None, due_at or row.assignment.opens_at, str(row.assignment.pk)


def _sum_up(assignment: Assignment, found: Sequence[Standing], now: datetime) -> GivenRow:
    needed = [standing for standing in found if standing.state != State.EXCUSED]
    done = sum(standing.is_done for standing in needed)
    late = sum(standing.is_late and not standing.is_done for standing in needed)
    return GivenRow(assignment, len(needed), done, late, say_state(assignment, now))
