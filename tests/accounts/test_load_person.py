"""Every request loads its person anew: account, profile and permissions, in one query."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.authentication import AccountBackend
from accounts.models import User
from accounts.roles import Role, grant_role
from tests.cast import Cast

pytestmark = pytest.mark.django_db
STUDY, WRITE, REVIEW = "content.study_content", "content.add_content", "content.review_content"


def test_one_query_brings_all(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        teacher = AccountBackend().get_user(cast.teacher.pk)
        assert teacher is not None
        assert teacher.profile.time_zone == "UTC"
        assert teacher.has_perms([STUDY, WRITE])
        assert not teacher.has_perm(REVIEW)


def test_own_permissions_and_those_of_all_roles_count(cast: Cast) -> None:
    grant_role(user=cast.student, role=Role.REVIEWER)
    cast.student.user_permissions.add(Permission.objects.get(codename="add_topic"))
    loaded, other = AccountBackend().get_user(cast.student.pk), User.objects.get(pk=cast.student.pk)
    assert loaded is not None
    for user in (loaded, other):
        assert user.has_perms([STUDY, REVIEW, "content.add_topic"])
        assert user.get_all_permissions() == loaded.get_all_permissions()
        assert user.get_all_permissions() == user.get_user_permissions() | user.get_group_permissions()


def test_without_a_session_they_are_asked_for_once(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    student = User.objects.get(pk=cast.student.pk)
    with django_assert_num_queries(1):
        assert student.has_perm(STUDY)
        assert not student.has_perm(WRITE)


def test_who_has_all_rights_has_every_permission(cast: Cast) -> None:
    User.objects.filter(pk=cast.stranger.pk).update(is_superuser=True)
    root = AccountBackend().get_user(cast.stranger.pk)
    assert root is not None
    assert root.has_perm(REVIEW)
    assert len(root.get_all_permissions()) == Permission.objects.count()


def test_a_single_object_gives_no_permission(cast: Cast) -> None:
    teacher = AccountBackend().get_user(cast.teacher.pk)
    assert teacher is not None
    assert not teacher.has_perm(WRITE, cast.student)


def test_a_role_that_was_taken_is_gone_with_the_next_request(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    assert client.get("/studio/").status_code == 200
    cast.teacher.groups.clear()
    assert client.get("/studio/").status_code == 403


def test_nobody_is_behind_a_shut_account_or_none(cast: Cast) -> None:
    User.objects.filter(pk=cast.student.pk).update(status=User.Status.SUSPENDED)
    assert AccountBackend().get_user(cast.student.pk) is None
    assert AccountBackend().get_user("01a1d6fa-0135-705b-806e-8ca61ea58ff5") is None
