"""Who is told of what happens to a piece, as keys of people."""

from uuid import UUID

from django.db.models import Q

from accounts.models import User
from content.models import Content, ReviewRequest

_CODE, _APP = ("review_content", "content")


def authors_of(content: Content) -> set[UUID]:
    """Its owner, and who accepted to write along. One query."""
    along = content.authorships.filter(accepted_at__isnull=False).values_list("author", flat=True)
    return {content.owner_id, *along}


def reviewers_of(request: ReviewRequest) -> set[UUID]:
    """Whose role it is to take the step that `request` waits for, its authors among them. Two queries at most."""
    permission = {"codename": _CODE, "content_type__app_label": _APP}
    of_role = Q(**{f"groups__permissions__{name}": value for name, value in permission.items()})
    of_person = Q(**{f"user_permissions__{name}": value for name, value in permission.items()})
    people = User.objects.filter(of_role | of_person, is_active=True)
    if request.group:
        people = people.filter(pk__in=request.group.user_set.values("pk"))
    return set(people.values_list("pk", flat=True))
