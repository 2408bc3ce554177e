"""The people of every test: made once for a database, the same names everywhere."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.models import Profile, User
from accounts.roles import Role
from tests.factories import PASSWORD

_PEOPLE: dict[str, tuple[str, Role | None]] = {
    "teacher": ("Tamara", Role.TEACHER),
    "colleague": ("Carlos", Role.TEACHER),
    "reviewer": ("Rina", Role.REVIEWER),
    "second_reviewer": ("Rolf", Role.REVIEWER),
    "student": ("Sami", Role.STUDENT),
    "classmate": ("Clara", Role.STUDENT),
    "staff": ("Stella", Role.STAFF),
    "operator": ("Omar", Role.OPERATOR),
    "stranger": ("Zoe", None),
}


@dataclass(frozen=True)
class Cast:
    """One of each role, a second where two are needed, somebody without any role, and a visitor (None)."""

    teacher: User
    colleague: User
    reviewer: User
    second_reviewer: User
    student: User
    classmate: User
    staff: User
    operator: User
    stranger: User


def make_cast() -> Cast:
    """All of them in four queries, for nearly every test asks for them; as `UserFactory` makes them one by one."""
    password, groups = make_password(PASSWORD), {group.name: group.pk for group in Group.objects.all()}
    people = {
        part: User(
            username=name.lower(), email=f"{name.lower()}@example.org", full_name=f"{name} Example", password=password
        )
        for part, (name, _role) in _PEOPLE.items()
    }
    User.objects.bulk_create(people.values())
    Profile.objects.bulk_create([Profile(user=person) for person in people.values()])
    member = User.groups.through
    member.objects.bulk_create(
        [member(user=people[part], group_id=groups[role]) for part, (_name, role) in _PEOPLE.items() if role]
    )
    return Cast(**people)
