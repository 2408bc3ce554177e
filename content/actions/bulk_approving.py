"""Approving many requests that change nothing, or next to nothing: each as if it were the only one."""

from collections.abc import Iterable

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.bulk import BulkReport, apply_to_each
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.models import Content, ReviewRequest
from content.review.bulk import find_candidates


def approve_requests(*, requests: Iterable[ReviewRequest], by: User) -> BulkReport:
    """Claim and approve each, with every check that approving one alone has, and refuse whatever changed in more than
    trivial words (see `content.review.bulk`). What is refused stays as it was, unclaimed by this. The report names the
    pieces."""
    found = {request.content_id: request for request in requests}

    def approve(content: Content) -> None:
        _approve(found[content.pk], by)

    return apply_to_each([request.content for request in found.values()], approve)


def _approve(request: ReviewRequest, by: User) -> None:
    """Approve one, in the transaction of the caller. Raises PermissionDenied; Refusal."""
    claimed = claim_request(request=request, by=by)
    (candidate,) = find_candidates([claimed], by)
    if candidate.obstacles:
        raise Refusal(" ".join(candidate.obstacles))
    fine = {change.item_version.pk: Verdict.fine() for change in candidate.changes}
    decide_request(request=claimed, by=by, outcome=Outcome.APPROVE, verdicts=fine)
