"""What the tests of publishing share: material that is approved and waits, and times."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.submitting import submit_content
from content.documents import load_items
from content.models import Content, ItemApproval, ReviewDecision
from content.review.approval import items_to_read


def in_days(days: float) -> datetime:
    """Then, to the minute: as forms know it."""
    return (timezone.now() + timedelta(days=days)).replace(second=0, microsecond=0)


def approve(content: Content, by: User, publish_at: datetime | None = None) -> Content:
    """Take the newest version through review by `by`: published at once, or at that time."""
    content.refresh_from_db()
    request = submit_content(content=content, by=content.owner)
    request = claim_request(request=request, by=by)
    items = {entry.pk: entry for entry in load_items(request.version)}
    verdicts = {pk: Verdict.fine() for pk in items_to_read(request, items)}
    outcome = ReviewDecision.Outcome.APPROVE
    decide_request(request=request, by=by, outcome=outcome, verdicts=verdicts, publish_at=publish_at)
    content.refresh_from_db()
    return content


def approve_and_wait(content: Content, by: User) -> Content:
    """Approved, and not published: its author does that."""
    content = approve(content, by, in_days(30))
    Content.objects.filter(pk=content.pk).update(publish_at=None)
    content.refresh_from_db()
    return content


def set_times(content: Content, *, publish: float | None = None, expire: float | None = None) -> Content:
    """As if they had been set long ago: so many days from now, past ones too."""
    times = {
        "publish_at": None if publish is None else in_days(publish),
        "expires_at": None if expire is None else in_days(expire),
    }
    Content.objects.filter(pk=content.pk).update(**times)
    content.refresh_from_db()
    return content


def revoke(content: Content, by: User, count: int = 1) -> None:
    """Take back the approval of its first items, past every action."""
    assert content.latest_version is not None
    for entry in load_items(content.latest_version)[:count]:
        held = ItemApproval.objects.holding().filter(item=entry.item, fingerprint=entry.fingerprint)
        held.update(revoked_by=by, revoked_at=timezone.now(), revoked_reason="It is wrong.")


def verbs_of(content: Content) -> list[tuple[str, str, str]]:
    """What happened to it, in order: verb, from, to."""
    return list(content.transitions.order_by("at", "id").values_list("verb", "from_status", "to_status"))


def told(user: User, event: str) -> list[Any]:
    """What was said in the notices of that event that she got, in order: `what` or, without one, the reason."""
    notices = Notice.objects.filter(recipient=user, event=event).order_by("id")
    return [notice.details.get("what") or notice.details.get("reason") for notice in notices]


def address(content: Content, page: str = "publishing") -> str:
    return reverse(f"content:{page}", args=[content.pk])


def piece(content: Content) -> str:
    """Where students find it."""
    return reverse("progress:piece", args=[content.pk])
