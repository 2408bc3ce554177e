"""Telling reviewers what waits for too long."""

from django.db import transaction
from django.urls import reverse

from accounts.actions.notifying import notify
from accounts.models import Notice
from content import events
from content.models import ReviewRequest
from content.review.recipients import authors_of, reviewers_of


def tell_of_overdue() -> int:
    """Tell the holder of each overdue request, or else all who may take it: once a request and due time, however often
    this is called. Returns how many requests were told of."""
    overdue = {_key(request): request for request in ReviewRequest.objects.overdue().only("pk", "due_at")}
    told = set(Notice.objects.filter(event=events.OVERDUE, key__in=overdue).values_list("key", flat=True))
    return sum(_tell(request) for key, request in overdue.items() if key not in told)


@transaction.atomic
def _tell(overdue: ReviewRequest) -> bool:
    """Whether anybody was told. Held until then, so that two who do this at once tell it once."""
    rows = ReviewRequest.objects.overdue().filter(pk=overdue.pk, due_at=overdue.due_at)
    related = ("content", "version", "claimed_by", "first_group", "second_group")
    request = rows.select_related(*related).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if request is None or Notice.objects.filter(event=events.OVERDUE, key=_key(request)).exists():
        return False
    if request.is_claimed and request.claimed_by_id:
        to = {request.claimed_by_id}
    else:
        took_a_step = set(request.step_approvals.values_list("reviewer", flat=True))
        to = reviewers_of(request) - authors_of(request.content) - took_a_step - {request.submitted_by_id}
    notify(
        event=events.OVERDUE,
        to=to,
        subject=request.version.title,
        url=reverse("admin:content_reviewrequest_change", args=[request.pk]),
        key=_key(request),
    )
    return bool(to)


def _key(request: ReviewRequest) -> str:
    return f"overdue:{request.pk}:{request.due_at:%Y%m%dT%H%M%S}"
