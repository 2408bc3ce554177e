"""The review queue in the admin: its parts, what is in them for whom, and in which order."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.paging import Page, paginate
from content.models import ReviewRequest
from content.querysets import ReviewRequestQuerySet

PAGE_SIZE = 25
WAITING = "waiting"
PARTS: Mapping[str, str | Promise] = {
    WAITING: gettext_lazy("Waiting"),
    "mine": gettext_lazy("Yours"),
    "overdue": gettext_lazy("Overdue"),
    "author": gettext_lazy("Waiting for the author"),
    "others": gettext_lazy("With other reviewers"),
    "own": gettext_lazy("Your own work"),
    "decided": gettext_lazy("Decided"),
}
DECIDED = {"author", "decided"}  # the parts whose requests have a decision
TO_APPROVE = {WAITING, "mine", "overdue"}  # the parts whose requests she may decide on
_BY_URGENCY = ("-priority", "due_key", "submitted_at", "id")
_BY_QUALITY = ("quality_key", "submitted_at", "id")
_NEWEST = ("-closed_at", "-id")


def rows_in(part: str, user: User) -> ReviewRequestQuerySet:
    """The requests in one part of the queue, as `user` sees it. Raises KeyError for a part that there is not."""
    return _ROWS[part](ReviewRequest.objects.all(), user)


_ROWS: Mapping[str, Callable[[ReviewRequestQuerySet, User], ReviewRequestQuerySet]] = {
    WAITING: lambda rows, user: rows.reviewable_by(user).unclaimed(),
    "mine": lambda rows, user: rows.reviewable_by(user).held_by(user),
    "overdue": lambda rows, user: rows.reviewable_by(user).overdue(),
    "author": lambda rows, user: rows.sent_back().unblind_to(user),
    "others": lambda rows, user: rows.open().held_by_others(user).not_authored_by(user),
    "own": lambda rows, user: rows.open().authored_by(user),
    "decided": lambda rows, user: rows.filter(state=ReviewRequest.State.DECIDED).unblind_to(user),
}


def read_page(
    part: str, rows: ReviewRequestQuerySet, token: str | None, *, by_quality: bool = False
) -> Page[ReviewRequest]:
    """One page of those `rows` of a part of the queue: the most urgent first, or `by_quality` the poorest, or else what
    was decided last."""
    if part in DECIDED:
        return paginate(rows.for_list(decided=True), order=_NEWEST, token=token, size=PAGE_SIZE)
    if by_quality:
        return paginate(rows.for_list().with_quality_key(), order=_BY_QUALITY, token=token, size=PAGE_SIZE)
    return paginate(rows.for_list().with_due_key(), order=_BY_URGENCY, token=token, size=PAGE_SIZE)
