"""What the tests of review share: requests that wait, what a decision page sends, and several people at once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from content.actions.submitting import submit_content
from content.documents import load_items
from content.models import Content, ItemVersion, ReviewRequest
from tests.factories import make_quiz

QUEUE = "admin:content_reviewrequest_changelist"
LIMIT = 60  # seconds that people at once may take


def waiting(owner: User, title: str = "Small quiz", content: Content | None = None, **given: Any) -> ReviewRequest:
    """A request of `owner` that nobody holds: for a new quiz, or for `content`."""
    return submit_content(content=content or make_quiz(owner, title=title), by=owner, **given)


def address(request: ReviewRequest, page: str = "change") -> str:
    return reverse(f"admin:content_reviewrequest_{page}", args=[request.pk])


def items_of(request: ReviewRequest) -> list[ItemVersion]:
    return load_items(request.version)


def sent(outcome: str, *, reason: str = "", others_fine: bool = False) -> dict[str, str]:
    """The fields of the decision itself; those of the items are added by `fine` and `problem`."""
    fields = {"outcome": outcome, "reason": reason}
    return fields | {"others_fine": "on"} if others_fine else fields


def problem(item: ItemVersion, reason: str) -> dict[str, str]:
    """The fields that call one item a problem."""
    return {f"verdict-{item.pk}": "problem", f"reason-{item.pk}": reason}


def fine(item: ItemVersion) -> dict[str, str]:
    return {f"verdict-{item.pk}": "fine"}


def also(user: User, role: Role) -> User:
    """The same person with one more role, and no permission remembered from before."""
    user.groups.add(Group.objects.get(name=role.value))
    return User.objects.get(pk=user.pk)


def let_claim_expire(request: ReviewRequest) -> None:
    ReviewRequest.objects.filter(pk=request.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned, or the exception it raised: every one in a thread with a connection of its own, all
    let loose in the same moment."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            start.wait(LIMIT)
            results[place] = calls[place]()
        except Exception as error:  # noqa: BLE001 - it is what the test asks for
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return results
