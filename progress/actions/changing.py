"""What a new version means for those who study it: where another answer is right now, they learn it anew; and how far
they are is measured against what is in it now."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from content.models import Content
from progress.actions.progressing import hold_progress, write_figures
from progress.models import CardMemory, LearningProgress
from progress.querysets import CardMemoryQuerySet

MARK_CHANGED = "progress.mark_changed"  # the jobs, by their names: they call back into this module
MEASURE_ANEW = "progress.measure_anew"
STUDENTS = 200  # found at a time


def follow_version(content: Content) -> None:
    """Have the memories of a piece and the progress with it, if there are any, compared with the version of it that
    students see from now on. Called in the transaction that publishes it, and so are the jobs enqueued."""
    if CardMemory.objects.filter(content=content).exists():
        _enqueue(MARK_CHANGED, content)
    if LearningProgress.objects.filter(content=content).exists():
        _enqueue(MEASURE_ANEW, content)


def _enqueue(job: str, content: Content) -> None:
    """Those of one piece run one after another."""
    app.configure_task(job, lock=f"{job} {content.pk}").defer(content_id=str(content.pk))


def measure_anew(*, content_id: UUID) -> None:
    """Bring everybody's progress with the piece in line with the version that is published now, one student in a
    transaction: nobody waits long. Safe to call twice, and twice at once; what is right is not written again."""
    content = Content.objects.defer("search").get(pk=content_id)
    for students in _students(LearningProgress.objects.filter(content=content_id)):
        for student in students:
            _measure(student, content)


@transaction.atomic
def _measure(student_id: UUID, content: Content) -> None:
    write_figures(hold_progress(student_id, content), content)


def mark_changed(*, content_id: UUID) -> None:
    """Mark each card of the piece whose published answer is not the one that its student learnt, and unmark those that
    are as she learnt them. What has left the piece stays as it is. Safe to call twice, and twice at once."""
    memories = CardMemoryQuerySet(CardMemory).filter(content=content_id)
    for students in _students(memories):
        mark_memories(memories.filter(student__in=students))


@transaction.atomic
def mark_memories(memories: CardMemoryQuerySet) -> None:
    """`mark_changed` for some memories. Four queries at most."""
    changed = memories.with_other_answer().filter(changed_at__isnull=True)
    learnt = memories.with_same_answer().filter(changed_at__isnull=False)
    for found, moment in ((changed, timezone.now()), (learnt, None)):
        keys = list(found.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        if keys:
            CardMemory.objects.filter(pk__in=keys).update(changed_at=moment)


def _students(rows: "QuerySet[Any]") -> Iterator[list[UUID]]:
    """Whose they are, by their keys, some at a time."""
    keys = rows.order_by("student").values_list("student", flat=True).distinct()
    students = list(keys[:STUDENTS])
    while students:
        yield students
        students = list(keys.filter(student__gt=students[-1])[:STUDENTS])
