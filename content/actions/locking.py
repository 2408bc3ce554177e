"""Taking the row that every change of a piece goes through, one at a time."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import can_edit
from content.models import Content


def lock_content(content: Content) -> Content:
    """The piece as it is now, held until the transaction ends.

    Its version is read once the row is ours: joined to it, PostgreSQL would give the version that was the newest when
    the wait for the row began, or none."""
    locked = lock_row(content)
    if locked.latest_version:
        locked.latest_version.content = locked
    return locked


def lock_row(content: Content) -> Content:
    """The same without its version, for who has the one that matters. Rows that point at the piece may be written
    meanwhile (its key never changes): who holds a request first, and writes of its piece, would wait in a ring."""
    return Content.objects.select_for_update(no_key=True).get(pk=content.pk)


def lock_content_for_author(content: Content, by: User) -> Content:
    """Like `lock_content`. Raises PermissionDenied unless `by` may edit it."""
    locked = lock_content(content)
    if not can_edit(by, locked):
        raise PermissionDenied(_("This is another author's material. You can change only your own."))
    return locked
