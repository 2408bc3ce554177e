"""How urgent a request is, and by when it is to be reviewed."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.claiming import lock_request
from content.actions.record import record_transition
from content.actions.submitting import due_time
from content.models import ReviewRequest

A_DAY = timedelta(days=1)


@transaction.atomic
def prioritise_request(
    *, request: ReviewRequest, by: User, priority: int, due_at: datetime | None = None
) -> ReviewRequest:
    """Set how urgent an open request is. It is due at `due_at`, or else as its priority says, counted from when it was
    submitted. Raises PermissionDenied; WrongState when it is closed; Refusal for an unknown priority or a time that is
    over."""
    request = lock_request(request, by)
    if priority not in ReviewRequest.Priority.values:
        raise Refusal(_("There is no such priority. Choose one of the list."))
    if due_at is not None and due_at <= timezone.now():
        raise Refusal(_("This day is over. Choose today or a later one."))
    due_at = due_at or _due_by_priority(request, priority)
    if (priority, due_at) == (request.priority, request.due_at):
        return request
    request.priority, request.due_at = priority, due_at
    request.save(update_fields=["priority", "due_at"])
    content = request.content
    record_transition(
        content=content,
        verb="prioritise",
        from_status=content.status,
        by=by,
        version=request.version,
        request=request,
        reason=_("Priority: %(priority)s. To be reviewed by %(day)s.")
        % {"priority": request.get_priority_display(), "day": date_format(timezone.localtime(due_at))},
    )
    return request


def day_set_by_hand(request: ReviewRequest) -> date | None:
    """The day by which somebody wants it reviewed; None where it follows from the priority."""
    due = request.due_at
    if due is None or timezone.localtime(due).time().replace(microsecond=0).isoformat() != "23:59:59":
        return None
    usual = due_time(request.content, request.submitted_at, request.priority)
    return None if due == usual else timezone.localdate(due)


def _due_by_priority(request: ReviewRequest, priority: int) -> datetime:
    """What becomes more urgent is not overdue at that very moment: it has a day left, or what it had."""
    now, before = timezone.now(), request.due_at
    if priority == request.priority and before is not None and day_set_by_hand(request) is None:
        return before
    due = due_time(request.content, request.submitted_at, priority)
    if due < now and (before is None or before > now):
        return min(before or now + A_DAY, now + A_DAY)
    return due
