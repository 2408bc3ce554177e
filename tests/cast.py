"""The people of every test: made once for a database, the same names everywhere."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role
from tests.factories import UserFactory


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
    def person(name: str, *roles: Role) -> User:
        return UserFactory.create(username=name.lower(), full_name=f"{name} Example", roles=list(roles))

    return Cast(
        teacher=person("Tamara", Role.TEACHER),
        colleague=person("Carlos", Role.TEACHER),
        reviewer=person("Rina", Role.REVIEWER),
        second_reviewer=person("Rolf", Role.REVIEWER),
        student=person("Sami", Role.STUDENT),
        classmate=person("Clara", Role.STUDENT),
        staff=person("Stella", Role.STAFF),
        operator=person("Omar", Role.OPERATOR),
        stranger=person("Zoe"),
    )
