"""Classes for tests."""

from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import User
from content.models import Content
from progress.models import Assignment, Classroom, ClassTeacher, Enrolment


def make_class(teacher: User, *students: User, name: str = "Biology 7b", code: str = "") -> Classroom:
    """A class with its head and its students."""
    now = timezone.now()
    code = code or f"K{Classroom.objects.count():05d}"
    classroom = Classroom.objects.create(name=name, code=code, created_by=teacher, created_at=now)
    ClassTeacher.objects.create(classroom=classroom, teacher=teacher, is_head=True, added_by=teacher, added_at=now)
    for student in students:
        Enrolment.objects.create(classroom=classroom, student=student, way="code", joined_at=now)
    return classroom


def give(classroom: Classroom, content: Content, **rules: Any) -> Assignment:
    """The piece as an assignment that is open now."""
    now = timezone.now()
    rules.setdefault("opens_at", now)
    return Assignment.objects.create(
        classroom=classroom, content=content, given_by=classroom.created_by, given_at=now, **rules
    )


def verify(person: User, email: str = "") -> User:
    """She has shown that the address (of her account, or another) is hers."""
    EmailAddress.objects.create(user=person, email=email or person.email, verified=True, primary=not email)
    return person


def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client
