"""One student has other dates or rules in an assignment than her class, or need not do it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.models import Content
from progress.actions.granting import Grant, grant_exception, withdraw_grant
from progress.models import Assignment, AssignmentException, Enrolment
from tests.cast import Cast
from tests.factories import make_guide, publish
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import now


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, time_limit=20)


@pytest.fixture
def assignment(cast: Cast, quiz: Content) -> Assignment:
    classroom = make_class(cast.teacher, cast.student, cast.classmate)
    return give(classroom, quiz, due_at=in_days(2), closes_at=in_days(3))


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def url_of(assignment: Assignment, what: str = "new/") -> str:
    return f"/classes/{assignment.classroom_id}/work/{assignment.pk}/exceptions/{what}"


def test_give_change_withdraw(author: Client, cast: Cast, assignment: Assignment) -> None:
    assert "Sami Example" in author.get(url_of(assignment)).content.decode()
    sent = {"student": str(cast.student.pk), "due_at": local(in_days(9)), "time_limit": "0", "reason": "Was  ill."}
    page = author.post(url_of(assignment), sent, follow=True).content.decode()
    assert "This holds for Sami Example now, and they are told." in page
    assert "No time limit" in page
    exception = AssignmentException.objects.get()
    assert (exception.time_limit, exception.attempts, exception.reason) == (0, None, "Was ill.")
    notice = Notice.objects.get(recipient=cast.student, event="work-changed")
    assert notice.details["reason"] == "Was ill."
    assert [fact["name"] for fact in notice.details["facts"]] == ["Class", "Due", "Time limit"]
    own = url_of(assignment, f"{exception.pk}/")
    assert "Was ill." in author.get(own).content.decode()
    assert author.post(own, {"is_excused": "on"}).status_code == 302
    exception.refresh_from_db()
    assert (exception.is_excused, exception.due_at, exception.time_limit) == (True, None, None)
    page = author.post(own + "remove/", follow=True).content.decode()
    assert "The same holds for Sami Example again as for the class." in page
    assert not AssignmentException.objects.exists()
    assert author.post(own + "remove/").status_code == 404
    assert Notice.objects.filter(recipient=cast.student, event="work-changed").count() == 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Say what is different for this student"),
        ({"due_at": local(in_days(-1))}, "This time has passed."),
        ({"closes_at": local(in_days(1))}, "It would close before it is due."),
        ({"due_at": local(in_days(5)), "closes_at": local(in_days(4))}, "It would close before it is due."),
        ({"due_at": "20000-01-01T00:00"}, "This is no date with a time."),
        ({"attempts": "-3"}, "greater than or equal to 0"),
        ({"time_limit": "1e9"}, "Write a whole number, or nothing."),
        ({"is_excused": "on", "student": "nobody"}, "This student is not in the class any more."),
        ({"is_excused": "on", "student": ""}, "This field is required."),
        ({"is_excused": "on", "reason": "x" * 301}, "at most 300 characters"),
    ],
)
def test_bad_input(author: Client, cast: Cast, assignment: Assignment, sent: dict[str, Any], said: str) -> None:
    sent = {"student": str(cast.student.pk), "reason": "Keep this.", **sent}
    page = author.post(url_of(assignment), sent).content.decode()
    assert said in page
    assert sent["reason"] in page
    assert not AssignmentException.objects.exists()


def test_what_is_read_has_no_limits(author: Client, cast: Cast, assignment: Assignment) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    other = give(assignment.classroom, guide)
    assert "Time limit" not in author.get(url_of(other)).content.decode()
    with pytest.raises(Refusal, match="Only a quiz has rules"):
        grant_exception(assignment=other, student=cast.student, grant=Grant(attempts=1), reason="", by=cast.teacher)


def test_who_may(cast: Cast, assignment: Assignment) -> None:
    def grant(**whom: Any) -> AssignmentException:
        named = {"assignment": assignment, "student": cast.student, "by": cast.teacher, **whom}
        return grant_exception(grant=Grant(is_excused=True), reason="", **named)

    with pytest.raises(PermissionDenied):
        grant(by=cast.colleague)
    with pytest.raises(Refusal, match="not in the class"):
        grant(student=cast.reviewer)
    Enrolment.objects.filter(student=cast.classmate).update(left_at=now())
    with pytest.raises(Refusal, match="not in the class"):
        grant(student=cast.classmate)
    exception = grant()
    with pytest.raises(PermissionDenied):
        withdraw_grant(exception=exception, by=cast.student)
    withdraw_grant(exception=exception, by=cast.teacher)
    with pytest.raises(StaleEdit):
        withdraw_grant(exception=exception, by=cast.teacher)
    Assignment.objects.update(removed_at=now())
    with pytest.raises(WrongState):
        grant()
