"""The people of a dataset. Nobody can log in as one of them: they have no password."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import AccountChange, Profile, User
from accounts.roles import Role

BATCH = 2000
DOMAIN = "dataset.example.org"
_FIRST = ("Ada", "Ben", "Chloé", "Deniz", "Emeka", "Fatima", "Goran", "Hana", "Iker", "Kofi", "Lea", "Mehmet", "Noor")
_LAST = ("Adeyemi", "Berg", "Costa", "Dahl", "Eriksen", "Fofana", "García", "Hoang", "Ito", "Jansen", "Kaya", "Lund")
_ZONES = ("UTC", "Europe/Lisbon", "America/Bogota", "Asia/Tokyo", "Africa/Lagos")


@dataclass(frozen=True)
class People:
    teachers: list[User]
    reviewers: list[User]
    students: list[User]


def make_people(*, teachers: int, reviewers: int, students: int, random: Random, now: datetime) -> People:
    """New people of each role, numbered on from those that an earlier dataset made."""
    return People(
        teachers=_make(Role.TEACHER, teachers, random, now),
        reviewers=_make(Role.REVIEWER, reviewers, random, now),
        students=_make(Role.STUDENT, students, random, now),
    )


def _make(role: Role, count: int, random: Random, now: datetime) -> list[User]:
    prefix = f"dataset-{role.value.lower()}-"
    known = User.objects.filter(username__startswith=prefix).count()
    users = list(_new_users(prefix, range(known + 1, known + count + 1), random, now))
    group = Group.objects.get(name=role.value)
    for start in range(0, count, BATCH):
        _write(users[start : start + BATCH], group, random)
    return users


def _new_users(prefix: str, numbers: range, random: Random, now: datetime) -> Iterator[User]:
    password = make_password(None)
    for number in numbers:
        yield User(
            username=f"{prefix}{number}",
            email=f"{prefix}{number}@{DOMAIN}",
            full_name=f"{random.choice(_FIRST)} {random.choice(_LAST)}",
            password=password,
            date_joined=now - timedelta(days=random.uniform(720, 1000)),
        )


@transaction.atomic
def _write(users: Sequence[User], group: Group, random: Random) -> None:
    """What `register_user` writes of one, for many."""
    User.objects.bulk_create(users)
    Profile.objects.bulk_create(Profile(user=user, time_zone=random.choice(_ZONES)) for user in users)
    User.groups.through.objects.bulk_create(User.groups.through(user=user, group=group) for user in users)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in users
    )
    AccountChange.objects.bulk_create(
        AccountChange(account=user, verb=AccountChange.Verb.REGISTER, after=group.name, at=user.date_joined)
        for user in users
    )
