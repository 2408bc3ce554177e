"""The figures of a class: how far its students are with what they were given. The teacher's table and a student's own
page ask the same functions, so that both see the same.

States, percentages, scores and lateness are those of `progress.classes.standing`: under the assignment. Who needs help
(`progress.classes.helping`) and what was answered wrongly (`progress.classes.answers`) is of the piece as a whole."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from progress.classes.helping import Struggle, needs_help
from progress.classes.standing import Standing, State, standings
from progress.models import Assignment, Classroom


@dataclass(frozen=True)
class Cell:
    """One student and one assignment."""

    assignment: Assignment
    standing: Standing
    struggles: Sequence[Struggle] = ()

    @property
    def is_given(self) -> bool:
        """Whether she has to do it: not where she is excused."""
        return self.standing.state != State.EXCUSED

    @property
    def has_begun(self) -> bool:
        """Whether there is anything that she did with it."""
        return self.standing.last_at is not None

    @property
    def is_overdue(self) -> bool:
        """Late, and still not done."""
        return self.standing.is_late and not self.standing.is_done

    @property
    def needs_help(self) -> bool:
        return bool(self.struggles)


@dataclass(frozen=True)
class Row:
    """One student and all assignments that are shown, in their order."""

    student: User
    cells: Sequence[Cell]

    @cached_property
    def given(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_given]

    @cached_property
    def struggles(self) -> list[Struggle]:
        return [struggle for cell in self.cells for struggle in cell.struggles]

    @property
    def done(self) -> int:
        return sum(cell.standing.is_done for cell in self.given)

    @property
    def late(self) -> int:
        """What is due and not done."""
        return sum(cell.is_overdue for cell in self.given)

    @property
    def has_done_all(self) -> bool:
        """All that she has to do, and there is something."""
        return bool(self.given) and self.done == len(self.given)

    @property
    def has_begun(self) -> bool:
        return any(cell.has_begun for cell in self.cells)

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to do that she has not begun at all."""
        return bool(self.given) and not self.has_begun

    @property
    def urgency(self) -> tuple[int, int, int, str, str]:
        """Who needs help stands first, the most of it before all; then who is late, and who has most left to do."""
        left = len(self.given) - self.done
        return -len(self.struggles), -self.late, -left, str(self.student).casefold(), self.student.pk.hex


@dataclass(frozen=True)
class WorkFigure:
    """One assignment in the whole class: how many of the `students` who have to do it are where; `late` are those who
    are not done though it is due. `mean` is the mean of
    the `scored` scores there are, in percent, None where there is none."""

    assignment: Assignment
    students: int
    done: int
    late: int
    not_begun: int
    need_help: int
    mean: Decimal | None
    scored: int


def assignments_of(classroom: Classroom, now: datetime) -> QuerySet[Assignment]:
    """What the class was given to do and nobody took back, as far as it is open: of what is to come there is nothing to
    tell. Ordered by when it is due, what has no date last."""
    given = Assignment.objects.opened(now).filter(classroom=classroom, removed_at__isnull=True)
    return given.order_by("due_at", "opens_at", "pk").select_related("content__published_version").only(
        "classroom", "note", "opens_at", "due_at", "closes_at", "time_limit", "attempts", "pass_mark", "content__kind",
        "content__title", "content__language", "content__published_version__title",
    )  # fmt: skip


def students_of(classroom: Classroom) -> QuerySet[User]:
    """Those who are in the class now: whoever left is hidden from it, with all her figures."""
    current = classroom.enrolments.current().values("student")
    return User.objects.filter(pk__in=current).only("username", "full_name")


def load_rows(assignments: Sequence[Assignment], students: Collection[User]) -> list[Row]:
    """A row for each of the students, who needs help first. Five queries, however many there are."""
    standing = standings(assignments, students)
    struggling = needs_help([student.pk for student in students], [each.content_id for each in assignments])
    rows = []
    for student in students:
        struggles = _by_piece(struggling.get(student.pk, ()))
        cells = [Cell(each, standing[each.pk, student.pk], struggles.get(each.content_id, ())) for each in assignments]
        rows.append(Row(student, cells))
    return sorted(rows, key=lambda row: row.urgency)


def _by_piece(struggles: Iterable[Struggle]) -> Mapping[UUID, Sequence[Struggle]]:
    pieces: dict[UUID, list[Struggle]] = {}
    for struggle in struggles:
        pieces.setdefault(struggle.content_id, []).append(struggle)
    return pieces


def summarise_work(assignments: Sequence[Assignment], rows: Sequence[Row]) -> list[WorkFigure]:
    """A line for each assignment, of those rows of which every one has its cells."""
    columns = zip(*(row.cells for row in rows), strict=True) if rows else ((),) * len(assignments)
    return [_summarise(each, column) for each, column in zip(assignments, columns, strict=True)]


def _summarise(assignment: Assignment, cells: Iterable[Cell]) -> WorkFigure:
    given = [cell for cell in cells if cell.is_given]
    scores = [cell.standing.score for cell in given if cell.standing.score is not None]
    return WorkFigure(
        assignment=assignment,
        students=len(given),
        done=sum(cell.standing.is_done for cell in given),
        late=sum(cell.is_overdue for cell in given),
        not_begun=sum(not cell.has_begun for cell in given),
        need_help=sum(cell.needs_help for cell in given),
        mean=sum(scores, Decimal(0)) / len(scores) if scores else None,
        scored=len(scores),
    )


GROUPS: Mapping[str, Callable[[Row], bool]] = {
    "help": lambda row: bool(row.struggles),
    "late": lambda row: row.late > 0,
    "done": lambda row: row.has_done_all,
    "not-begun": lambda row: row.is_waiting,
}
