"""Two who change the same class at the same moment, on two real connections: one of them wins, and nothing is left in
between."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from progress.actions import enrolling, inviting, teaching
from progress.actions.classes import archive_class, renew_code, restore_class
from progress.actions.writing import write_to_invited
from progress.classes.roster import read_roster
from progress.models import ClassInvitation, Classroom, Enrolment
from tests.cast import make_cast
from tests.content.review_help import at_once
from tests.factories import UserFactory
from tests.progress.classes import make_class, verify

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(results: list[object]) -> list[type]:
    return [type(found) for found in results if isinstance(found, Exception)]


def test_one_student_joins_once() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    way = Enrolment.Way.CODE
    join = partial(enrolling.join_class, classroom=classroom, code=classroom.code, way=way, by=cast.student)
    results = at_once(join, join, join, join)
    assert {found.pk for found in results} == {Enrolment.objects.get().pk}


def test_by_code_and_by_invitation_at_once_is_once() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    verify(cast.student)
    invitation = ClassInvitation.objects.create(
        classroom=classroom, email=cast.student.email, invited_by=cast.teacher, invited_at=timezone.now()
    )
    results = at_once(
        partial(
            enrolling.join_class, classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.student
        ),
        partial(inviting.accept_invitation, invitation=invitation, by=cast.student),
    )
    assert refusals(results) == []
    assert Enrolment.objects.get().left_at is None
    assert ClassInvitation.objects.get().accepted_at


def test_joining_and_a_new_code() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    results = at_once(
        partial(
            enrolling.join_class, classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.student
        ),
        partial(renew_code, classroom=classroom, by=cast.teacher),
    )
    assert Enrolment.objects.count() == 1 - len(refusals(results))
    assert set(refusals(results)) <= {WrongState}


def test_accepting_and_taking_back() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    verify(cast.student)
    (outcome,) = inviting.invite_people(classroom=classroom, rows=read_roster(cast.student.email), by=cast.teacher)
    assert outcome.outcome == "invited"
    invitation = ClassInvitation.objects.get()
    results = at_once(
        partial(inviting.accept_invitation, invitation=invitation, by=cast.student),
        partial(inviting.take_back_invitation, invitation=invitation, by=cast.teacher),
    )
    assert refusals(results) == [WrongState]
    assert Enrolment.objects.count() == ClassInvitation.objects.count() == int(isinstance(results[1], WrongState))
    assert not Notice.objects.filter(recipient=cast.student).exists()


def test_accepting_and_declining() -> None:
    cast = make_cast()
    verify(cast.student)
    invitation = ClassInvitation.objects.create(
        classroom=make_class(cast.teacher), email=cast.student.email, invited_by=cast.teacher, invited_at=timezone.now()
    )
    at_once(
        partial(inviting.accept_invitation, invitation=invitation, by=cast.student),
        partial(inviting.decline_invitation, invitation=invitation, by=cast.student),
    )
    invitation.refresh_from_db()
    assert (bool(invitation.accepted_at), invitation.declined_at) == (True, None), "whichever was first, she accepted"
    assert Enrolment.objects.count() == 1


def test_the_same_list_twice_at_once_invites_once() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    teaching.add_teacher(classroom=classroom, who="carlos", by=cast.teacher)
    rows = read_roster("\n".join(f"p{n}@example.com" for n in range(20)))
    results = at_once(
        *(
            partial(inviting.invite_people, classroom=classroom, rows=rows, by=by)
            for by in (cast.teacher, cast.colleague)
        )
    )
    assert sorted({found.outcome for found in result}.pop() for result in results) == ["invited", "waiting"]
    assert ClassInvitation.objects.count() == 20


def test_one_letter_by_two_workers(mailoutbox: list[object]) -> None:
    cast = make_cast()
    inviting.invite_people(classroom=make_class(cast.teacher), rows=read_roster("a@example.com"), by=cast.teacher)
    write = partial(write_to_invited, invitation_ids=[str(ClassInvitation.objects.get().pk)])
    assert at_once(write, write, write) == [None] * 3
    assert len(mailoutbox) == 1


def test_removing_and_leaving() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher, cast.student)
    enrolment = Enrolment.objects.get()
    results = at_once(
        partial(enrolling.leave_class, classroom=classroom, by=cast.student),
        partial(enrolling.remove_student, enrolment=enrolment, by=cast.teacher),
    )
    assert refusals(results) == [WrongState]
    enrolment.refresh_from_db()
    assert enrolment.left_at
    assert (enrolment.removed_by is None) == isinstance(results[1], WrongState)


def test_removing_and_joining_again() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher, cast.student)
    results = at_once(
        partial(enrolling.remove_student, enrolment=Enrolment.objects.get(), by=cast.teacher),
        partial(
            enrolling.join_class, classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.student
        ),
    )
    assert set(refusals(results)) <= {Refusal}
    assert Enrolment.objects.get().removed_by == cast.teacher, "whatever was first, she is out"


def test_there_is_one_head() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    UserFactory.create(username="tessa", roles=[Role.TEACHER])
    helpers = [teaching.add_teacher(classroom=classroom, who=who, by=cast.teacher) for who in ("carlos", "tessa")]
    results = at_once(*(partial(teaching.hand_on_class, teacher=helper, by=cast.teacher) for helper in helpers))
    assert refusals(results) == [PermissionDenied]
    head = classroom.teachers.get(is_head=True)
    assert head in helpers
    assert classroom.teachers.count() == 3


def test_handing_on_to_who_leaves() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    helper = teaching.add_teacher(classroom=classroom, who="carlos", by=cast.teacher)
    results = at_once(
        partial(teaching.hand_on_class, teacher=helper, by=cast.teacher),
        partial(teaching.leave_teaching, classroom=classroom, by=cast.colleague),
    )
    assert refusals(results) == [WrongState]
    assert classroom.teachers.filter(is_head=True).count() == 1


def test_one_teacher_is_added_and_joins_as_a_student() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    results = at_once(
        partial(teaching.add_teacher, classroom=classroom, who="carlos", by=cast.teacher),
        partial(
            enrolling.join_class, classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.colleague
        ),
    )
    assert refusals(results) == [Refusal]
    assert classroom.teachers.count() + classroom.enrolments.count() == 2


def test_archived_and_restored_once_each() -> None:
    cast = make_cast()
    classroom = make_class(cast.teacher)
    for action in (archive_class, restore_class):
        work = partial(action, classroom=classroom, by=cast.teacher)
        assert refusals(at_once(work, work)) == [WrongState]
    assert Classroom.objects.get().archived_at is None
