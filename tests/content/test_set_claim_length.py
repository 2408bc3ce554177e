"""A reviewer sets how long her claims last, within the limits of the policy."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import Refusal
from content.actions.claiming import claim_request, set_claim_length
from content.models import ReviewerSettings, ReviewPolicy
from tests.cast import Cast
from tests.content.review_help import QUEUE, waiting

URL = reverse("admin:content_reviewrequest_settings")
MINUTE = timedelta(minutes=1)


def test_her_next_claim_lasts_as_she_says(client: Client, cast: Cast) -> None:
    client.force_login(cast.reviewer)
    assert "From 15 to 1440 minutes" in client.get(URL).content.decode()
    page = client.post(URL, {"claim_minutes": "30"}, follow=True)
    assert page.redirect_chain == [(reverse(QUEUE), 302)]
    assert "Your settings are saved." in page.content.decode()
    claimed = claim_request(request=waiting(cast.teacher), by=cast.reviewer)
    assert claimed.claimed_until is not None
    assert timedelta(0) <= timezone.now() + 30 * MINUTE - claimed.claimed_until < MINUTE
    assert 'value="30"' in client.get(URL).content.decode()
    client.post(URL, {"claim_minutes": ""})
    assert ReviewerSettings.objects.get(user=cast.reviewer).claim_minutes == 0, "as usual again"


@pytest.mark.parametrize("minutes", ["14", "1441", "-5", "0"])
def test_the_limits_are_said(client: Client, cast: Cast, minutes: str) -> None:
    client.force_login(cast.reviewer)
    page = client.post(URL, {"claim_minutes": minutes})
    assert page.status_code == 200
    assert "A claim lasts from 15 to 1440 minutes. Choose a number between." in page.content.decode()
    assert f'value="{minutes}"' in page.content.decode(), "what was typed stays"
    assert not ReviewerSettings.objects.exists()


@pytest.mark.parametrize("typed", ["soon", "12.5", "9" * 40])
def test_what_is_no_number_of_minutes(client: Client, cast: Cast, typed: str) -> None:
    client.force_login(cast.reviewer)
    page = client.post(URL, {"claim_minutes": typed})
    assert page.status_code == 200
    assert "data-error-summary" in page.content.decode()
    assert not ReviewerSettings.objects.exists()


def test_stricter_limits_hold_for_what_was_set_before(cast: Cast) -> None:
    set_claim_length(by=cast.reviewer, minutes=1440)
    ReviewPolicy.objects.create(pk=1, longest_claim=300)
    claimed = claim_request(request=waiting(cast.teacher), by=cast.reviewer)
    assert claimed.claimed_until is not None
    assert timezone.now() + 300 * MINUTE - claimed.claimed_until < MINUTE
    with pytest.raises(Refusal, match="from 15 to 300 minutes"):
        set_claim_length(by=cast.reviewer, minutes=301)


@pytest.mark.parametrize("person", ["student", "teacher", "stranger", "staff", "operator"])
def test_it_is_for_reviewers_alone(client: Client, cast: Cast, person: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"claim_minutes": "30"}).status_code == 403
    with pytest.raises(PermissionDenied):
        set_claim_length(by=getattr(cast, person), minutes=30)
    assert not ReviewerSettings.objects.exists()
