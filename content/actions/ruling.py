"""What becomes of the findings on a piece while it is reviewed and published. The caller holds the piece, as everybody
does who opens, moves or closes a finding on it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.record import record_transition
from content.actions.scoring import ask_for_score
from content.models import Content, ContentVersion, ItemFinding, ItemVersion, ReviewRequest
from content.text import is_visible

State = ItemFinding.State
Against = Mapping[UUID, Sequence[ItemFinding]]


class NotRuled(Refusal):
    """An approval misses rulings: study speaks against that many items, and nobody has said that they stay."""

    def __init__(self, count: int) -> None:
        message = ngettext(
            "Study speaks against %(count)d item. Say that it stays, and why, or that it is a problem.",
            "Study speaks against %(count)d items. Say of each that it stays, and why, or that it is a problem.",
            count,
        )
        super().__init__(message % {"count": count})


def attach_findings(request: ReviewRequest) -> int:
    """Lay before this review what is open against the wordings that it holds; returns how much was not before it yet.
    One query."""
    held = ItemFinding.objects.open().filter(content=request.content_id).standing_in(request.version_id)
    return held.exclude(request=request).update(request=request)


def require_rulings(against: Against, verdicts: Mapping[UUID, Any], *, is_approval: bool) -> None:
    """`verdicts` as `content.actions.deciding` has them. Raises NotRuled where an approval leaves out an item that
    study speaks against; Refusal where one stays as it is without a reason."""
    if is_approval and (missing := against.keys() - verdicts.keys()):
        raise NotRuled(len(missing))
    if any(verdicts[pk].is_fine and not is_visible(verdicts[pk].reason) for pk in against.keys() & verdicts.keys()):
        raise Refusal(_("Say why each item stays as it is that study speaks against: the reason is kept with it."))


def keep_items(
    request: ReviewRequest, by: User, against: Against, reasons: Mapping[UUID, str], items: Mapping[UUID, ItemVersion]
) -> None:
    """Close the findings on these items, each with the reason for which it stays as it is, and write it down."""
    now = timezone.now()
    kept = [finding for pk in items if pk in reasons for finding in against[pk]]
    for finding in kept:
        finding.state, finding.closed_at = State.KEPT, now
        finding.ruled_by, finding.reason = by, reasons[finding.item_version_id]
        finding.request = request
    if not kept:
        return
    ItemFinding.objects.bulk_update(kept, ["state", "closed_at", "ruled_by", "reason", "request"])
    content = request.content
    ask_for_score([content.pk])
    record_transition(
        content=content,
        verb="keep",
        from_status=content.status,
        by=by,
        version=request.version,
        reason="\n".join(f"{items[pk].heading}: {reasons[pk]}" for pk in items if pk in reasons),
        request=request,
    )


def close_mended(content: Content, version: ContentVersion) -> int:
    """Students see `version` from now on: what was open against wordings that it does not hold is mended. Returns how
    much. One query."""
    open_ones = ItemFinding.objects.open().filter(content=content)
    mended = open_ones.exclude(pk__in=open_ones.standing_in(version.pk).values("pk"))
    return mended.update(state=State.FIXED, closed_at=timezone.now(), fixed_by=version)
