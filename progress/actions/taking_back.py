"""Taking a review back: a slip of the finger is no sign of forgetting."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from progress.actions.progressing import lock_progress, write_figures, write_figures_beside
from progress.actions.rebuilding import bring_in_line
from progress.days import study_day
from progress.models import ReviewLog, ReviewUndo
from progress.querysets import ReviewLogQuerySet
from progress.replaying import CardKey

Source = ReviewLog.Source


@transaction.atomic
def undo_review(*, student: User, log_id: UUID | None = None) -> ReviewLog:
    """Take back her latest review of today, or the one named: the card is as it was before, and comes again. Again and
    again, one review after another. Its time stays: she spent it.

    Raises WrongState where there is none to take back; PermissionDenied unless she may study the piece."""
    now = timezone.now()
    log = _find(student, log_id, now)
    progress = lock_progress(student=student, content=log.content)
    if ReviewUndo.objects.filter(log=log).exists():
        raise WrongState(_("You have taken this review back already. The card is as it was before."))
    key = CardKey(student.pk, log.item_id, log.card)
    later = ReviewLog.objects.counted().filter(student=student, item=log.item_id, card=log.card)
    if later.filter(reviewed_at__gt=log.reviewed_at).exists():
        raise WrongState(_("This card was reviewed again since, so only that can be taken back."))
    ReviewUndo.objects.create(log=log, at=now)
    bring_in_line(key)
    write_figures(progress, log.content)
    write_figures_beside(progress, log.content, log.item_id)
    return log


def _find(student: User, log_id: UUID | None, now: datetime) -> ReviewLog:
    logs = ReviewLogQuerySet(ReviewLog).reviews_of(student, study_day(student, now))
    logs = logs.select_related("content", "item_version").defer("content__search", "item_version__data")
    logs = logs.counted() if log_id is None else logs.filter(pk=log_id)
    if log := logs.order_by("-reviewed_at", "-pk").first():
        return log
    raise WrongState(_("There is no review of today left to take back."))
