"""Withdrawing material in an emergency: students lose it at once, and are told why. What is wrong in it does not come
back without a new verdict, in no piece."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content import events
from content.access import require
from content.actions.record import record_transition
from content.learners import learners_of
from content.models import Content, ItemApproval, ItemVersion, Transition
from content.querysets import WITHDRAWER
from content.review.recipients import authors_of
from content.text import is_visible
from content.withdrawal import other_holders, wordings_of

Status = Content.Status
VERB = "withdraw_published"
_WRITTEN = (
    "status",
    "published_version",
    "approved_version",
    "publish_at",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
    "updated_at",
)


@transaction.atomic
def withdraw_published(*, content: Content, by: User, reason: str, items: Collection[UUID] = ()) -> list[Content]:
    """Take away what students see of the piece, or were to see, with the `reason` that they are told. The approvals of
    the `items` that are wrong are revoked, and every other piece that holds the same wording is withdrawn with it.
    Returns all that is withdrawn, the piece itself first.

    Raises PermissionDenied; Refusal without a reason; WrongState where students neither see nor were to see it, where
    an item is not in it any more, and where one of the wordings is being published elsewhere at this moment."""
    require(by, WITHDRAWER)
    reason = reason.strip()
    if not is_visible(reason):
        raise Refusal(_("Say why it is withdrawn: students who look for it read this."))
    pieces = _lock([content.pk, *_expected(content, items)])
    content = pieces.pop(content.pk)
    if not (content.published_version_id or content.approved_version_id):
        raise WrongState(_("Students do not see this material, and no version of it is approved. Nothing to withdraw."))
    wrong = wordings_of(content, items)
    if {entry.item_id for entry in wrong} != set(items):
        raise WrongState(_("An item that you named is not in this material any more. Look at it again."))
    _revoke(wrong, by, reason)
    others = other_pieces(content, wrong)
    if others - pieces.keys():
        raise WrongState(_("One of these items is being published in another piece right now. Withdraw it again."))
    withdrawn = [content, *(piece for pk, piece in pieces.items() if pk in others)]
    for piece in withdrawn:
        _withdraw(piece, by, reason)
    return withdrawn


def _expected(content: Content, items: Collection[UUID]) -> set[UUID]:
    """The other pieces that hold the wording of these items, as things seem before anything is held."""
    content = Content.objects.get(pk=content.pk)
    return other_pieces(content, wordings_of(content, items))


def other_pieces(content: Content, wordings: Iterable[ItemVersion]) -> set[UUID]:
    """Their keys."""
    return {piece.pk for pieces in other_holders(content, wordings).values() for piece in pieces}


def _lock(keys: Collection[UUID]) -> dict[UUID, Content]:
    """The pieces by key, held until the transaction ends: in one order, so that two who do this wait for each other."""
    held = Content.objects.select_for_update(no_key=True)
    return {piece.pk: piece for piece in held.filter(pk__in=keys).order_by("pk")}


def _revoke(wordings: Collection[ItemVersion], by: User, reason: str) -> None:
    """Take back the approvals of these wordings. They are taken in one order, as who publishes does."""
    if not wordings:
        return
    these = Q(*(Q(item=entry.item_id, fingerprint=entry.fingerprint) for entry in wordings), _connector=Q.OR)
    held = ItemApproval.objects.holding().filter(these).order_by("pk").select_for_update(no_key=True)
    keys = list(held.values_list("pk", flat=True))
    revoked = {"revoked_by": by, "revoked_at": timezone.now(), "revoked_reason": reason}
    ItemApproval.objects.filter(pk__in=keys).update(**revoked)


def _withdraw(content: Content, by: User, reason: str) -> None:
    from_status, version = content.status, content.published_version or content.approved_version
    if content.status in (Status.PUBLISHED, Status.APPROVED):
        content.status = Status.CHANGES_REQUESTED
    content.published_version = content.approved_version = content.publish_at = None
    content.withdrawn_at, content.withdrawn_by, content.withdrawn_reason = timezone.now(), by, reason
    content.save(update_fields=_WRITTEN)
    transition = record_transition(
        content=content, verb=VERB, from_status=from_status, by=by, version=version, reason=reason
    )
    _tell(transition, authors_of(content), reverse("content:publishing", args=[content.pk]))
    for learners in learners_of(content):
        _tell(transition, learners.people, learners.url)


def _tell(transition: Transition, people: set[UUID], url: str) -> None:
    notify(
        event=events.WITHDRAWN,
        to=people,
        subject=transition.version.title if transition.version else transition.content.title,
        url=url,
        key=f"withdrawn:{transition.pk}",
        actor=transition.by,
        details={"reason": transition.reason},
    )
