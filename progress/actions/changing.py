"""What a new version means for those who learn its cards: where another answer is right now, they learn it anew."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from content.models import Content
from progress.models import CardMemory
from progress.querysets import CardMemoryQuerySet

MARK_CHANGED = "progress.mark_changed"  # the job, by its name: it calls back into this module
STUDENTS = 200  # whose memories are held at a time


def follow_version(content: Content) -> None:
    """Have the memories of a piece, if there are any, compared with the version of it that students see from now on.
    Called in the transaction that publishes it, and so is the job enqueued."""
    if not CardMemory.objects.filter(content=content).exists():
        return
    job = app.configure_task(MARK_CHANGED, lock=f"{MARK_CHANGED} {content.pk}")  # one after another
    job.defer(content_id=str(content.pk))


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


def _students(memories: CardMemoryQuerySet) -> Iterator[list[UUID]]:
    """By their keys, some at a time."""
    keys = memories.order_by("student").values_list("student", flat=True).distinct()
    students = list(keys[:STUDENTS])
    while students:
        yield students
        students = list(keys.filter(student__gt=students[-1])[:STUDENTS])
