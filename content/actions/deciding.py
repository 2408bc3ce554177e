"""Ending a review, or its first step. Four eyes, always; six where the rules want them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal
from content import events
from content.access import require
from content.actions.checking import require_checks
from content.actions.claiming import lock_request, require_claim
from content.actions.discussing import open_threads, resolve_threads_of
from content.actions.publishing import publish_version
from content.actions.record import change_status, record_transition
from content.actions.seconding import draw_for_second_review
from content.actions.submitting import tell_reviewers
from content.documents import load_items
from content.models import (
    Content,
    ItemApproval,
    ItemVerdict,
    ItemVersion,
    ReviewDecision,
    ReviewDraft,
    ReviewRequest,
    StepApproval,
)
from content.querysets import REVIEWER
from content.review.approval import items_to_read
from content.review.recipients import authors_of
from content.text import is_visible

Outcome, Said = ReviewDecision.Outcome, ItemVerdict.Verdict
Items = Mapping[UUID, ItemVersion]
_STATUS_AFTER = {
    Outcome.REQUEST_CHANGES: Content.Status.CHANGES_REQUESTED,
    Outcome.REJECT: Content.Status.REJECTED,
}


@dataclass(frozen=True)
class Verdict:
    """What a reviewer says of one item: one of `ItemVerdict.Verdict`, with the reason that all but “fine” need, and the
    faults (`ItemVerdict.Fault`) that a problem has."""

    said: str
    reason: str = ""
    faults: tuple[str, ...] = ()

    @classmethod
    def fine(cls) -> Self:
        return cls(Said.FINE)

    @classmethod
    def problem(cls, reason: str, *faults: str) -> Self:
        return cls(Said.PROBLEM, reason, faults)

    @classmethod
    def comment(cls, reason: str) -> Self:
        return cls(Said.COMMENT, reason)

    @property
    def is_fine(self) -> bool:
        return self.said == Said.FINE


class NotAllFine(Refusal):
    """An approval misses verdicts: that many items that need one are not called fine."""

    def __init__(self, count: int) -> None:
        message = ngettext(
            "%(count)d item is not called fine yet. Read it and call it fine, or say what is wrong.",
            "%(count)d items are not called fine yet. Read them and call them fine, or say what is wrong.",
            count,
        )
        super().__init__(message % {"count": count})


@transaction.atomic
def decide_request(
    *,
    request: ReviewRequest,
    by: User,
    outcome: str,
    reason: str = "",
    verdicts: Mapping[UUID, Verdict] | None = None,
    others_fine: bool = False,
    publish_at: datetime | None = None,
    held: Sequence[ItemVersion] | None = None,
) -> ReviewDecision | StepApproval:
    """End the review, or approve its first step of two. `verdicts` are by item version; with `others_fine`, the items
    that need one and have none are fine. Approving the last step needs every item of the version approved, now or,
    under the same fingerprint, before, and every check that stops approvals passed; it publishes at once, or when
    `publish_at` or else the author says. The other outcomes need a reason. Who has the items of the version already
    hands them over as `held`: versions never change.

    Raises PermissionDenied; WrongState without one's own claim; NotAllFine for a missing verdict; Refusal for a missing
    reason."""
    request = lock_request(request, by)
    require_claim(request, by)
    reason = reason.strip()
    if outcome != Outcome.APPROVE and not is_visible(reason):
        raise Refusal(_("Give the author a reason: what is wrong, and what would make it right."))
    entries = load_items(request.version, is_shown=False) if held is None else held
    items = {item_version.pk: item_version for item_version in entries}
    verdicts = {pk: verdict for pk, verdict in (verdicts or {}).items() if pk in items}
    if others_fine:
        verdicts |= dict.fromkeys(_unsaid(request, items, verdicts), Verdict.fine())
    require_reasons(verdicts.values())
    if outcome == Outcome.APPROVE:
        _require_all_fine(request, items, verdicts, is_complete=others_fine)
        require_checks(request.version)
    _write_verdicts(request, by, items, verdicts)
    ReviewDraft.objects.filter(request=request, reviewer=by, is_blind=False).delete()
    if outcome == Outcome.APPROVE and not request.is_last_step:
        return _end_step(request, by, reason)
    return _end(request, by, outcome, reason, publish_at, _points(items, verdicts))


@transaction.atomic
def send_comments(*, request: ReviewRequest, by: User, comments: Mapping[UUID | None, str]) -> None:
    """Tell the authors something without deciding: `comments` are by item version, None for the whole. The request
    stays as it is, and whoever holds it. Raises PermissionDenied; WrongState when it is closed; Refusal for nothing."""
    require(by, REVIEWER)
    request = lock_request(request, by)
    said = {pk: text.strip() for pk, text in comments.items() if is_visible(text)}
    if not said:
        raise Refusal(_("There is no comment to send. Write one at an item, or for the whole."))
    items = {item_version.pk: item_version for item_version in load_items(request.version, is_shown=False)}
    open_threads(
        request=request,
        by=by,
        said=[(items[pk].item_id if pk in items else None, text, False) for pk, text in said.items()],
    )


def require_reasons(verdicts: Iterable[Verdict]) -> None:
    """Raises Refusal where one that is not fine does not say why."""
    if any(not verdict.is_fine and not is_visible(verdict.reason) for verdict in verdicts):
        raise Refusal(_("Say what the problem is with each item that you marked as one, and what your comments are."))


def require_no_problem(verdicts: Iterable[Verdict]) -> None:
    """Raises Refusal where one stands against approving."""
    if any(verdict.said == Said.PROBLEM for verdict in verdicts):
        raise Refusal(_("You marked an item as a problem. Ask for changes, or call it fine."))


def _require_all_fine(
    request: ReviewRequest, items: Items, verdicts: Mapping[UUID, Verdict], *, is_complete: bool
) -> None:
    """`is_complete`: whatever needs a verdict has one."""
    require_no_problem(verdicts.values())
    fine = {pk: verdict for pk, verdict in verdicts.items() if verdict.is_fine}
    if is_complete and len(fine) == len(verdicts):
        return
    if missing := _unsaid(request, items, fine):
        raise NotAllFine(len(missing))


def _unsaid(request: ReviewRequest, items: Items, said: Mapping[UUID, Verdict]) -> set[UUID]:
    """The items that need a verdict and have none in `said`. One query, or none where each has one."""
    others = {pk: entry for pk, entry in items.items() if pk not in said}
    return items_to_read(request, others) if others else set()


def _write_verdicts(request: ReviewRequest, by: User, items: Items, verdicts: Mapping[UUID, Verdict]) -> None:
    ItemVerdict.objects.bulk_create(
        ItemVerdict(
            request=request,
            item_version=items[pk],
            reviewer=by,
            verdict=verdict.said,
            faults=list(verdict.faults) if verdict.said == Said.PROBLEM else [],
            reason=verdict.reason.strip(),
            step=request.step,
        )
        for pk, verdict in verdicts.items()
    )
    fine = [items[pk] for pk, verdict in verdicts.items() if verdict.is_fine]
    if request.is_last_step:
        _approve_items(request, by, fine)
    resolve_threads_of(content=request.content, items=[entry.item_id for entry in fine], by=by)
    said = [
        (items[pk].item_id, verdict.reason.strip(), verdict.said == Said.PROBLEM)
        for pk, verdict in verdicts.items()
        if not verdict.is_fine
    ]
    if said:
        open_threads(request=request, by=by, said=said, is_told=False)  # the decision tells it


def _approve_items(request: ReviewRequest, by: User, fine: list[ItemVersion]) -> None:
    """Approval is the item's, not the piece's: it holds even when the rest is sent back. The items are taken in one
    order, for another piece that is being decided on may hold them in another."""
    now = timezone.now()
    ItemApproval.objects.bulk_create(
        (
            ItemApproval(
                item_id=entry.item_id,
                fingerprint=entry.fingerprint,
                request=request,
                approved_by=by,
                approved_at=now,
            )
            for entry in sorted(fine, key=lambda entry: entry.item_id)
        ),
        ignore_conflicts=True,
    )


def _end_step(request: ReviewRequest, by: User, reason: str) -> StepApproval:
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


def _points(items: Items, verdicts: Mapping[UUID, Verdict]) -> list[dict[str, str]]:
    """What the authors are told of single items, in their order; problems first."""
    labels = {Said.PROBLEM: _("Problem"), Said.COMMENT: _("Comment")}
    return [
        {"about": items[pk].heading, "label": label, "said": verdicts[pk].reason.strip()}
        for said, label in labels.items()
        for pk in items
        if pk in verdicts and verdicts[pk].said == said
    ]


def _end(
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
    if outcome == Outcome.APPROVE:
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
        details={"what": _what_follows(request.content, outcome), "reason": reason, "points": points},
    )
    return decision


def _what_follows(content: Content, outcome: str) -> str:
    """How the notice calls it (see `content.events.DECIDED`)."""
    if outcome != Outcome.APPROVE or content.published_version_id == content.approved_version_id:
        return outcome
    return "approve_later" if content.publish_at else "approve_over"


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
    record_transition(
        content=content,
        verb="approve",
        from_status=from_status,
        by=by,
        reason=reason,
        version=request.version,
        request=request,
    )
    if is_due and not is_over:
        publish_version(content=content, version=request.version, by=by)  # it saves the approval with it
