"""Reading a review a second time, blind: held by one at a time, kept while it is written, sent once."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.access import can_repeat, require
from content.actions.claiming import claim_length
from content.actions.deciding import Outcome, Said, Verdict, require_no_problem, require_reasons
from content.actions.discussing import open_threads
from content.actions.locking import lock_content
from content.actions.review_drafts import write_draft
from content.models import ReviewDraft, SecondReview, SecondVerdict
from content.querysets import REVIEWER
from content.review.second import SecondSheet
from content.text import is_visible

Verdicts = Mapping[UUID, Verdict]


@transaction.atomic
def claim_second_review(*, review: SecondReview, by: User) -> SecondReview:
    """Hold the review, so that nobody else repeats it meanwhile; claiming one's own again prolongs it. Raises
    PermissionDenied; WrongState when it is done or somebody else holds it."""
    review = _lock(review, by)
    if review.is_claimed and not review.is_claimed_by(by):
        raise WrongState(_("%(name)s is reading this. Take another from the list.") % {"name": review.claimed_by})
    return _hold(review, by)


@transaction.atomic
def claim_next_second_review(*, by: User) -> SecondReview | None:
    """Claim what has waited longest, nobody holds, and `by` may repeat. None when there is none. Whoever asks at the
    same moment gets another. Raises PermissionDenied."""
    require(by, REVIEWER)
    waiting = SecondReview.objects.repeatable_by(by).unclaimed().order_by("drawn_at", "id")
    review = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    return _hold(review, by) if review else None


@transaction.atomic
def release_second_review(*, review: SecondReview, by: User) -> SecondReview:
    """Let it go, for another reviewer. Raises PermissionDenied; WrongState unless one's own claim holds."""
    review = _lock(review, by)
    _require_claim(review, by)
    review.claimed_by = review.claimed_until = None
    review.save(update_fields=["claimed_by", "claimed_until"])
    return review


@transaction.atomic
def keep_second_draft(
    *, review: SecondReview, by: User, fields: Mapping[str, list[str]], since: str | None = None
) -> ReviewDraft:
    """Keep what she typed, as the form sent it, until she sends the review; her claim may have run out meanwhile.
    `since` as for `save_review_draft`. Raises PermissionDenied; WrongState once it is done; StaleEdit."""
    review = _lock(review, by)
    return write_draft(review.request_id, by, fields, since=since, is_blind=True)


@transaction.atomic
def finish_second_review(
    *, review: SecondReview, by: User, outcome: str, reason: str = "", verdicts: Verdicts
) -> SecondReview:
    """Send it: what she says of every item that the first review had to read (by item version), and how she would
    have decided. Nothing about the material changes. Only where she alone found a problem, its authors learn of it by
    a thread. Raises PermissionDenied; WrongState without one's own claim; Refusal for what is missing."""
    lock_content(review.request.content)
    review = _lock(review, by)
    _require_claim(review, by)
    sheet, reason = SecondSheet(review), reason.strip()
    verdicts = {pk: verdict for pk, verdict in verdicts.items() if pk in sheet.asked}
    _require_whole(sheet.asked, outcome, reason, verdicts)
    _write_verdicts(review, verdicts)
    review.outcome, review.reason, review.finished_at = outcome, reason, timezone.now()
    review.claimed_until = None
    review.save(update_fields=["outcome", "reason", "finished_at", "claimed_until"])
    ReviewDraft.objects.filter(request=review.request_id, reviewer=by, is_blind=True).delete()
    _tell_authors(sheet, by, verdicts)
    return review


def _lock(review: SecondReview, by: User) -> SecondReview:
    """The second review as it is now, held until the transaction ends."""
    require(by, REVIEWER)
    related = ("request__content", "request__version", "claimed_by")
    held = SecondReview.objects.select_for_update(of=("self",), no_key=True)
    locked = held.select_related(*related).get(pk=review.pk)
    if locked.is_done:
        raise WrongState(_("This was read a second time already. Take another from the list."))
    if not can_repeat(by, locked):
        raise PermissionDenied(_("You had a part in this piece or its review. Somebody else reads it a second time."))
    return locked


def _hold(review: SecondReview, by: User) -> SecondReview:
    review.claimed_by, review.claimed_until = by, timezone.now() + claim_length(by)
    review.save(update_fields=["claimed_by", "claimed_until"])
    return review


def _require_claim(review: SecondReview, by: User) -> None:
    if not review.is_claimed_by(by):
        raise WrongState(_("You do not hold this review, or your claim has expired. Claim it again, then go on."))


def _require_whole(asked: Collection[UUID], outcome: str, reason: str, verdicts: Verdicts) -> None:
    """Raises Refusal for the first thing that is missing."""
    if outcome not in Outcome.values:
        raise Refusal(_("Choose how you would have decided."))
    if outcome != Outcome.APPROVE and not is_visible(reason):
        raise Refusal(_("Give a reason: what is wrong, and what would make it right."))
    require_reasons(verdicts.values())
    if missing := len(asked) - len(verdicts):
        message = ngettext(
            "%(count)d item has no verdict yet. Give it one.",
            "%(count)d items have no verdict yet. Give each one.",
            missing,
        )
        raise Refusal(message % {"count": missing})
    if outcome == Outcome.APPROVE:
        require_no_problem(verdicts.values())


def _write_verdicts(review: SecondReview, verdicts: Verdicts) -> None:
    SecondVerdict.objects.bulk_create(
        SecondVerdict(
            review=review,
            item_version_id=pk,
            verdict=verdict.said,
            faults=list(verdict.faults) if verdict.said == Said.PROBLEM else [],
            reason=verdict.reason.strip(),
        )
        for pk, verdict in verdicts.items()
    )


def _tell_authors(sheet: SecondSheet, by: User, verdicts: Verdicts) -> None:
    """A thread for each problem that the first review did not find."""
    items = {entry.pk: entry.item_id for entry in sheet.entries}
    found = [
        (items[pk], verdict.reason.strip(), True)
        for pk, verdict in verdicts.items()
        if verdict.said == Said.PROBLEM and (pk not in sheet.first or sheet.first[pk].verdict != Said.PROBLEM)
    ]
    if found:
        open_threads(request=sheet.review.request, by=by, said=found)
