"""Many finished attempts at once, written as rows: for tests of what is made of many answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from content.models import Content
from progress.models import QuizAttempt, Response
from tests.progress.study import entries_of


def make_students(count: int, name: str = "pupil") -> list[User]:
    """So many students, in two queries."""
    people = [
        User(username=f"{name}{n}", email=f"{name}{n}@example.org", full_name=f"{name.title()} {n}", password="!")
        for n in range(count)
    ]
    User.objects.bulk_create(people)
    group, member = Group.objects.get(name=Role.STUDENT), User.groups.through
    member.objects.bulk_create([member(user=person, group_id=group.pk) for person in people])
    return people


def answer_all(
    content: Content,
    marks: Mapping[User, Sequence[Decimal | float | None]],
    *,
    number: int = 1,
    finished_at: datetime | None = None,
) -> list[QuizAttempt]:
    """Each student finishes an attempt in which the questions, in their order, earned those shares; "None" waits for a
    grader, and where the list ends the questions were not asked."""
    version, finished = content.published_version, finished_at or timezone.now()
    assert version is not None
    entries, attempts, responses = entries_of(content), [], []
    for student, shares in marks.items():
        given = [None if share is None else Decimal(str(share)) for share in shares]
        graded = [share for share in given if share is not None]
        attempt = QuizAttempt(
            student=student,
            content=content,
            version=version,
            number=number,
            seed=1,
            started_at=finished - timedelta(minutes=5),
            finished_at=finished,
            score=max(Decimal(0), sum(graded, Decimal(0))),
            max_score=len(graded),
        )
        attempts.append(attempt)
        responses += [
            Response(attempt=attempt, item_version=entry, answer={}, fraction=share, points=1, answered_at=finished)
            for entry, share in zip(entries, given, strict=False)
        ]
    QuizAttempt.objects.bulk_create(attempts)
    Response.objects.bulk_create(responses)
    return attempts
