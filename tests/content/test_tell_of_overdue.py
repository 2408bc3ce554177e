"""Reviewers hear of what has become overdue: the holder, or else all who may take it; once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app

from accounts.models import Notice
from accounts.roles import Role
from content import events
from content.actions.claiming import claim_request
from content.actions.reminding import tell_of_overdue
from content.actions.submitting import withdraw_submission
from content.models import ReviewRequest
from content.tasks import tell_of_overdue as hourly
from tests.cast import Cast
from tests.content.review_help import address, also, at_once, let_claim_expire, waiting


def overdue(request: ReviewRequest, days: int = 1) -> ReviewRequest:
    ReviewRequest.objects.filter(pk=request.pk).update(due_at=timezone.now() - timedelta(days=days))
    return request


def told() -> list[tuple[str, str]]:
    """Who was told of which title."""
    rows = Notice.objects.filter(event=events.OVERDUE).order_by("recipient__username")
    return list(rows.values_list("recipient__username", "subject"))


def test_all_who_may_take_it_are_told_once(cast: Cast) -> None:
    request = overdue(waiting(cast.teacher, title="Late"))
    waiting(cast.teacher, title="In time")
    also(cast.teacher, Role.REVIEWER)
    assert tell_of_overdue() == 1
    assert tell_of_overdue() == 0
    assert told() == [("rina", "Late"), ("rolf", "Late")], "and not its author"
    assert Notice.objects.filter(event=events.OVERDUE)[0].url == address(request)


def test_the_holder_alone_is_told(cast: Cast) -> None:
    claim_request(request=overdue(waiting(cast.teacher, title="Held")), by=cast.second_reviewer)
    tell_of_overdue()
    assert told() == [("rolf", "Held")]


def test_an_expired_claim_is_nobodys(cast: Cast) -> None:
    request = overdue(waiting(cast.teacher, title="Free again"))
    claim_request(request=request, by=cast.second_reviewer)
    let_claim_expire(request)
    tell_of_overdue()
    assert [name for name, _title in told()] == ["rina", "rolf"]


def test_another_due_time_is_told_anew(cast: Cast) -> None:
    request = overdue(waiting(cast.teacher))
    tell_of_overdue()
    overdue(request, days=2)
    assert tell_of_overdue() == 1
    assert len(told()) == 4


def test_what_is_closed_is_not_overdue(cast: Cast) -> None:
    request = overdue(waiting(cast.teacher))
    withdraw_submission(content=request.content, by=cast.teacher)
    assert tell_of_overdue() == 0
    assert told() == []


def test_it_runs_every_hour(cast: Cast) -> None:
    overdue(waiting(cast.teacher))
    hourly(timestamp=0)
    hourly(timestamp=3600)
    assert len(told()) == 2
    crons = {task.task.name: task.cron for task in jobs_app.periodic_registry.periodic_tasks.values()}
    assert crons["content.tell_of_overdue"] == "10 * * * *"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_it_once(cast: Cast) -> None:
    for number in range(3):
        overdue(waiting(cast.teacher, title=f"Late {number}"))
    results = at_once(tell_of_overdue, tell_of_overdue)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sum(results) == 3
    assert len(told()) == 6
