"""What a person does with her notices: read them, and in time forget them."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notice, User
from accounts.models.notices import NoticeQuerySet
from accounts.notices import Delivery

KEEP_READ = timedelta(days=90)


def mark_read(*, notice: Notice, by: User) -> None:
    """She has seen it; a second time changes nothing. Raises PermissionDenied for another's."""
    if notice.recipient_id != by.pk:
        raise PermissionDenied(_("This notice is for somebody else."))
    _see(Notice.objects.filter(pk=notice.pk))


def mark_all_read(*, by: User, until: datetime) -> int:
    """She has seen all that she was told by then. Returns how many she had not read."""
    return _see(Notice.objects.filter(recipient=by, created_at__lte=until))


@transaction.atomic
def _see(notices: NoticeQuerySet) -> int:
    """Mark these as read. Her digest then leaves them out, for it tells what she has not seen."""
    unread = notices.filter(read_at__isnull=True)
    unread.filter(delivery=Delivery.DIGEST, email_state=Notice.Email.WAITING).update(email_state=Notice.Email.NONE)
    return unread.update(read_at=timezone.now())


def forget_read() -> int:
    """Remove what is older than three months and was read, unless its email is still on its way. Returns how many."""
    old = Notice.objects.filter(created_at__lt=timezone.now() - KEEP_READ, read_at__isnull=False)
    on_their_way = [Notice.Email.WAITING, Notice.Email.SENDING]
    count, _by_model = old.exclude(email_state__in=on_their_way).delete()
    return count
