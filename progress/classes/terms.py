"""What an assignment means for one student: that of the class, with what was granted to her alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from progress.class_querysets import AssignmentQuerySet
from progress.models import Assignment, AssignmentException


@dataclass(frozen=True)
class Terms:
    """An assignment as it holds for one student, with her `exception` where she has one."""

    assignment: Assignment
    exception: AssignmentException | None = None

    @property
    def opens_at(self) -> datetime:
        return self.assignment.opens_at

    @property
    def due_at(self) -> datetime | None:
        own = self.exception.due_at if self.exception else None
        return own or self.assignment.due_at

    @property
    def closes_at(self) -> datetime | None:
        """Never before it is due: whoever was given more time has it, whatever the dates of the class became."""
        own = self.exception.closes_at if self.exception else None
        closes_at = own or self.assignment.closes_at
        return closes_at and max(filter(None, (closes_at, self.due_at)))

    @property
    def is_excused(self) -> bool:
        return self.exception is not None and self.exception.is_excused

    @property
    def has_own_dates(self) -> bool:
        return self.due_at != self.assignment.due_at or self.closes_at != self.assignment.closes_at

    def is_opened(self, now: datetime) -> bool:
        return self.opens_at <= now

    def is_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now

    def takes_attempts(self, now: datetime) -> bool:
        """Whether an attempt that begins now is made under it. That it stands, and that she is in the class, is for
        the caller to know."""
        return self.is_opened(now) and not self.is_closed(now) and not self.is_excused


def load_terms(assignments: AssignmentQuerySet, student: UUID) -> list[Terms]:
    """As they hold for the student of that key, what is due first standing first. One query, and one more where there
    are any."""
    own = Prefetch("exceptions", AssignmentException.objects.filter(student=student), to_attr="own")
    return by_due_date(Terms(each, next(iter(vars(each)["own"]), None)) for each in assignments.prefetch_related(own))


def has_own_rules(assignment: Assignment) -> bool:
    """Whether anything but its dates differs from what the author of the quiz has."""
    return any(rule is not None for rule in (assignment.time_limit, assignment.attempts, assignment.pass_mark))


def by_due_date(terms: Iterable[Terms]) -> list[Terms]:
    """What is due first stands first, what has no date last."""
    return sorted(terms, key=_urgency)


def _urgency(terms: Terms) -> tuple[bool, datetime, datetime, str]:
    return terms.due_at is None, terms.due_at or terms.opens_at, terms.opens_at, str(terms.assignment.pk)
