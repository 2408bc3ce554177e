"""What operators do with accounts in the administration."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from tests.cast import Cast
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"


@pytest.fixture
def operator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.operator)
    return client


def act(client: Client, action: str, *users: User) -> Any:
    chosen = {"action": action, "_selected_action": [str(user.pk) for user in users]}
    return client.post(LIST, chosen, follow=True)


@pytest.mark.parametrize("who", ["teacher", "student", "reviewer", "staff", "stranger"])
def test_only_operators_see_accounts(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    response = client.get(LIST)
    assert response.status_code in (302, 403)


@pytest.mark.parametrize("words", ["sami", "SAMI@example", "Sami Ex"])
def test_people_are_found_by_name_and_email(operator: Client, cast: Cast, words: str) -> None:
    response = operator.get(LIST, {"q": words})
    assert [user.pk for user in response.context["cl"].result_list] == [cast.student.pk]


def test_the_list_costs_the_same_for_few_and_many(operator: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(15) as few:
        operator.get(LIST)
    for _person in range(30):
        UserFactory.create(roles=[Role.STUDENT])
    with django_assert_max_num_queries(len(few.captured_queries)):
        page = operator.get(LIST)
    assert len(page.context["cl"].result_list) == 39


def test_accounts_are_shut_and_opened_from_the_list(operator: Client, cast: Cast) -> None:
    page = act(operator, "suspend_accounts", cast.student, cast.classmate)
    assert "2 accounts were changed." in page.content.decode()
    assert User.objects.filter(status="suspended").count() == 2
    act(operator, "reactivate_accounts", cast.student)
    assert User.objects.get(pk=cast.student.pk).is_active
    act(operator, "deactivate_accounts", cast.student)
    assert User.objects.get(pk=cast.student.pk).status == User.Status.INACTIVE


def test_one_that_cannot_be_changed_says_why_and_holds_up_no_other(operator: Client, cast: Cast) -> None:
    page = act(operator, "suspend_accounts", cast.operator, cast.student).content.decode()
    assert "You cannot change your own status" in page
    assert "One account was changed." in page


def test_nothing_is_deleted(operator: Client, cast: Cast) -> None:
    assert operator.post(reverse("admin:accounts_user_delete", args=[cast.student.pk])).status_code == 403
    assert "delete_selected" not in dict(operator.get(LIST).context["action_form"].fields["action"].choices)


def test_roles_are_given_on_the_persons_page(operator: Client, cast: Cast) -> None:
    path = reverse("admin:accounts_user_change", args=[cast.student.pk])
    assert operator.get(path).status_code == 200
    operator.post(path, {"full_name": "Sami New", "roles": ["Student", "Teacher"], **_no_record()})
    user = User.objects.get(pk=cast.student.pk)
    assert (user.full_name, user.has_perm("content.add_content")) == ("Sami New", True)
    assert "Roles changed" in operator.get(path).content.decode()


def test_a_form_cannot_smuggle_in_more(operator: Client, cast: Cast) -> None:
    path = reverse("admin:accounts_user_change", args=[cast.student.pk])
    smuggled = {"status": "suspended", "is_superuser": "on", "email": "new@example.org", "username": "new"}
    operator.post(path, {"full_name": "", "roles": ["Student"], **_no_record(), **smuggled})
    user = User.objects.get(pk=cast.student.pk)
    assert (user.status, user.is_superuser, user.username) == ("active", False, cast.student.username)


def test_ones_own_page_is_to_read_only(operator: Client, cast: Cast) -> None:
    path = reverse("admin:accounts_user_change", args=[cast.operator.pk])
    assert operator.get(path).status_code == 200
    assert operator.post(path, {"roles": list(Role), **_no_record()}).status_code == 403


def test_a_new_account_chooses_its_password_by_mail(operator: Client) -> None:
    fields = {"username": "vera", "email": "Vera@Example.org", "full_name": "Vera", "roles": ["Reviewer"]}
    operator.post(reverse("admin:accounts_user_add"), fields | _no_record())
    user = User.objects.get(username="vera")
    assert not user.has_usable_password()
    assert user.has_perm("content.review_content")
    assert user.profile.time_zone == "UTC"
    assert mail.outbox[0].to == ["vera@example.org"]
    assert "/password/reset/key/" in str(mail.outbox[0].body)


def test_a_taken_email_is_refused_at_its_field(operator: Client, cast: Cast) -> None:
    fields = {"username": "vera", "email": cast.student.email.upper(), "roles": []}
    page = operator.post(reverse("admin:accounts_user_add"), fields | _no_record())
    assert "An account with this email exists already." in page.content.decode()


def test_a_reset_link_goes_to_active_accounts_only(operator: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.classmate.pk).update(status="suspended")
    act(operator, "send_reset_links", cast.student, cast.classmate)
    assert [message.to for message in mail.outbox] == [[cast.student.email]]


def _no_record() -> dict[str, str]:
    return {"changes-TOTAL_FORMS": "0", "changes-INITIAL_FORMS": "0"}
