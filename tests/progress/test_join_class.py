"""A student joins a class by its code or its link, leaves it, and comes back; a teacher removes her and lets her in."""

from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from progress.actions.enrolling import join_class, leave_class, let_back_in, remove_student
from progress.actions.reading import mark_read
from progress.classes import tries
from progress.models import ClassInvitation, Classroom, Enrolment
from tests.cast import Cast
from tests.factories import make_guide, publish
from tests.progress.classes import as_person, make_class, verify
from tests.progress.study import entries_of, progress_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher, code="K7MP4QXR")


@pytest.mark.parametrize("typed", ["K7MP4QXR", "k7mp-4qxr", " k7mp 4qxr "])
def test_by_code(cast: Cast, classroom: Classroom, typed: str) -> None:
    student = as_person(cast.student)
    page = student.post("/classes/join/", {"code": typed}, follow=True)
    assert page.redirect_chain == [(f"/classes/{classroom.pk}/", 302)]
    assert "You are in “Biology 7b” now." in page.content.decode()
    enrolment = Enrolment.objects.get()
    assert (enrolment.student, enrolment.way, enrolment.left_at) == (cast.student, "code", None)
    student.post("/classes/join/", {"code": typed})
    assert Enrolment.objects.get() == enrolment, "a second time changes nothing"


def test_by_link(cast: Cast, classroom: Classroom) -> None:
    student, link = as_person(cast.student), "/classes/join/K7MP-4QXR/"
    page = student.get(link).content.decode()
    assert "Biology 7b" in page
    assert "Tamara Example" in page
    assert not Enrolment.objects.exists(), "looking never joins"
    student.head(link)
    assert not Enrolment.objects.exists()
    student.post(link)
    assert Enrolment.objects.get().way == "link"
    assert student.get(link).status_code == 302, "she is in it already"
    assert as_person(cast.teacher).get(link).status_code == 302, "she teaches it"


def test_a_visitor_logs_in_or_signs_up_and_comes_back(classroom: Classroom, cast: Cast) -> None:
    visitor = Client()
    answer = visitor.get("/classes/join/K7MP-4QXR/", follow=True)
    page = answer.content.decode()
    assert "/accounts/signup/?next=%2Fclasses%2Fjoin%2FK7MP-4QXR%2F" in page
    sent = {"login": cast.student.email, "password": "an-honest-password", "next": "/classes/join/K7MP-4QXR/"}
    assert visitor.post("/accounts/login/", sent).headers["Location"] == "/classes/join/K7MP-4QXR/"


@pytest.mark.parametrize("typed", ["XXXX-XXXX", "0", "🦊", "<b>", "-", "é" * 40])
def test_a_wrong_code_is_told_at_the_field(cast: Cast, classroom: Classroom, typed: str) -> None:
    answer = as_person(cast.student).post("/classes/join/", {"code": typed})
    assert answer.status_code == 200
    assert "No class has this code." in answer.context["form"].errors["code"][0]
    assert answer.context["form"]["code"].value() == typed, "what she typed stays"
    assert not Enrolment.objects.exists()


def test_guessing_is_limited(cast: Cast, classroom: Classroom) -> None:
    student = as_person(cast.student)
    with mock.patch.object(tries, "MOST", 3):
        for _try in range(5):
            student.post("/classes/join/", {"code": "K7MP4QXR"})  # right ones count for nothing
        Enrolment.objects.all().delete()
        student.post("/classes/join/", {"code": "AAAA"})
        assert student.get("/classes/join/AAAA-AAAA/").status_code == 404
        student.post("/classes/join/", {"code": "AAAA"})
        page = student.post("/classes/join/", {"code": "K7MP4QXR"}).content.decode()
        assert "That was a lot of tries." in page
        assert student.get("/classes/join/K7MP-4QXR/").status_code == 429
        assert student.post("/classes/join/K7MP-4QXR/").status_code == 429
        assert not Enrolment.objects.exists()
        assert as_person(cast.classmate).post("/classes/join/", {"code": "K7MP4QXR"}).status_code == 302


def test_a_closed_class_takes_nobody_in(cast: Cast, classroom: Classroom) -> None:
    Classroom.objects.update(is_open=False)
    student = as_person(cast.student)
    page = student.post("/classes/join/", {"code": "K7MP4QXR"}).content.decode()
    assert "takes nobody in by its code now" in page
    link = student.get("/classes/join/K7MP-4QXR/")
    assert link.status_code == 404
    assert "Biology 7b" not in link.content.decode()
    assert student.post("/classes/join/K7MP-4QXR/").status_code == 409
    Classroom.objects.update(is_open=True, archived_at=timezone.now())
    assert "takes nobody in" in student.post("/classes/join/", {"code": "K7MP4QXR"}).content.decode()


def test_who_cannot_join(cast: Cast, classroom: Classroom) -> None:
    page = as_person(cast.teacher).post("/classes/join/", {"code": "K7MP4QXR"}).content.decode()
    assert "You teach this class" in page
    for url in ("/classes/join/", "/classes/join/K7MP-4QXR/"):
        assert as_person(cast.staff).post(url, {"code": "K7MP4QXR"}).status_code == 403
    with pytest.raises(PermissionDenied):
        join_class(classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.staff)
    with pytest.raises(WrongState, match="does not hold any more"):
        join_class(classroom=classroom, code="OLD", way=Enrolment.Way.CODE, by=cast.student)


def test_leaving_hides_and_loses_nothing(cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    classroom = make_class(cast.teacher, cast.student)
    mark_read(student=cast.student, content=guide, items=[entries_of(guide)[0].item_id])
    before = progress_of(cast.student, guide).percentage
    enrolment, student = Enrolment.objects.get(), as_person(cast.student)
    base = f"/classes/{classroom.pk}/"
    assert student.get(f"{base}leave/").status_code == 405
    page = student.post(f"{base}leave/", follow=True).content.decode()
    assert "all you did is kept" in page
    assert student.get(base).status_code == 404
    assert student.post(f"{base}leave/").status_code == 404
    with pytest.raises(WrongState):
        leave_class(classroom=classroom, by=cast.student)
    page = as_person(cast.teacher).get(f"{base}people/").content.decode()
    assert "1 student has left" in page
    assert "Let back in" not in page, "she decides"
    with pytest.raises(WrongState, match="left by themselves"):
        let_back_in(enrolment=enrolment, by=cast.teacher)
    student.post("/classes/join/", {"code": classroom.code})
    assert Enrolment.objects.current().get() == enrolment
    assert progress_of(cast.student, guide).percentage == before > 0


def test_who_was_removed_comes_back_only_by_a_teacher(cast: Cast) -> None:
    classroom = make_class(cast.teacher, cast.student)
    enrolment, teacher, base = Enrolment.objects.get(), as_person(cast.teacher), f"/classes/{classroom.pk}/people/"
    remove, back = f"{base}{enrolment.pk}/remove/", f"{base}{enrolment.pk}/return/"
    assert teacher.get(remove).status_code == teacher.get(back).status_code == 405
    assert as_person(cast.colleague).post(remove).status_code == 404
    assert as_person(cast.student).post(remove).status_code == 403
    page = teacher.post(remove, follow=True).content.decode()
    assert "Undo: let them back in" in page
    told = Notice.objects.get(recipient=cast.student, event="class_enrolment")
    assert told.details["what"] == "removed"
    student = as_person(cast.student)
    assert student.get(f"/classes/{classroom.pk}/").status_code == 404
    page = student.post("/classes/join/", {"code": classroom.code}).content.decode()
    assert "A teacher of this class removed you." in page
    assert teacher.post(remove).status_code == 409
    assert "is in the class again" in teacher.post(back, follow=True).content.decode()
    assert student.get(f"/classes/{classroom.pk}/").status_code == 200
    teacher.post(back)
    assert Notice.objects.filter(recipient=cast.student, event="class_enrolment").count() == 2, "once each"
    other = make_class(cast.teacher, cast.classmate)
    foreign = Enrolment.objects.get(classroom=other)
    assert teacher.post(f"{base}{foreign.pk}/remove/").status_code == 404
    with pytest.raises(PermissionDenied):
        remove_student(enrolment=enrolment, by=cast.colleague)
    with pytest.raises(PermissionDenied):
        let_back_in(enrolment=enrolment, by=cast.student)


def test_joining_answers_an_invitation(cast: Cast, classroom: Classroom) -> None:
    verify(cast.student)
    ClassInvitation.objects.create(
        classroom=classroom, email=cast.student.email, invited_by=cast.teacher, invited_at=timezone.now()
    )
    join_class(classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.student)
    assert ClassInvitation.objects.get().accepted_at
    with pytest.raises(Refusal):
        join_class(classroom=classroom, code=classroom.code, way=Enrolment.Way.CODE, by=cast.teacher)
