"""The administration: who may enter, and that there is one way to log in."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast


def test_a_visitor_logs_in_as_everywhere(client: Client, db: None) -> None:
    page = client.get(reverse("admin:content_topic_changelist"), follow=True)
    assert page.redirect_chain[-1] == (f"{reverse('account_login')}?next=/admin/content/topic/", 302)
    assert client.get("/admin/nothing/", follow=True).request["PATH_INFO"] == reverse("account_login")


@pytest.mark.parametrize("person", ["student", "teacher", "stranger"])
def test_who_has_no_part_in_it_is_told_so(client: Client, cast: Cast, person: str) -> None:
    client.force_login(getattr(cast, person))
    for path in (reverse("admin:index"), reverse("admin:login"), "/admin/nothing/"):
        page = client.get(path)
        assert page.status_code == 403
        assert "The administration is for reviewers, staff and operators." in page.content.decode()


@pytest.mark.parametrize(
    ("person", "sees", "does_not_see"),
    [
        ("reviewer", "Review queue", "Topics"),
        ("staff", "Topics", "Review queue"),
        ("operator", "Users", "Review queue"),
    ],
)
def test_each_role_finds_its_own_work(client: Client, cast: Cast, person: str, sees: str, does_not_see: str) -> None:
    client.force_login(getattr(cast, person))
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert sees in page.content.decode()
    assert does_not_see not in page.content.decode()


def test_passwords_and_leaving_are_the_accounts_own_pages(client: Client, cast: Cast) -> None:
    client.force_login(cast.operator)
    assert client.get(reverse("admin:login")).headers["Location"] == reverse("admin:index")
    assert client.get(reverse("admin:logout")).headers["Location"] == reverse("account_logout")
    assert client.get(reverse("admin:password_change")).headers["Location"] == reverse("account_change_password")


def test_who_loses_the_role_is_out_with_the_next_request(client: Client, cast: Cast) -> None:
    client.force_login(cast.staff)
    assert client.get(reverse("admin:index")).status_code == 200
    cast.staff.groups.clear()
    assert client.get(reverse("admin:index")).status_code == 403
