"""Ending a review, or its first step. Four eyes, always; six where the rules want them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal
from content.access import require
from content.actions.checking import require_checks
from content.actions.claiming import lock_request, require_claim
from content.actions.discussing import open_threads, resolve_threads_of
from content.actions.ending import end_review, end_step, require_offered
from content.actions.ruling import Against, keep_items, require_rulings
from content.documents import load_items
from content.models import (
    ItemApproval,
    ItemVerdict,
    ItemVersion,
    ReviewDecision,
    ReviewDraft,
    ReviewRequest,
    StepApproval,
)
from content.querysets import REVIEWER
from content.review.approval import find_given
from content.review.found import open_against
from content.text import is_visible

Outcome, Said = ReviewDecision.Outcome, ItemVerdict.Verdict
Items = Mapping[UUID, ItemVersion]


@dataclass(frozen=True)
class Verdict:
    """What a reviewer says of one item: one of `ItemVerdict.Verdict`, with the reason that all but “fine” need, and
    “fine” too where study speaks against the item, and the faults (`ItemVerdict.Fault`) that a problem has."""

    said: str
    reason: str = ""
    faults: tuple[str, ...] = ()

    @classmethod
    def fine(cls) -> Self:
        return cls(Said.FINE)

    @classmethod
    def keep(cls, reason: str) -> Self:
        """Fine, for that reason, though study speaks against it."""
        return cls(Said.FINE, reason)

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

    What study speaks against needs a verdict of its own (`Verdict.keep`, or a problem), whoever approved it before.
    Reopened by evidence, the version is published: approved, it stays so, and it is not rejected.

    Raises PermissionDenied; WrongState without one's own claim; NotAllFine for a missing verdict, NotRuled for one on
    what study speaks against; Refusal for a missing reason, and for what is not offered."""
    require(by, REVIEWER)
    require_offered(request, outcome, publish_at)
    request = lock_request(request, by)
    require_claim(request, by)
    reason = reason.strip()
    if outcome != Outcome.APPROVE and not is_visible(reason):
        raise Refusal(_("Give the author a reason: what is wrong, and what would make it right."))
    entries = load_items(request.version, is_shown=False) if held is None else held
    items = {item_version.pk: item_version for item_version in entries}
    verdicts = {pk: verdict for pk, verdict in (verdicts or {}).items() if pk in items}
    against = open_against(request, items)
    if others_fine:
        verdicts |= dict.fromkeys(_unsaid(request, items, verdicts) - against.keys(), Verdict.fine())
    require_reasons(verdicts.values())
    require_rulings(against, verdicts, is_approval=outcome == Outcome.APPROVE)
    if outcome == Outcome.APPROVE:
        _require_all_fine(request, items, verdicts, is_complete=others_fine)
        require_checks(request.version)
    _write_verdicts(request, by, items, verdicts, against)
    ReviewDraft.objects.filter(request=request, reviewer=by, is_blind=False).delete()
    if outcome == Outcome.APPROVE and not request.is_last_step:
        return end_step(request, by, reason)
    return end_review(request, by, outcome, reason, publish_at, _points(items, verdicts, against))


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
    return find_given(request, others).missing(others) if others else set()


def _write_verdicts(
    request: ReviewRequest, by: User, items: Items, verdicts: Mapping[UUID, Verdict], against: Against
) -> None:
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
        kept = {entry.pk: verdicts[entry.pk].reason.strip() for entry in fine if entry.pk in against}
        keep_items(request, by, against, kept, items)
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


def _points(items: Items, verdicts: Mapping[UUID, Verdict], against: Against) -> list[dict[str, str]]:
    """What the authors are told of single items, in their order; problems first, what stays as it is last."""
    labels = {Said.PROBLEM: _("Problem"), Said.COMMENT: _("Comment"), Said.FINE: _("Kept as it is")}
    return [
        {"about": items[pk].heading, "label": label, "said": verdicts[pk].reason.strip()}
        for said, label in labels.items()
        for pk in items
        if pk in verdicts and verdicts[pk].said == said and (said != Said.FINE or pk in against)
    ]
