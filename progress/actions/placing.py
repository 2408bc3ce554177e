"""Where a student is in a piece to read or to hear, so that she goes on there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.kinds import StudyMode
from content.models import Content, VersionItem
from progress.actions.progressing import lock_progress, write_figures
from progress.models import ReadingPlace


@transaction.atomic
def keep_place(*, student: User, content: Content, item_id: UUID, second: int = 0) -> None:
    """She is at that item of the published version, and at that second of its recording.

    Raises PermissionDenied unless she may study the piece; Refusal when it has no such item."""
    progress = lock_progress(student=student, content=content, mode=StudyMode.READ)
    held = VersionItem.objects.filter(version=content.published_version_id, item_version__item=item_id)
    if not held.exists():
        raise Refusal(_("That part is no longer in this material. Open it again to read it as it is now."))
    if put_place(student, content, item_id, second, timezone.now()):
        write_figures(progress, content)


def put_place(student: User, content: Content, item_id: UUID, second: int, now: datetime) -> bool:
    """`keep_place` for a caller who holds the progress and knows the item; True where she was nowhere before, so that
    the piece counts as begun."""
    row = {"student": student, "content": content}
    if ReadingPlace.objects.filter(**row).update(item=item_id, second=second, at=now):
        return False
    ReadingPlace.objects.create(**row, item_id=item_id, second=second, begun_at=now, at=now)
    return True


def place_behind(student: User, content: Content, items: list[UUID], now: datetime) -> None:
    """She has read these items: she is at the first that follows them; at the last of them, where none does."""
    held = VersionItem.objects.filter(version=content.published_version_id).order_by("position")
    order = list(held.values_list("item_version__item", "item_version__data__start"))
    places = [place for place, (item, _start) in enumerate(order) if item in set(items)]
    item, start = order[min(max(places) + 1, len(order) - 1)]
    put_place(student, content, item, start or 0, now)
