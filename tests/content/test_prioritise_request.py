"""How urgent a request is, and by when it is to be reviewed: set by a reviewer, and on record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from content.actions.claiming import claim_request
from content.actions.prioritising import prioritise_request
from content.actions.submitting import withdraw_submission
from content.models import ReviewRequest, Transition
from tests.cast import Cast
from tests.content.review_help import QUEUE, address, also, at_once, waiting

Priority = ReviewRequest.Priority
PAGE = "prioritise"


def test_what_is_urgent_stands_first_and_is_due_in_a_day(client: Client, cast: Cast) -> None:
    waiting(cast.teacher, title="Usual")
    request = waiting(cast.teacher, title="Pressing")
    client.force_login(cast.reviewer)
    form = client.get(address(request, PAGE)).content.decode()
    assert "Pressing" in form
    page = client.post(address(request, PAGE), {"priority": Priority.URGENT, "due_on": ""}, follow=True)
    assert page.redirect_chain == [(reverse(QUEUE), 302)]
    assert [row.version.title for row in page.context["page"].rows] == ["Pressing", "Usual"]
    assert "Urgent" in page.content.decode()
    request.refresh_from_db()
    assert request.due_at == request.submitted_at + timedelta(days=1)


def test_a_day_set_by_hand_stays_when_the_priority_changes(client: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    day = timezone.localdate() + timedelta(days=9)
    client.force_login(cast.reviewer)
    client.post(address(request, PAGE), {"priority": Priority.NORMAL, "due_on": day.isoformat()})
    request.refresh_from_db()
    assert request.due_at is not None
    assert timezone.localdate(request.due_at) == day
    form = client.get(address(request, PAGE)).content.decode()
    assert f'value="{day.isoformat()}"' in form, "it is sent again with the next change"
    client.post(address(request, PAGE), {"priority": Priority.HIGH, "due_on": day.isoformat()})
    request.refresh_from_db()
    assert (request.priority, timezone.localdate(request.due_at)) == (Priority.HIGH, day)
    client.post(address(request, PAGE), {"priority": Priority.HIGH, "due_on": ""})
    request.refresh_from_db()
    assert request.due_at == request.submitted_at + timedelta(days=2.5), "emptied, it follows from the priority"


def test_more_urgent_is_not_overdue_at_once(cast: Cast) -> None:
    request, now = waiting(cast.teacher), timezone.now()
    ReviewRequest.objects.filter(pk=request.pk).update(
        submitted_at=now - timedelta(days=3), due_at=now + timedelta(days=2)
    )
    due = prioritise_request(request=request, by=cast.reviewer, priority=Priority.URGENT).due_at
    assert due is not None
    assert timedelta(hours=23) < due - now <= timedelta(days=1, minutes=1)


def test_what_was_overdue_stays_so(cast: Cast) -> None:
    request, now = waiting(cast.teacher), timezone.now()
    ReviewRequest.objects.filter(pk=request.pk).update(
        submitted_at=now - timedelta(days=9), due_at=now - timedelta(days=4)
    )
    assert prioritise_request(request=request, by=cast.reviewer, priority=Priority.URGENT).is_overdue


def test_it_is_on_record_once(cast: Cast) -> None:
    request = waiting(cast.teacher)
    for _time in range(2):
        prioritise_request(request=request, by=cast.reviewer, priority=Priority.HIGH)
    told = Transition.objects.get(request=request, verb="prioritise")
    assert (told.by, told.from_status, told.to_status) == (cast.reviewer, "pending", "pending")
    assert told.reason.startswith("Priority: High. To be reviewed by ")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"priority": ""}, "This field is required."),
        ({"priority": "9"}, "Select a valid choice."),
        ({"priority": "high"}, "Select a valid choice."),
        ({"priority": "3", "due_on": "2001-01-01"}, "This day is over. Choose today or a later one."),
        ({"priority": "3", "due_on": "soon"}, "Write the day as 2026-11-30, or leave it empty."),
    ],
)
def test_what_cannot_be_understood_is_said_and_kept(
    client: Client, cast: Cast, sent: dict[str, str], sentence: str
) -> None:
    request = waiting(cast.teacher)
    client.force_login(cast.reviewer)
    page = client.post(address(request, PAGE), sent)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert sent.get("due_on", "") in page.content.decode()
    assert not Transition.objects.filter(verb="prioritise").exists()


def test_the_action_refuses_what_the_form_would(cast: Cast) -> None:
    request = waiting(cast.teacher)
    with pytest.raises(Refusal):
        prioritise_request(request=request, by=cast.reviewer, priority=9)
    with pytest.raises(Refusal):
        prioritise_request(
            request=request, by=cast.reviewer, priority=Priority.HIGH, due_at=timezone.now() - timedelta(days=1)
        )


def test_what_is_closed_has_no_priority(client: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    withdraw_submission(content=request.content, by=cast.teacher)
    with pytest.raises(WrongState):
        prioritise_request(request=request, by=cast.reviewer, priority=Priority.HIGH)
    client.force_login(cast.reviewer)
    page = client.post(address(request, PAGE), {"priority": Priority.HIGH, "due_on": ""})
    assert page.status_code == 409
    assert "closed already" in page.content.decode()


def test_nobody_sets_that_of_her_own_work(client: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    teacher = also(cast.teacher, Role.REVIEWER)
    with pytest.raises(PermissionDenied):
        prioritise_request(request=request, by=teacher, priority=Priority.HIGH)
    client.force_login(teacher)
    assert client.post(address(request, PAGE), {"priority": Priority.HIGH}).status_code == 403


@pytest.mark.parametrize("person", ["student", "teacher", "stranger", "staff", "operator"])
def test_it_is_for_reviewers_alone(client: Client, cast: Cast, person: str) -> None:
    request = waiting(cast.teacher)
    client.force_login(getattr(cast, person))
    assert client.post(address(request, PAGE), {"priority": Priority.HIGH}).status_code == 403
    request.refresh_from_db()
    assert request.priority == Priority.NORMAL


@pytest.mark.django_db(transaction=True)
def test_one_claims_while_another_sets_the_priority(cast: Cast) -> None:
    request = waiting(cast.teacher)
    results = at_once(
        lambda: claim_request(request=request, by=cast.reviewer),
        lambda: prioritise_request(request=request, by=cast.second_reviewer, priority=Priority.URGENT),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    request.refresh_from_db()
    assert (request.claimed_by, request.priority) == (cast.reviewer, Priority.URGENT)
