"""Signing up: a visitor becomes a student."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actions.registering import register_user
from accounts.models import AccountChange, Profile, User
from accounts.refusals import Refusal
from accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-honest-phrase"


def sign_up(client: Client, **changed: str) -> Any:
    fields = {"email": "Nora@Example.org", "username": "nora", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup/", fields | changed)


def test_a_sign_up_makes_a_student_with_a_profile(client: Client) -> None:
    assert sign_up(client).status_code == 302
    user = User.objects.get(username="nora")
    assert user.email == "nora@example.org"
    assert user.is_active
    assert [group.name for group in user.groups.all()] == [Role.STUDENT]
    assert user.has_perm("content.study_content")
    assert not user.is_staff
    assert user.profile.time_zone == "UTC"
    change = user.changes.get()
    assert (change.verb, change.after, change.by) == (AccountChange.Verb.REGISTER, "Student", None)


def test_the_email_is_confirmed_by_the_link_that_was_sent(client: Client) -> None:
    sign_up(client)
    message = mail.outbox[0]
    assert message.to == ["nora@example.org"]
    assert message.subject.startswith("La Factoria: ")
    link = re.search(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", str(message.body))
    assert link, message.body
    page = client.get(link[1])
    assert page.status_code == 200
    assert not EmailAddress.objects.get().verified
    assert client.post(link[1]).status_code == 302
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no-address"),
        ("username", ""),
        ("username", "with space"),
        ("password2", "another"),
        ("username", "\x00"),
        ("username", "n" * 151),
    ],
)
def test_bad_input_is_answered_at_its_field(client: Client, field: str, value: str) -> None:
    response = sign_up(client, **{field: value})
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not User.objects.exists()


def test_a_weak_password_is_refused(client: Client) -> None:
    response = sign_up(client, password1="1234567890", password2="1234567890")
    assert response.context["form"].errors["password1"]


def test_a_username_is_taken_whatever_its_case(client: Client) -> None:
    UserFactory.create(username="Nora")
    assert "username" in sign_up(client, email="other@example.org").context["form"].errors


def test_an_email_has_one_account_whatever_its_case(client: Client) -> None:
    UserFactory.create(username="first", email="nora@example.org")
    sign_up(client, email="NORA@example.org")
    assert not User.objects.filter(username="nora").exists()
    User.objects.update(email="Nora@Example.org")  # by a hand that does not know of lower case
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create(username="second", email="nora@example.org")


def test_who_loses_the_race_for_a_name_hears_so_and_leaves_nothing() -> None:
    UserFactory.create(username="nora")
    with pytest.raises(Refusal, match="taken a moment ago"):
        register_user(user=User(username="nora", email="late@example.org"))
    assert not User.objects.filter(email="late@example.org").exists()
    assert Profile.objects.count() == 1


def test_everybody_has_a_profile() -> None:
    User.objects.create_user("plain", "plain@example.org")
    User.objects.create_superuser("root", "root@example.org", "x")
    assert Profile.objects.filter(user__username__in=["plain", "root"]).count() == 2
