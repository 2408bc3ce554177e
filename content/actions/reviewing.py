"""Review: submit, withdraw, claim, release, decide. Four eyes, always."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content import tasks
from content.access import can_review, require
from content.actions.idle_drafts import drop_idle_draft
from content.actions.locking import lock_content, lock_content_for_author
from content.actions.publishing import publish_version
from content.actions.record import record_transition
from content.documents import load_document, load_items
from content.models import (
    Content,
    ItemApproval,
    ItemVerdict,
    ItemVersion,
    ReviewDecision,
    ReviewRequest,
)
from content.querysets import REVIEWER

CLAIM_LASTS = timedelta(hours=4)
Outcome = ReviewDecision.Outcome


class NotReady(Refusal):
    """The material has to be mended before review; `findings` are position, field and sentence each."""

    def __init__(self, findings: list[tuple[int | None, str, str]]) -> None:
        count = len(findings)
        message = ngettext(
            "One thing has to be mended before review.",
            "%(count)d things have to be mended before review.",
            count,
        )
        super().__init__(message % {"count": count})
        self.findings = findings


@dataclass(frozen=True)
class Verdict:
    """What a reviewer says of one item: fine, or a problem with its reason."""

    is_fine: bool
    reason: str = ""


@transaction.atomic
def submit_content(*, content: Content, by: User, note: str = "") -> ReviewRequest:
    """Ask for review of the newest version. Raises PermissionDenied; WrongState unless it is a draft or changes were
    asked for; NotReady while a check finds something."""
    content = lock_content_for_author(content, by)
    if content.status not in (Content.Status.DRAFT, Content.Status.CHANGES_REQUESTED):
        raise WrongState(_("Only a draft can be submitted. This material is: %(status)s.") % _status(content))
    if drop_idle_draft(content=content, by=by):
        raise WrongState(_("You have changes that are no version yet. Save them, or discard them, then submit."))
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    if findings := load_document(version).findings():
        raise NotReady(findings)
    request = ReviewRequest.objects.create(
        content=content, version=version, submitted_by=by, submitted_at=timezone.now(), note=note
    )
    _move(content, Content.Status.PENDING, verb="submit", by=by, reason=note)
    return request


@transaction.atomic
def withdraw_submission(*, content: Content, by: User) -> Content:
    """Take a submission back, to go on writing. Raises PermissionDenied; WrongState unless it waits for review."""
    content = lock_content_for_author(content, by)
    if content.status != Content.Status.PENDING:
        raise WrongState(_("There is nothing to withdraw: this material does not wait for review."))
    content.review_requests.filter(state=ReviewRequest.State.OPEN).update(
        state=ReviewRequest.State.WITHDRAWN, closed_at=timezone.now(), claimed_by=None, claimed_until=None
    )
    return _move(content, Content.Status.DRAFT, verb="withdraw", by=by)


@transaction.atomic
def claim_request(*, request: ReviewRequest, by: User) -> ReviewRequest:
    """Hold the request, so that nobody else reviews it meanwhile; claiming one's own again prolongs it.
    Raises PermissionDenied; WrongState when it is closed or somebody else holds it."""
    request = _lock_request(request, by)
    if request.is_claimed and not request.is_claimed_by(by):
        raise WrongState(_("%(name)s is reviewing this. Take another from the queue.") % {"name": request.claimed_by})
    request.claimed_by, request.claimed_until = by, timezone.now() + CLAIM_LASTS
    request.save(update_fields=["claimed_by", "claimed_until"])
    return request


@transaction.atomic
def claim_next_request(*, by: User) -> ReviewRequest | None:
    """Claim the request that has waited longest among those that nobody holds and that `by` may decide on; None when
    there is none. Whoever asks at the same moment gets another. Raises PermissionDenied.

    Only the request is locked: those whose piece somebody is changing or deciding on right now are passed over."""
    require(by, REVIEWER)
    waiting = ReviewRequest.objects.reviewable_by(by).unclaimed().order_by("submitted_at", "id")
    request = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if request:
        request.claimed_by, request.claimed_until = by, timezone.now() + CLAIM_LASTS
        request.save(update_fields=["claimed_by", "claimed_until"])
    return request


@transaction.atomic
def release_claim(*, request: ReviewRequest, by: User) -> ReviewRequest:
    """Let the request go, for another reviewer. Raises PermissionDenied; WrongState unless one's own claim holds."""
    request = _lock_request(request, by)
    _require_claim(request, by)
    request.claimed_by = request.claimed_until = None
    request.save(update_fields=["claimed_by", "claimed_until"])
    return request


@transaction.atomic
def decide_request(
    *,
    request: ReviewRequest,
    by: User,
    outcome: str,
    reason: str = "",
    verdicts: Mapping[UUID, Verdict] | None = None,
) -> ReviewDecision:
    """End the review. `verdicts` are by item version. Approving publishes, and needs every item of the version
    approved: now or, under the same fingerprint, before. The other outcomes need a reason.

    Raises PermissionDenied; WrongState without one's own claim; Refusal for a missing reason or verdict."""
    request = _lock_request(request, by)
    _require_claim(request, by)
    if outcome != Outcome.APPROVE and not reason.strip():
        raise Refusal(_("Give the author a reason: what is wrong, and what would make it right."))
    items = {item_version.pk: item_version for item_version in load_items(request.version)}
    verdicts = {pk: verdict for pk, verdict in (verdicts or {}).items() if pk in items}
    if any(not verdict.is_fine and not verdict.reason.strip() for verdict in verdicts.values()):
        raise Refusal(_("Say what the problem is with each item that you marked as one."))
    if outcome == Outcome.APPROVE:
        _require_all_fine(request, items, verdicts)
    _write_verdicts(request, by, items, verdicts)
    decision = ReviewDecision.objects.create(
        request=request, reviewer=by, outcome=outcome, reason=reason.strip(), decided_at=timezone.now()
    )
    request.state, request.closed_at = ReviewRequest.State.DECIDED, timezone.now()
    request.claimed_by = request.claimed_until = None
    request.save(update_fields=["state", "closed_at", "claimed_by", "claimed_until"])
    _carry_out(request, decision)
    tasks.send_decision_notice.defer(decision_id=str(decision.pk))  # in this transaction: sent only if it commits
    return decision


def unapproved_items(items: Mapping[UUID, ItemVersion]) -> set[UUID]:
    """The item versions among `items` that nobody has approved under their fingerprint."""
    given = set(
        ItemApproval.objects.filter(item__in=[entry.item_id for entry in items.values()]).values_list(
            "item_id", "fingerprint"
        )
    )
    return {pk for pk, entry in items.items() if (entry.item_id, entry.fingerprint) not in given}


def _lock_request(request: ReviewRequest, by: User) -> ReviewRequest:
    """The piece first, then the request: everybody locks in this order."""
    content = lock_content(request.content)
    locked = ReviewRequest.objects.select_for_update(of=("self",)).select_related("version").get(pk=request.pk)
    locked.content = content
    require(by, REVIEWER)
    if locked.state != ReviewRequest.State.OPEN:
        raise WrongState(_("This request is closed already: it was decided or withdrawn. Go back to the queue."))
    if not can_review(by, locked):
        raise PermissionDenied(_("This is your own work. Somebody else has to review it."))
    return locked


def _require_claim(request: ReviewRequest, by: User) -> None:
    if not request.is_claimed_by(by):
        raise WrongState(_("You do not hold this request, or your claim has expired. Claim it, then decide."))


def _require_all_fine(
    request: ReviewRequest, items: Mapping[UUID, ItemVersion], verdicts: Mapping[UUID, Verdict]
) -> None:
    if any(not verdict.is_fine for verdict in verdicts.values()):
        raise Refusal(_("You marked an item as a problem. Ask for changes, or call it fine."))
    missing = unapproved_items(items) - verdicts.keys()
    if missing:
        count = len(missing)
        message = ngettext(
            "%(count)d item has no verdict yet. Read it and call it fine, or say what is wrong.",
            "%(count)d items have no verdict yet. Read them and call them fine, or say what is wrong.",
            count,
        )
        raise Refusal(message % {"count": count})


def _write_verdicts(
    request: ReviewRequest, by: User, items: Mapping[UUID, ItemVersion], verdicts: Mapping[UUID, Verdict]
) -> None:
    kinds = ItemVerdict.Verdict
    ItemVerdict.objects.bulk_create(
        ItemVerdict(
            request=request,
            item_version=items[pk],
            reviewer=by,
            verdict=kinds.FINE if verdict.is_fine else kinds.PROBLEM,
            reason=verdict.reason.strip(),
        )
        for pk, verdict in verdicts.items()
    )
    # Approval is the item's, not the piece's: it holds even when the rest is sent back.
    ItemApproval.objects.bulk_create(
        (
            ItemApproval(
                item_id=items[pk].item_id,
                fingerprint=items[pk].fingerprint,
                request=request,
                approved_by=by,
                approved_at=timezone.now(),
            )
            for pk, verdict in verdicts.items()
            if verdict.is_fine
        ),
        ignore_conflicts=True,
    )


def _carry_out(request: ReviewRequest, decision: ReviewDecision) -> None:
    content, by = request.content, decision.reviewer
    match decision.outcome:
        case Outcome.APPROVE:
            _move(content, Content.Status.APPROVED, verb="approve", by=by, reason=decision.reason)
            publish_version(content=content, version=request.version, by=by)
        case Outcome.REQUEST_CHANGES:
            _move(
                content,
                Content.Status.CHANGES_REQUESTED,
                verb="request_changes",
                by=by,
                reason=decision.reason,
            )
        case Outcome.REJECT:
            _move(content, Content.Status.REJECTED, verb="reject", by=by, reason=decision.reason)


def _move(content: Content, status: str, *, verb: str, by: User, reason: str = "") -> Content:
    from_status, content.status = content.status, status
    content.save(update_fields=["status", "updated_at"])
    record_transition(content=content, verb=verb, from_status=from_status, by=by, reason=reason)
    return content


def _status(content: Content) -> dict[str, str]:
    return {"status": content.get_status_display()}
