"""All progress anew, one row after another, in constant memory."""

from collections.abc import Iterator

from django.db import transaction

from progress.actions.progressing import compute_figures, values_of, write_figures
from progress.models import LearningProgress


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
    locked = LearningProgress.objects.select_for_update(of=("self",)).select_related("content").get(pk=progress.pk)
    return write_figures(locked, locked.content)
