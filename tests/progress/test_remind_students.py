"""Students are told of what is due and not done: by the clock, and by their teacher."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from content.models import Content
from progress.actions.assigning import assign, change_assignment
from progress.actions.reading import mark_read
from progress.actions.reminding import announce_opened, remind_unfinished, send_due_reminders
from progress.classes.briefs import Brief
from progress.models import Assignment, AssignmentException, AssignmentReminder, Classroom, Enrolment
from progress.tasks import remind_students
from tests.cast import Cast
from tests.factories import make_guide, publish
from tests.progress.classes import give, make_class
from tests.progress.study import entries_of, later, now


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher, cast.student, cast.classmate)


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.teacher, title="Leaves"), cast.reviewer)


def in_hours(hours: float) -> datetime:
    return now() + timedelta(hours=hours)


def told(event: str = "work-due") -> list[str]:
    return sorted(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))


def finish(cast: Cast, guide: Content) -> None:
    mark_read(student=cast.classmate, content=guide, items=[entry.item_id for entry in entries_of(guide)])


def test_whoever_has_not_done_it_is_told_once(cast: Cast, classroom: Classroom, guide: Content) -> None:
    give(classroom, guide, due_at=in_hours(30))
    finish(cast, guide)
    assert send_due_reminders() == 0, "it is not due soon"
    with later(hours=7):
        assert (send_due_reminders(), send_due_reminders()) == (1, 0)
        remind_students(timestamp=0)
    with later(hours=31):
        assert send_due_reminders() == 0, "it was due"
    assert told() == ["sami"]
    assert Notice.objects.get(event="work-due").details["facts"][0] == {"name": "Class", "value": "Biology 7b"}


def test_again_when_it_is_due_at_another_time(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide, due_at=in_hours(10))
    assert send_due_reminders() == 2
    change_assignment(assignment=assignment, brief=Brief(assignment.opens_at, in_hours(12)), by=cast.teacher)
    assert send_due_reminders() == 2


def test_who_is_not_reminded(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide, due_at=in_hours(10))
    AssignmentException.objects.create(
        assignment=assignment, student=cast.student, is_excused=True, given_by=cast.teacher, given_at=now()
    )
    Enrolment.objects.filter(student=cast.classmate).update(left_at=now())
    assert send_due_reminders() == 0


def test_by_her_own_date(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide, due_at=in_hours(10))
    AssignmentException.objects.create(
        assignment=assignment, student=cast.student, due_at=in_hours(40), given_by=cast.teacher, given_at=now()
    )
    assert send_due_reminders() == 1
    assert told() == ["clara"]
    with later(hours=20):
        assert send_due_reminders() == 1
    assert told() == ["clara", "sami"]


@pytest.mark.parametrize("gone", ["removed", "archived", "unpublished", "upcoming"])
def test_what_nobody_can_do(classroom: Classroom, guide: Content, gone: str) -> None:
    give(classroom, guide, due_at=in_hours(10))
    match gone:
        case "removed":
            Assignment.objects.update(removed_at=now())
        case "archived":
            Classroom.objects.update(archived_at=now())
        case "unpublished":
            Content.objects.update(status=Content.Status.ARCHIVED)
        case "upcoming":
            Assignment.objects.update(opens_at=in_hours(1))
    assert send_due_reminders() == 0


def test_one_that_fails_keeps_no_other_waiting(
    cast: Cast, classroom: Classroom, guide: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = give(classroom, guide, due_at=in_hours(10))
    give(make_class(cast.teacher, cast.student, name="Another"), guide, due_at=in_hours(11))
    real = AssignmentReminder.objects.bulk_create

    def fail(rows: list[AssignmentReminder], **options: Any) -> list[AssignmentReminder]:
        if rows[0].assignment_id == first.pk:
            raise RuntimeError
        return real(rows, **options)

    monkeypatch.setattr(AssignmentReminder.objects, "bulk_create", fail)
    assert send_due_reminders() == 1


def test_what_opens_later_is_told_when_it_opens(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assign(classroom=classroom, content=guide, brief=Brief(in_hours(2)), by=cast.teacher)
    assert announce_opened() == 0
    with later(hours=3):
        assert (announce_opened(), announce_opened()) == (2, 0)
    assert told("work-given") == ["clara", "sami"]
    assert Notice.objects.filter(event="work-given")[0].details["what"] == "opened"


def test_what_was_told_is_not_told_again(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assign(classroom=classroom, content=guide, brief=Brief(now()), by=cast.teacher)
    assert announce_opened() == 0
    assert told("work-given") == ["clara", "sami"]


def test_the_button(client: Client, cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide)
    url = f"/classes/{classroom.pk}/work/{assignment.pk}/"
    client.force_login(cast.teacher)
    assert "Remind 2 who have not finished" in client.get(url).content.decode()
    finish(cast, guide)
    assert "Remind 1 who has not finished" in client.get(url).content.decode()
    page = client.post(url + "remind/", follow=True).content.decode()
    assert "1 student is reminded." in page
    assert "You can remind them again at" in page
    assert told() == ["sami"]
    page = client.post(url + "remind/", follow=True).content.decode()
    assert "You can remind them again in 60 minutes." in page
    with later(minutes=61):
        assert remind_unfinished(assignment=assignment, by=cast.teacher) == 1
    assert told() == ["sami", "sami"]


def test_whom_nobody_can_remind(cast: Cast, classroom: Classroom, guide: Content) -> None:
    assignment = give(classroom, guide, opens_at=in_hours(1))
    with pytest.raises(PermissionDenied):
        remind_unfinished(assignment=assignment, by=cast.colleague)
    with pytest.raises(WrongState, match="not open yet"):
        remind_unfinished(assignment=assignment, by=cast.teacher)
    Assignment.objects.update(opens_at=in_hours(-3), closes_at=in_hours(-1))
    with pytest.raises(Refusal, match="Nobody is left to remind"):
        remind_unfinished(assignment=assignment, by=cast.teacher)
    Assignment.objects.update(removed_at=now())
    with pytest.raises(WrongState):
        remind_unfinished(assignment=assignment, by=cast.teacher)
