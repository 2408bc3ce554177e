"""Cards that a student does not want to be asked: for today, or until she says otherwise.

Only a card that she has reviewed can be set aside: of a new one there is nothing to be remembered, and so nothing to
keep that with. It waits for her anyway, and counts to no day."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from progress.access import can_see_memory
from progress.actions.progressing import lock_progress
from progress.days import study_day
from progress.models import CardMemory


@transaction.atomic
def bury_card(*, memory: CardMemory, by: User) -> CardMemory:
    """Ask it no more before her next day. Raises PermissionDenied unless it is hers and she may study the piece,
    WrongState when nothing is remembered of it any more; as do all here."""
    memory = _lock(memory, by)
    memory.buried_until = study_day(by, timezone.now()).end
    memory.save(update_fields=["buried_until"])
    return memory


@transaction.atomic
def suspend_card(*, memory: CardMemory, by: User) -> CardMemory:
    """Ask it no more until she resumes it."""
    memory = _lock(memory, by)
    memory.suspended_at = memory.suspended_at or timezone.now()
    memory.save(update_fields=["suspended_at"])
    return memory


@transaction.atomic
def resume_card(*, memory: CardMemory, by: User) -> CardMemory:
    """Ask it again when it is due, whether it was suspended or buried."""
    memory = _lock(memory, by)
    memory.suspended_at = memory.buried_until = None
    memory.save(update_fields=["suspended_at", "buried_until"])
    return memory


def _lock(memory: CardMemory, by: User) -> CardMemory:
    if not can_see_memory(by, memory):
        raise PermissionDenied(_("This is another student's card. Look at your own."))
    lock_progress(student=by, content=memory.content)
    locked = CardMemory.objects.select_for_update(of=("self",)).filter(pk=memory.pk).first()
    if locked is None:
        raise WrongState(_("You took back all reviews of this card, so it is new again and cannot be set aside."))
    return locked
