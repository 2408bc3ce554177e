"""A teacher makes a class, changes it, opens and closes it to its code, archives it and restores it."""

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.refusals import Refusal, WrongState
from progress.actions import classes as actions
from progress.classes.codes import ALPHABET, draw_code, read_code, spell_code
from progress.models import AssignmentException, Classroom, ClassTeacher
from tests.cast import Cast
from tests.factories import make_guide, make_quiz, publish
from tests.progress.classes import as_person, give, make_class

pytestmark = pytest.mark.django_db


def test_a_class_is_made_and_changed(cast: Cast) -> None:
    teacher = as_person(cast.teacher)
    page = teacher.get("/classes/").content.decode()
    assert "A class brings your students and their work together" in page
    assert page.count("button--primary") == 1
    page = teacher.post(
        "/classes/new/", {"name": " Biology \n 7b ", "description": "Cells."}, follow=True
    ).content.decode()
    classroom = Classroom.objects.get()
    assert (classroom.name, classroom.description, classroom.is_open) == ("Biology 7b", "Cells.", True)
    head = ClassTeacher.objects.get()
    assert (head.teacher, head.is_head, head.added_by) == (cast.teacher, True, cast.teacher)
    assert spell_code(classroom.code) in page
    assert f"http://testserver/classes/join/{spell_code(classroom.code)}/" in page
    url = f"/classes/{classroom.pk}/change/"
    assert "Biology 7b" in teacher.get(url).content.decode()
    teacher.post(url, {"name": "Biology 8b", "description": ""})
    classroom.refresh_from_db()
    assert (classroom.name, classroom.description) == ("Biology 8b", "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "\u200b\u200e"}, "Give the class a name"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"name": "x\x00"}, "Null characters"),
        ({"description": "y" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_makes_no_class_is_told_and_stays(cast: Cast, fields: dict[str, str], words: str) -> None:
    sent = {"name": "Biology", "description": "About cells", **fields}
    answer = as_person(cast.teacher).post("/classes/new/", sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert words in page
    assert sent["description"] in page
    assert not Classroom.objects.exists()


def test_only_teachers_make_classes(cast: Cast) -> None:
    for person in (cast.student, cast.staff, cast.stranger):
        assert as_person(person).get("/classes/new/").status_code == 403
        assert as_person(person).post("/classes/new/", {"name": "Mine"}).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.create_class(name="Mine", description="", by=person)
    with pytest.raises(Refusal, match="Give the class a name"):
        actions.create_class(name=" ", description="", by=cast.teacher)


def test_there_is_a_limit(cast: Cast) -> None:
    with mock.patch.object(actions, "MAX_CLASSES", 1):
        first = actions.create_class(name="One", description="", by=cast.teacher)
        page = as_person(cast.teacher).post("/classes/new/", {"name": "Two"}).content.decode()
        assert "You have 1 classes. Archive one" in page
        actions.archive_class(classroom=first, by=cast.teacher)
        actions.create_class(name="Two", description="", by=cast.teacher)


def test_codes_cannot_be_misread_nor_be_the_same() -> None:
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")
    code = draw_code()
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert len({draw_code() for _n in range(500)}) == 500
    assert spell_code("K7MP4QXR") == "K7MP-4QXR"
    for typed in ("K7MP4QXR", "k7mp-4qxr", " K7 MP 4Q XR ", "k7mp\u20114qxr", "K7MP–4QXR."):
        assert read_code(typed) == "K7MP4QXR"


def test_a_code_that_is_taken_is_drawn_again(cast: Cast) -> None:
    with mock.patch.object(actions, "draw_code", side_effect=["AAAA", "AAAA", "CCCC"]):
        made = [actions.create_class(name="One", description="", by=cast.teacher) for _n in range(2)]
    assert [classroom.code for classroom in made] == ["AAAA", "CCCC"]


def test_the_code_is_closed_opened_and_renewed(cast: Cast) -> None:
    classroom = make_class(cast.teacher)
    teacher, old = as_person(cast.teacher), classroom.code
    poster = f"/classes/{classroom.pk}/poster/"
    assert spell_code(old) in teacher.get(poster).content.decode()
    page = teacher.post(f"/classes/{classroom.pk}/open/", {"open": "no"}, follow=True).content.decode()
    assert "Nobody joins by the code now." in page
    assert spell_code(old) not in page
    assert spell_code(old) not in teacher.get(poster).content.decode()
    page = teacher.post(f"/classes/{classroom.pk}/open/", {"open": "yes"}, follow=True).content.decode()
    assert spell_code(old) in page
    teacher.post(f"/classes/{classroom.pk}/code/")
    classroom.refresh_from_db()
    assert classroom.code != old


def test_it_is_archived_and_restored_by_its_head(cast: Cast) -> None:
    classroom = make_class(cast.teacher, cast.student)
    ClassTeacher.objects.create(
        classroom=classroom, teacher=cast.colleague, added_by=cast.teacher, added_at=timezone.now()
    )
    base = f"/classes/{classroom.pk}/"
    assert as_person(cast.colleague).post(f"{base}archive/").status_code == 403
    assert "Is it over?" not in as_person(cast.colleague).get(f"{base}change/").content.decode()
    teacher = as_person(cast.teacher)
    page = teacher.post(f"{base}archive/", follow=True).content.decode()
    assert "Archived on" in page
    assert "Restore it" in page
    assert "Restore it" not in as_person(cast.colleague).get(base).content.decode()
    assert "1 archived class" in teacher.get("/classes/").content.decode()
    assert "1 class that is over" in as_person(cast.student).get("/classes/").content.decode()
    assert as_person(cast.student).get(base).status_code == 200, "it can be read"
    for verb in ("archive/", "code/", "open/"):
        assert teacher.post(f"{base}{verb}").status_code == 409
    page = teacher.post(f"{base}change/", {"name": "Other", "description": "Kept"}).content.decode()
    assert "This class is archived" in page
    assert "Kept" in page
    assert "The class runs again" in teacher.post(f"{base}restore/", follow=True).content.decode()
    assert teacher.post(f"{base}restore/").status_code == 409
    for action in (actions.renew_code, actions.archive_class):
        with pytest.raises(PermissionDenied):
            action(classroom=classroom, by=cast.student)
    with pytest.raises(WrongState):
        actions.restore_class(classroom=classroom, by=cast.teacher)


def test_changes_are_posted_and_are_for_its_teachers(cast: Cast) -> None:
    classroom = make_class(cast.teacher, cast.student)
    for verb in ("archive", "restore", "code", "open"):
        url = f"/classes/{classroom.pk}/{verb}/"
        assert as_person(cast.teacher).get(url).status_code == 405
        assert as_person(cast.colleague).post(url).status_code == 404
        assert as_person(cast.student).post(url).status_code == 403


def test_the_list_counts_and_says_what_is_due(cast: Cast) -> None:
    classroom = make_class(cast.teacher, cast.student, cast.classmate)
    now = timezone.now()
    quiz, guide = publish(make_quiz(cast.teacher), cast.reviewer), publish(make_guide(cast.teacher), cast.reviewer)
    soon = give(classroom, quiz, due_at=now + timedelta(days=1))
    give(classroom, guide, due_at=now + timedelta(days=2))
    page = as_person(cast.teacher).get("/classes/").content.decode()
    assert "2 students" in page
    assert "2 open assignments" in page
    student = as_person(cast.student)
    page = student.get("/classes/").content.decode()
    assert "Small quiz" in page
    assert "Small guide" not in page
    AssignmentException.objects.create(
        assignment=soon, student=cast.student, is_excused=True, given_by=cast.teacher, given_at=now
    )
    assert "Small guide" in student.get("/classes/").content.decode()
    AssignmentException.objects.update(is_excused=False, due_at=now + timedelta(days=3))
    assert "Small guide" in student.get("/classes/").content.decode()
    assert "Small quiz" in as_person(cast.classmate).get("/classes/").content.decode()
    soon.removed_at = now
    soon.save()
    assert "1 open assignment" in as_person(cast.teacher).get("/classes/").content.decode()


def test_both_sides_of_one_person(cast: Cast) -> None:
    make_class(cast.teacher, name="Taught")
    make_class(cast.colleague, cast.teacher, name="Attended")
    page = as_person(cast.teacher).get("/classes/").content.decode()
    assert page.index("You teach") < page.index("Taught") < page.index("You are a student") < page.index("Attended")
    assert as_person(cast.staff).get("/classes/").status_code == 403


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    client = as_person(cast.teacher)
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)

    def more(number: int) -> int:
        for n in range(number):
            give(make_class(cast.teacher, cast.student, name=f"T{n}"), quiz)
            give(
                make_class(cast.colleague, cast.teacher, name=f"A{n}"), quiz, due_at=timezone.now() + timedelta(days=1)
            )
        with CaptureQueriesContext(connection) as queries:
            client.get("/classes/")
        return len(queries)

    more(1)
    assert more(1) == more(5) <= 15
