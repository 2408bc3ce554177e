"""How a review ends, or its first step, once it is known what was said of each item. The caller holds the piece and the
request, and has checked what may be done."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal
from content import events
from content.actions.publishing import publish_version
from content.actions.record import change_status, record_transition
from content.actions.seconding import draw_for_second_review
from content.actions.submitting import tell_reviewers
from content.models import Content, ReviewDecision, ReviewRequest, StepApproval
from content.review.recipients import authors_of

Outcome = ReviewDecision.Outcome
_STATUS_AFTER = {
    Outcome.REQUEST_CHANGES: Content.Status.CHANGES_REQUESTED,
    Outcome.REJECT: Content.Status.REJECTED,
}


def end_step(request: ReviewRequest, by: User, reason: str) -> StepApproval:
    """The first step is done: the request waits for the second, and another person."""
    approval = StepApproval.objects.create(request=request, step=request.step, reviewer=by, reason=reason)
    request.step += 1
    request.claimed_by = request.claimed_until = None
    request.save(update_fields=["step", "claimed_by", "claimed_until"])
    content = request.content
    record_transition(
        content=content,
        verb="approve_step",
        from_status=content.status,
        by=by,
        reason=reason,
        version=request.version,
        request=request,
    )
    tell_reviewers(request, by)
    return approval


def end_review(
    request: ReviewRequest,
    by: User,
    outcome: str,
    reason: str,
    publish_at: datetime | None,
    points: list[dict[str, str]],
) -> ReviewDecision:
    now = timezone.now()
    decision = ReviewDecision.objects.create(
        request=request, reviewer=by, outcome=outcome, reason=reason, decided_at=now
    )
    request.state, request.closed_at = ReviewRequest.State.DECIDED, now
    request.claimed_by = request.claimed_until = None
    request.save(update_fields=["state", "closed_at", "claimed_by", "claimed_until"])
    if outcome == Outcome.APPROVE and request.is_reopened:
        _keep(request, by, reason)
    elif outcome == Outcome.APPROVE:
        _approve(request, by, reason, publish_at)
    else:
        status = _STATUS_AFTER[Outcome(outcome)]
        change_status(request.content, status, verb=outcome, by=by, reason=reason, request=request)
    draw_for_second_review(request)
    notify(
        event=events.DECIDED,
        to=authors_of(request.content),
        subject=request.version.title,
        url=reverse("content:content-detail", args=[request.content_id]),
        key=f"decided:{request.pk}",
        actor=by,
        details={"what": _what_follows(request, outcome), "reason": reason, "points": points},
    )
    return decision


def _what_follows(request: ReviewRequest, outcome: str) -> str:
    """How the notice calls it (see `content.events.DECIDED`)."""
    content = request.content
    if outcome == Outcome.APPROVE and request.is_reopened:
        return "approve_kept"
    if outcome != Outcome.APPROVE or content.published_version_id == content.approved_version_id:
        return outcome
    return "approve_later" if content.publish_at else "approve_over"


def require_offered(request: ReviewRequest, outcome: str, publish_at: datetime | None) -> None:
    """Raises Refusal for what makes no sense with a version that was published before evidence spoke against it."""
    if not request.is_reopened:
        return
    if outcome == Outcome.REJECT:
        raise Refusal(
            _(
                "This was approved, and students see it: it is not rejected any more. Ask for changes; what nobody "
                "should see for another minute is withdrawn in an emergency."
            )
        )
    if outcome == Outcome.APPROVE and publish_at and publish_at > timezone.now():
        raise Refusal(_("Students see this version already: there is no time to set."))


def _keep(request: ReviewRequest, by: User, reason: str) -> None:
    """Students go on seeing what they see: nothing is published anew, nor what was taken from them meanwhile."""
    content = request.content
    from_status, is_seen = content.status, content.published_version_id == request.version_id
    content.status = Content.Status.PUBLISHED if is_seen else Content.Status.APPROVED
    content.approved_version = request.version
    content.save(update_fields=["status", "approved_version", "updated_at"])
    _record_approval(request, by, from_status, reason)


def _approve(request: ReviewRequest, by: User, reason: str, publish_at: datetime | None) -> None:
    content = request.content
    from_status, content.status = content.status, Content.Status.APPROVED
    content.approved_version = request.version
    content.publish_at = publish_at or content.publish_at
    is_due = content.publish_at is None or content.publish_at <= timezone.now()
    is_over = is_due and content.is_over
    if content.publish_at and content.expires_at and content.expires_at <= content.publish_at:
        raise Refusal(_("Its author takes it out of the library before that time. Set an earlier one."))
    if is_over:
        content.publish_at = None  # nothing is published and taken away in the same minute: its author sets a time
    if is_over or not is_due:
        content.save(update_fields=["status", "approved_version", "publish_at", "updated_at"])
    _record_approval(request, by, from_status, reason)
    if is_due and not is_over:
        publish_version(content=content, version=request.version, by=by)  # it saves the approval with it


def _record_approval(request: ReviewRequest, by: User, from_status: str, reason: str) -> None:
    record_transition(
        content=request.content,
        verb="approve",
        from_status=from_status,
        by=by,
        reason=reason,
        version=request.version,
        request=request,
    )
