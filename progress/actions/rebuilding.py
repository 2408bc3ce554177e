"""All progress and all memories anew, one after another, in constant memory."""

from collections.abc import Iterator

from django.db import transaction

from progress.actions.changing import mark_memories
from progress.actions.locking import hold_cards
from progress.actions.progressing import compute_figures, hold_progress, values_of, write_figures
from progress.models import CardMemory, LearningProgress, ReviewLog
from progress.querysets import DECKS, CardMemoryQuerySet
from progress.replaying import CardKey, compare_all, differences, load_logs, replay


def find_differences() -> Iterator[tuple[LearningProgress, list[str]]]:
    """Every row whose piece is published, with the names of the fields that the evidence contradicts. Each action of a
    student makes her row, so that there is none to be missed."""
    rows = LearningProgress.objects.select_related("content").filter(content__published_version__isnull=False)
    for progress in rows.defer("content__search").order_by("pk").iterator(chunk_size=500):
        figures = values_of(compute_figures(progress.student_id, progress.content))
        yield progress, [name for name, value in figures.items() if getattr(progress, name) != value]


@transaction.atomic
def rebuild(*, progress: LearningProgress) -> LearningProgress:
    """Bring one row in line with the evidence, whatever else goes on."""
    return write_figures(hold_progress(progress.student_id, progress.content), progress.content)


def find_memory_differences() -> Iterator[tuple[CardKey, list[str]]]:
    """Every card that somebody reviewed, with the fields of its memory that its log contradicts: "no memory" where it
    has none, "no log" where all its reviews are taken back or there never were any."""
    for key, fields in compare_all():
        yield key, _look_again(key) if fields else fields


@transaction.atomic
def rebuild_memory(*, key: CardKey) -> CardMemory | None:
    """Bring the memory of one card in line with its log, whatever else goes on; None where nothing is remembered."""
    _hold(key)
    return bring_in_line(key)


def bring_in_line(key: CardKey) -> CardMemory | None:
    """`rebuild_memory` for a caller who holds the student's row of the piece. What she decided about the card stays as
    long as anything is remembered of it."""
    hold_cards(key.student)
    memory, replayed = _lock_memory(key), replay(load_logs(key))
    if replayed is None:
        if memory:
            memory.delete()
        return None
    memory = memory or CardMemory(student_id=key.student, item_id=key.item, card=key.card)
    for name, value in replayed.values.items():
        setattr(memory, name, value)
    memory.save()
    mark_memories(CardMemoryQuerySet(CardMemory).filter(pk=memory.pk))
    return memory


@transaction.atomic
def _look_again(key: CardKey) -> list[str]:
    """The differences that are left while nobody can change anything."""
    _hold(key)
    return differences(_lock_memory(key), replay(load_logs(key)))


def _hold(key: CardKey) -> None:
    """Lock her row of every piece that the card was reviewed in: no action of hers on it goes on then."""
    logs = ReviewLog.objects.filter(student=key.student, item=key.item, card=key.card)
    rows = LearningProgress.objects.filter(student=key.student, content__in=logs.values("content"))
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    list(rows.exclude(content__kind__in=DECKS).values_list("pk"))
    hold_cards(key.student)
    list(rows.filter(content__kind__in=DECKS).values_list("pk"))


def _lock_memory(key: CardKey) -> CardMemory | None:
    memories = CardMemory.objects.select_for_update()
    return memories.filter(student=key.student, item=key.item, card=key.card).first()
