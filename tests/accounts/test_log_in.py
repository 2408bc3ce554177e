"""Logging in and out, a forgotten password, the second factor."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Any:
    return UserFactory.create(username="ada", email="ada@example.org", roles=[Role.STUDENT])


def log_in(client: Client, login: str = "ada", password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


@pytest.mark.parametrize("login", ["ada", "ada@example.org", "ADA@Example.org"])
def test_log_in_by_username_or_email(client: Client, ada: User, login: str) -> None:
    response = log_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert is_in(client)


def test_a_wrong_password_is_refused_with_a_sentence(client: Client, ada: User) -> None:
    response = log_in(client, password="not-it")
    assert response.status_code == 200
    assert "not correct" in response.content.decode()
    assert not is_in(client)


def test_too_many_wrong_passwords_are_stopped(client: Client, ada: User) -> None:
    answers = [log_in(client, password="not-it") for _attempt in range(12)]
    assert "Too many failed" in answers[-1].content.decode()


def test_log_out_needs_a_post(client: Client, ada: User) -> None:
    log_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/"])
def test_the_administration_sends_visitors_to_the_same_log_in(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.redirect_chain
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_forgotten_password_is_replaced_through_the_mail(client: Client, ada: User) -> None:
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    message = mail.outbox[0]
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(message.body))
    assert link, message.body
    form = client.get(link[1], follow=True)
    new = "quite-another-phrase"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.status_code == 302
    log_in(client, password=PASSWORD)
    assert not is_in(client)
    log_in(client, password=new)
    assert is_in(client)


def test_a_new_password_ends_the_other_sessions(client: Client, ada: User) -> None:
    elsewhere = Client()
    log_in(client)
    log_in(elsewhere)
    new = "quite-another-phrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(client)
    assert not is_in(elsewhere)


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_two_factor_is_set_up_and_then_asked_for(client: Client, ada: User) -> None:
    log_in(client)
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    assert {found.type for found in Authenticator.objects.filter(user=ada)} == {"totp", "recovery_codes"}
    assert "Manage two-factor" in client.get("/profile/").content.decode()

    client.post("/accounts/logout/")
    cache.clear()  # a code is good once; time does not go on in a test
    assert log_in(client)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert is_in(client)
