"""Shutting an account and opening it again: by an operator, at once, on the record."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.test import Client

from accounts.access import accounts_manageable_by, can_manage
from accounts.actions.standing import change_roles, deactivate_user, reactivate_user, suspend_user
from accounts.models import AccountChange, User
from accounts.refusals import WrongState
from accounts.roles import Role
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_a_suspension_takes_effect_on_the_very_next_request(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    assert client.get("/profile/").status_code == 200
    suspended = suspend_user(user=cast.student, by=cast.operator)
    assert not suspended.is_active
    response = client.get("/profile/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/profile/")


def test_a_status_written_by_any_other_hand_counts_at_once_too(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    User.objects.filter(pk=cast.student.pk).update(status=User.Status.INACTIVE)
    assert client.get("/profile/").status_code == 302


def test_a_running_session_does_not_come_back_with_the_account(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    session = client.session.session_key
    suspend_user(user=cast.student, by=cast.operator)
    assert reactivate_user(user=cast.student, by=cast.operator).is_active
    assert client.get("/profile/").status_code == 302
    assert not Session.objects.filter(pk=session).exists()


@pytest.mark.parametrize("shut", [suspend_user, deactivate_user])
def test_a_shut_account_cannot_log_in_and_is_told_so(client: Client, cast: Cast, shut: Any) -> None:
    shut(user=cast.student, by=cast.operator)
    response = client.post("/accounts/login/", {"login": cast.student.email, "password": PASSWORD}, follow=True)
    assert "This account is closed for now" in response.content.decode()
    assert client.get("/profile/").status_code == 302
    client.post("/accounts/password/reset/", {"email": cast.student.email})
    assert all("/password/reset/key/" not in str(message.body) for message in mail.outbox)


def test_what_happened_is_on_the_record_for_good(cast: Cast) -> None:
    suspend_user(user=cast.student, by=cast.operator)
    reactivate_user(user=cast.student, by=cast.operator)
    changes = list(AccountChange.objects.filter(account=cast.student).values_list("verb", "before", "after", "by"))
    operator = cast.operator.pk
    assert changes == [
        ("reactivate", "suspended", "active", operator),
        ("suspend", "active", "suspended", operator),
    ]
    for rewrite in (lambda rows: rows.update(by=None), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rewrite(AccountChange.objects.all())


@pytest.mark.parametrize("who", ["student", "teacher", "reviewer", "staff", "stranger"])
def test_needs_the_permission(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied, match="operators"):
        suspend_user(user=cast.classmate, by=getattr(cast, who))
    cast.classmate.refresh_from_db()
    assert cast.classmate.is_active


def test_nobody_changes_their_own_account(cast: Cast) -> None:
    for act in (suspend_user, deactivate_user):
        with pytest.raises(PermissionDenied, match="your own"):
            act(user=cast.operator, by=cast.operator)
    with pytest.raises(PermissionDenied, match="your own"):
        change_roles(user=cast.operator, roles=list(Role), by=cast.operator)


def test_an_operator_cannot_shut_out_an_administrator_with_all_rights(cast: Cast) -> None:
    root = User.objects.create_superuser("root", "root@example.org", PASSWORD)
    with pytest.raises(PermissionDenied, match="all rights"):
        suspend_user(user=root, by=cast.operator)
    other = User.objects.create_superuser("other", "other@example.org", PASSWORD)
    assert not suspend_user(user=root, by=other).is_active


@pytest.mark.parametrize(("act", "status"), [(suspend_user, "suspended"), (reactivate_user, "active")])
def test_the_same_again_is_refused(cast: Cast, act: Any, status: str) -> None:
    User.objects.filter(pk=cast.student.pk).update(status=status)
    with pytest.raises(WrongState, match=f"is {status} already"):
        act(user=cast.student, by=cast.operator)


def test_roles_are_changed_whole_and_recorded_once(cast: Cast) -> None:
    for _twice in range(2):
        change_roles(user=cast.student, roles=[Role.TEACHER, Role.STUDENT], by=cast.operator)
    assert User.objects.get(pk=cast.student.pk).has_perm("content.add_content")
    change = AccountChange.objects.get(account=cast.student)
    assert (change.before, change.after) == ("Student", "Student, Teacher")


def test_who_manages_whom_is_the_same_as_rows_and_as_check(cast: Cast) -> None:
    root = User.objects.create_superuser("root", "root@example.org", PASSWORD)
    UserFactory.create(roles=[Role.OPERATOR, Role.TEACHER])
    people = list(User.objects.all())
    for by in people:
        rows = set(accounts_manageable_by(by))
        assert rows == {account for account in people if can_manage(by, account)}, by
    assert len(accounts_manageable_by(root)) == len(people) - 1
