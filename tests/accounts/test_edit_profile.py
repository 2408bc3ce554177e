"""A person's own details and preferences, and the time zone that follows from them."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actions.profiles import ProfileDetails, update_profile
from accounts.middleware import TimeZoneMiddleware
from accounts.models import Profile, User
from accounts.preferences import Preferences, read_preferences
from accounts.time_zones import time_zone_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FIELDS = {
    "full_name": "Samira Ünal 🌱",
    "bio": "I like maps.",
    "location": "Izmir",
    "birth_year": "2004",
    "time_zone": "Europe/Istanbul",
    "cards_per_day": "15",
    "reviews_per_day": "150",
    "retention": "85",
    "language": "tr",
}


@pytest.fixture
def student(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def test_visitors_log_in_first(client: Client) -> None:
    assert client.get("/profile/")["Location"] == "/accounts/login/?next=/profile/"


def test_what_is_saved_is_shown_again(student: Client, cast: Cast) -> None:
    assert student.post("/profile/", FIELDS)["Location"] == "/profile/"
    user = User.objects.get(pk=cast.student.pk)
    assert (user.full_name, user.profile.birth_year) == ("Samira Ünal 🌱", 2004)
    chosen = Preferences(cards_per_day=15, reviews_per_day=150, retention=0.85, bury_siblings=False, language="tr")
    assert read_preferences(user) == chosen
    assert time_zone_of(user) == ZoneInfo("Europe/Istanbul")
    page = student.get("/profile/").content.decode()
    assert "Your profile is saved." in page
    assert '<option value="Europe/Istanbul" selected>' in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Mars/Olympus", "not a time zone we know"),
        ("time_zone", "../../etc/passwd", "not a time zone we know"),
        ("birth_year", "1850", "between 1900 and"),
        ("birth_year", "3000", "between 1900 and"),
        ("birth_year", "young", "whole number"),
        ("cards_per_day", "0", "greater than or equal to 1"),
        ("cards_per_day", "", "required"),
        ("reviews_per_day", "0", "greater than or equal to 1"),
        ("reviews_per_day", "10000", "less than or equal to 9999"),
        ("retention", "69", "greater than or equal to 70"),
        ("retention", "98", "less than or equal to 97"),
        ("retention", "0.9", "whole number"),
        ("retention", "", "required"),
        ("language", "xx", "valid choice"),
        ("bio", "x" * 2001, "at most 2000"),
        ("full_name", "a\x00b", "Null characters"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_kept(
    student: Client, cast: Cast, field: str, value: str, sentence: str
) -> None:
    response = student.post("/profile/", FIELDS | {field: value})
    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors[field])
    assert response.context["form"]["location"].value() == "Izmir"
    assert not Profile.objects.exclude(location="").exists()


def test_preferences_of_other_pages_are_kept(student: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.student.pk).update(preferences={"sound": "off", "cards_per_day": "many"})
    assert read_preferences(User.objects.get(pk=cast.student.pk)) == Preferences()
    assert student.get("/profile/").status_code == 200
    student.post("/profile/", FIELDS)
    assert User.objects.get(pk=cast.student.pk).preferences["sound"] == "off"


def test_how_cards_come_back_is_kept_and_shown(student: Client, cast: Cast) -> None:
    for percent in range(70, 98):
        student.post("/profile/", FIELDS | {"retention": str(percent), "bury_siblings": "on"})
        assert student.get("/profile/").context["form"]["retention"].value() == percent
    preferences = read_preferences(User.objects.get(pk=cast.student.pk))
    assert (preferences.retention, preferences.bury_siblings) == (0.97, True)
    assert re.search(r'name="bury_siblings"[^>]* checked', student.get("/profile/").content.decode())


def test_what_is_not_on_the_page_is_not_reset(cast: Cast) -> None:
    User.objects.filter(pk=cast.student.pk).update(preferences={"retention": 0.8, "reviews_per_day": 9})
    details = ProfileDetails("", "", "", "UTC", None, Preferences(cards_per_day=3))
    update_profile(user=cast.student, details=details)
    kept = read_preferences(User.objects.get(pk=cast.student.pk))
    assert (kept.cards_per_day, kept.retention, kept.reviews_per_day) == (3, 0.8, 9)


def test_nobody_edits_anybody_else(student: Client, cast: Cast) -> None:
    student.post("/profile/", FIELDS | {"user": str(cast.teacher.pk), "id": str(cast.teacher.pk)})
    assert User.objects.get(pk=cast.teacher.pk).full_name == "Tamara Example"


def test_the_page_is_cheap(student: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        page = student.get("/profile/")
    assert len(page.content) < 60_000


def shown_hour(user: User | None, *, cookie: bool = True) -> str:
    """What 12:00 UTC reads as on a page for `user`."""

    def view(_request: HttpRequest) -> HttpResponse:
        noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
        return HttpResponse(timezone.localtime(noon).strftime("%H:%M"))

    request = RequestFactory().get("/")
    request.COOKIES = {"sessionid": "any"} if cookie else {}
    if user is not None:
        request.user = user
    return TimeZoneMiddleware(view)(request).content.decode()


def test_times_are_shown_in_the_persons_zone(cast: Cast) -> None:
    Profile.objects.filter(user=cast.student).update(time_zone="America/Lima")
    assert shown_hour(User.objects.get(pk=cast.student.pk)) == "07:00"
    assert shown_hour(None, cookie=False) == "12:00"
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize("broken", ["Nowhere/Land", "", "/etc/passwd"])
def test_a_zone_that_is_none_counts_as_utc(cast: Cast, broken: str) -> None:
    Profile.objects.filter(user=cast.student).update(time_zone=broken)
    assert shown_hour(User.objects.get(pk=cast.student.pk)) == "12:00"


def test_an_account_without_a_profile_still_works(student: Client, cast: Cast) -> None:
    Profile.objects.filter(user=cast.student).delete()
    assert student.get("/profile/").status_code == 200
    student.post("/profile/", FIELDS)
    assert Profile.objects.get(user=cast.student).location == "Izmir"
