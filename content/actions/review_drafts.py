"""What a reviewer typed and did not send: kept as it was typed, until she decides."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import StaleEdit
from content.access import require
from content.models import ReviewDecision, ReviewDraft, ReviewRequest
from content.querysets import REVIEWER
from content.text import clean_input

Fields = Mapping[str, Collection[str]]


@transaction.atomic
def save_review_draft(*, request: ReviewRequest, by: User, fields: Fields, since: str | None = None) -> ReviewDraft:
    """Keep the fields of her form, by name, in the place of what was kept before. Whatever became of the request: what
    was typed is never refused. `since` is the stamp of what her page knows to be kept, where she did not ask for this
    herself. Raises PermissionDenied; StaleEdit where another window of hers has kept something since."""
    require(by, REVIEWER)
    if since is not None and _has_decided(request, by):
        raise StaleEdit(_("You have sent your decision. What was typed before it is not kept again."))
    return write_draft(request.pk, by, fields, since=since)


def _has_decided(request: ReviewRequest, by: User) -> bool:
    """Whether she has ended the review or the step before; holds the request, so that she cannot do so meanwhile."""
    held = ReviewRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    return (
        ReviewDecision.objects.filter(request=held, reviewer=by).exists()
        or held.step_approvals.filter(reviewer=by).exists()
    )


def write_draft(
    request_id: UUID, by: User, fields: Fields, *, since: str | None = None, is_blind: bool = False
) -> ReviewDraft:
    """As `save_review_draft`; the caller has checked permission."""
    whose: dict[str, Any] = {"request_id": request_id, "reviewer": by, "is_blind": is_blind}
    if since is not None:
        before = ReviewDraft.objects.select_for_update(no_key=True).filter(**whose).first()
        if since != (before.stamp if before else ""):
            raise StaleEdit(
                _(
                    "You went on with this review in another window, so this page no longer keeps what you type. Keep "
                    "it with the button, or load the page again to see what you wrote there."
                )
            )
    kept = {clean_input(name): [clean_input(value) for value in values] for name, values in fields.items()}
    kept = {name: values for name, values in kept.items() if any(values)}
    draft, _is_new = ReviewDraft.objects.update_or_create(**whose, defaults={"fields": kept})
    return draft
