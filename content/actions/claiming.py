"""Holding a request, so that no two reviewers read the same."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content import events
from content.access import is_author, is_repeating, require
from content.actions.locking import lock_row
from content.actions.record import record_transition
from content.models import ItemFinding, ReviewerSettings, ReviewPolicy, ReviewRequest
from content.querysets import REVIEWER, ReviewRequestQuerySet
from content.review.recipients import authors_of


@transaction.atomic
def claim_request(*, request: ReviewRequest, by: User) -> ReviewRequest:
    """Hold the request, so that nobody else reviews it meanwhile; claiming one's own again prolongs it.
    Raises PermissionDenied; WrongState when it is closed or somebody else holds it."""
    request = lock_request(request, by)
    if request.is_claimed and not request.is_claimed_by(by):
        raise WrongState(_("%(name)s is reviewing this. Take another from the queue.") % {"name": request.claimed_by})
    return _hold(request, by)


@transaction.atomic
def claim_next_request(*, by: User, among: ReviewRequestQuerySet | None = None) -> ReviewRequest | None:
    """Claim the most urgent request `among` these (all, where none are named) that nobody holds and that `by` may
    decide on: by priority, then by when it is due, then by how long it has waited. None when there is none. Whoever
    asks at the same moment gets another. Raises PermissionDenied.

    Only the request is locked: those whose piece somebody is changing or deciding on right now are passed over."""
    require(by, REVIEWER)
    requests = ReviewRequest.objects.all() if among is None else among
    waiting = requests.reviewable_by(by).unclaimed().by_urgency().select_related("content", "version")
    request = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    return _hold(request, by) if request else None


@transaction.atomic
def release_claim(*, request: ReviewRequest, by: User) -> ReviewRequest:
    """Let the request go, for another reviewer. Raises PermissionDenied; WrongState unless one's own claim holds."""
    request = lock_request(request, by)
    require_claim(request, by)
    request.claimed_by = request.claimed_until = None
    request.save(update_fields=["claimed_by", "claimed_until"])
    _record(request, "release", by)
    return request


@transaction.atomic
def set_claim_length(*, by: User, minutes: int | None) -> ReviewerSettings:
    """How long her claims are to last from now on; None: as usual. Raises PermissionDenied; Refusal beyond the limits
    of the policy."""
    require(by, REVIEWER)
    policy = ReviewPolicy.current()
    if minutes is not None and not policy.shortest_claim <= minutes <= policy.longest_claim:
        limits = {"least": policy.shortest_claim, "most": policy.longest_claim}
        raise Refusal(_("A claim lasts from %(least)d to %(most)d minutes. Choose a number between.") % limits)
    own, _is_new = ReviewerSettings.objects.update_or_create(user=by, defaults={"claim_minutes": minutes or 0})
    return own


def claim_length(by: User) -> timedelta:
    """How long a claim of hers lasts: as she set it, within the limits of the policy."""
    own = ReviewerSettings.objects.filter(user=by).values_list("claim_minutes", flat=True).first()
    return timedelta(minutes=ReviewPolicy.current().claim_within(own or 0))


def lock_request(request: ReviewRequest, by: User) -> ReviewRequest:
    """The request as it is now, held until the transaction ends: the piece first, then the request, as everybody locks.
    Raises PermissionDenied; WrongState unless it is open."""
    content = lock_row(request.content)
    locked = (
        ReviewRequest.objects.select_for_update(of=("self",), no_key=True)
        .annotate(
            can_decide=Exists(ReviewRequest.objects.reviewable_by(by).filter(pk=OuterRef("pk"))),
            has_open_findings=Exists(ItemFinding.objects.open().filter(content=OuterRef("content"))),
        )
        .select_related("version", "first_group", "second_group", "claimed_by")
        .get(pk=request.pk)
    )
    locked.content = locked.version.content = content
    require(by, REVIEWER)
    if locked.state != ReviewRequest.State.OPEN:
        raise WrongState(_("This request is closed already: it was decided or withdrawn. Go back to the queue."))
    if not vars(locked)["can_decide"]:
        raise PermissionDenied(why_not(by, locked))
    return locked


def why_not(by: User, request: ReviewRequest) -> str:
    """Why a reviewer may not decide on an open request."""
    if is_author(by, request):
        return _("This is your own work. Somebody else has to review it.")
    if request.step_approvals.filter(reviewer=by).exists():
        return _("You took the first step of this review. The second is for somebody else.")
    if is_repeating(by, request):
        return _("You are reading an earlier review of this a second time, blind. Send that, or let it go, first.")
    return _("This step is for “%(group)s”. Take another from the queue.") % {"group": request.group}


def require_claim(request: ReviewRequest, by: User) -> None:
    """Raises WrongState unless she holds it now."""
    if not request.is_claimed_by(by):
        raise WrongState(_("You do not hold this request, or your claim has expired. Claim it, then decide."))


def _hold(request: ReviewRequest, by: User) -> ReviewRequest:
    is_new = request.claimed_by_id != by.pk or not request.is_claimed
    request.claimed_by, request.claimed_until = by, timezone.now() + claim_length(by)
    request.save(update_fields=["claimed_by", "claimed_until"])
    if is_new:
        _record(request, "claim", by)
        notify(
            event=events.CLAIMED,
            to=authors_of(request.content),
            subject=request.version.title,
            url=reverse("content:content-detail", args=[request.content_id]),
            key=f"claimed:{request.pk}:{request.step}:{by.pk}",
            actor=by,
        )
    return request


def _record(request: ReviewRequest, verb: str, by: User) -> None:
    content = request.content
    record_transition(
        content=content, verb=verb, from_status=content.status, by=by, version=request.version, request=request
    )
