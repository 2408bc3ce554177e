"""Who has a piece open in the editor."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import can_edit
from content.models import Content, Presence

STAYS = timedelta(seconds=45)  # without a sign of life; one comes every 15 seconds
FORGOTTEN_AFTER = timedelta(days=1)


@transaction.atomic
def note_presence(*, content: Content, by: User) -> None:
    """`by` has the piece open now; who was away begins anew. Takes no lock on the piece, for it changes nothing of
    it. Raises PermissionDenied."""
    if not can_edit(by, content):
        raise PermissionDenied(_("This is another author's material. You can change only your own."))
    now = timezone.now()
    Presence.objects.filter(content=content, person=by, seen_at__lt=now - STAYS).delete()
    Presence.objects.bulk_create(
        [Presence(content=content, person=by, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["content", "person"],
        update_fields=["seen_at"],
    )


def others_present(content: Content, person: User) -> list[Presence]:
    """Who else has it open, who came first first. One query."""
    seen = Presence.objects.filter(content=content, seen_at__gte=timezone.now() - STAYS)
    return list(seen.exclude(person=person).select_related("person").order_by("since", "id"))


def forget_absent() -> int:
    """Remove what nobody asks for any more; returns how many rows."""
    gone, _by_model = Presence.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
    return gone
