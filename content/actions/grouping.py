"""Who belongs to which group of reviewers."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.access import require
from content.models import ReviewerGroup
from content.querysets import GROUP_KEEPER
from content.review.rules import all_reviewers


@transaction.atomic
def save_reviewer_group(
    *, name: str, members: Collection[User], by: User, group: ReviewerGroup | None = None
) -> ReviewerGroup:
    """Make the group, or change it, so that these are its members. What was submitted for it goes on waiting for
    whoever is in it. Raises PermissionDenied; Refusal for a role or a group with permissions, and for who is no
    reviewer."""
    require(by, GROUP_KEEPER)
    if group is not None:
        group = ReviewerGroup.available().select_for_update(of=("self",)).filter(pk=group.pk).first()
        if group is None:
            raise Refusal(_("This is a role, not a group of reviewers. Ask an administrator to change roles."))
    reviewers = set(all_reviewers().values_list("pk", flat=True))
    if strangers := [str(member) for member in members if member.pk not in reviewers]:
        raise Refusal(
            _("Only reviewers can belong to it. These are none: %(names)s.") % {"names": ", ".join(strangers)}
        )
    saved = group or ReviewerGroup()
    saved.name = name
    saved.save()
    saved.user_set.set(members)
    return saved
