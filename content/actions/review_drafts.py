"""What a reviewer typed and did not send: kept as it was typed, until she decides."""

from collections.abc import Collection, Mapping

from django.db import transaction

from accounts.models import User
from content.access import require
from content.models import ReviewDraft, ReviewRequest
from content.querysets import REVIEWER
from content.text import clean_input

Fields = Mapping[str, Collection[str]]


@transaction.atomic
def save_review_draft(*, request: ReviewRequest, by: User, fields: Fields) -> ReviewDraft:
    """Keep the fields of her form, by name, in the place of what was kept before. Whatever became of the request: what
    was typed is never refused. Raises PermissionDenied."""
    require(by, REVIEWER)
    kept = {name: [clean_input(value) for value in values] for name, values in fields.items() if any(values)}
    draft, _is_new = ReviewDraft.objects.update_or_create(
        request=request, reviewer=by, is_blind=False, defaults={"fields": kept}
    )
    return draft
