"""The people of a class: its page for teachers, who teaches it, and its head, of which there is always one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice, Profile, User
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from progress.actions import teaching
from progress.models import ClassInvitation, Classroom, ClassTeacher, Enrolment
from tests.cast import Cast
from tests.factories import UserFactory
from tests.progress.classes import as_person, make_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher, cast.student)


def url_of(classroom: Classroom, rest: str = "people/") -> str:
    return f"/classes/{classroom.pk}/{rest}"


def add(classroom: Classroom, cast: Cast) -> ClassTeacher:
    return teaching.add_teacher(classroom=classroom, who="carlos", by=cast.teacher)


def heads(classroom: Classroom) -> list[User]:
    return [found.teacher for found in classroom.teachers.filter(is_head=True)]


def fill(classroom: Classroom, cast: Cast, count: int) -> None:
    """So many more students, as many who left, and as many invitations."""
    now, first = timezone.now(), User.objects.count()
    people = [
        User(username=f"s{n}", email=f"s{n}@example.org", full_name=f"Student {n:04d}", password="!")
        for n in range(first, first + 2 * count)
    ]
    User.objects.bulk_create(people)
    Profile.objects.bulk_create(Profile(user=person) for person in people)
    Enrolment.objects.bulk_create(
        Enrolment(
            classroom=classroom,
            student=person,
            way="link",
            joined_at=now,
            left_at=now - timedelta(minutes=place) if place >= count else None,
            removed_by=cast.teacher if place >= count else None,
        )
        for place, person in enumerate(people)
    )
    ClassInvitation.objects.bulk_create(
        ClassInvitation(classroom=classroom, email=f"i{n}@example.com", invited_by=cast.teacher, invited_at=now)
        for n in range(first, first + count)
    )


def test_the_page_says_who_is_in_it_and_how(cast: Cast, classroom: Classroom) -> None:
    add(classroom, cast)
    User.objects.filter(pk=cast.student.pk).update(status=User.Status.SUSPENDED)
    page = as_person(cast.teacher).get(url_of(classroom)).content.decode()
    for words in ["Sami Example", "By code", "Suspended", "Carlos Example", "Tamara Example", "Head", "Add a teacher"]:
        assert words in page
    page = as_person(cast.colleague).get(url_of(classroom)).content.decode()
    assert "Stop teaching it" in page
    assert "Add a teacher" not in page, "only the head does that"


def test_a_class_of_five_hundred(cast: Cast, classroom: Classroom) -> None:
    teacher = as_person(cast.teacher)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert teacher.get(address).status_code == 200
        return len(queries)

    addresses = [url_of(classroom, ""), *(f"{url_of(classroom)}{show}" for show in ("", "?show=left", "?show=invited"))]
    fill(classroom, cast, 2)
    few = [cost(address) for address in addresses]
    fill(classroom, cast, 500)
    assert [cost(address) for address in addresses] == few
    assert max(few) <= 15
    for show, word in (("", "Remove"), ("?show=left&", "Let back in"), ("?show=invited&", "Take back")):
        seen, address = 0, f"{url_of(classroom)}{show}"
        while address:
            answer = teacher.get(address)
            seen += len(answer.context["page"].rows)
            assert word in answer.content.decode()
            token = answer.context["page"].next
            address = f"{url_of(classroom)}{show or '?'}after={token}" if token else ""
        assert seen == (503 if not show else 502)
    page = teacher.get(url_of(classroom)).content.decode()
    assert "See all 502 invitations" in page
    assert len(page) < 200_000


@pytest.mark.parametrize("query", ["?show=nonsense", "?after=nonsense", "?removed=nonsense", "?show=left&after=%00"])
def test_odd_addresses_show_the_page(cast: Cast, classroom: Classroom, query: str) -> None:
    assert as_person(cast.teacher).get(url_of(classroom) + query).status_code == 200


def test_the_head_adds_a_teacher(cast: Cast, classroom: Classroom) -> None:
    head, url = as_person(cast.teacher), url_of(classroom, "teachers/add/")
    page = head.post(url, {"who": "Carlos@Example.org"}, follow=True).content.decode()
    assert "Carlos Example teaches the class with you now." in page
    told = Notice.objects.get(recipient=cast.colleague, event="class_teaching")
    assert told.url == f"/classes/{classroom.pk}/"
    colleague = as_person(cast.colleague)
    assert colleague.get(url_of(classroom, "")).status_code == 200
    assert colleague.get(url).status_code == 403
    assert "teaches this class already" in head.post(url, {"who": "carlos"}).content.decode()
    assert as_person(cast.student).get(url).status_code == 403
    assert colleague.post(url_of(classroom, "archive/")).status_code == 403
    with pytest.raises(PermissionDenied):
        teaching.add_teacher(classroom=classroom, who="tessa", by=cast.colleague)


def test_who_cannot_be_added_cannot_be_told_from_nobody(cast: Cast, classroom: Classroom) -> None:
    UserFactory.create(username="gone", roles=[Role.TEACHER], status=User.Status.SUSPENDED)
    head, answers = as_person(cast.teacher), set()
    for who in ("nobody@example.org", "sami", "zoe", "gone", "omar", "🦊"):
        page = head.post(url_of(classroom, "teachers/add/"), {"who": who})
        answers.add(page.context["form"].errors["who"][0])
        assert f'value="{who}"' in page.content.decode()
    assert len(answers) == 1
    Enrolment.objects.create(classroom=classroom, student=cast.colleague, way="code", joined_at=timezone.now())
    with pytest.raises(Refusal, match="in this class as a student"):
        add(classroom, cast)


def test_a_teacher_is_removed_or_leaves(cast: Cast, classroom: Classroom) -> None:
    head, colleague = as_person(cast.teacher), as_person(cast.colleague)
    added = add(classroom, cast)
    remove = url_of(classroom, f"teachers/{added.pk}/remove/")
    assert head.get(remove).status_code == 405
    assert colleague.post(remove).status_code == 403
    assert "does not teach the class any more" in head.post(remove, follow=True).content.decode()
    assert colleague.get(url_of(classroom, "")).status_code == 404
    assert head.post(remove).status_code == 404
    with pytest.raises(WrongState):
        teaching.remove_teacher(teacher=added, by=cast.teacher)
    add(classroom, cast)
    leave = url_of(classroom, "teachers/leave/")
    assert colleague.get(leave).status_code == 405
    assert "You do not teach" in colleague.post(leave, follow=True).content.decode()
    assert Notice.objects.get(recipient=cast.teacher, event="class_teaching").details["what"] == "left"
    with pytest.raises(WrongState):
        teaching.leave_teaching(classroom=classroom, by=cast.colleague)
    assert head.post(leave).status_code == 409
    own = classroom.teachers.get(teacher=cast.teacher)
    assert head.post(url_of(classroom, f"teachers/{own.pk}/remove/")).status_code == 409
    assert heads(classroom) == [cast.teacher]


def test_the_class_is_handed_on(cast: Cast, classroom: Classroom) -> None:
    head, added = as_person(cast.teacher), add(classroom, cast)
    url = url_of(classroom, f"teachers/{added.pk}/hand-on/")
    assert "Only Carlos Example can hand it back." in head.get(url).content.decode()
    assert heads(classroom) == [cast.teacher], "looking changes nothing"
    page = head.post(url, follow=True).content.decode()
    assert "Carlos Example is the head of the class now. You still teach it." in page
    assert heads(classroom) == [cast.colleague]
    assert head.post(url).status_code == 403
    own = classroom.teachers.get(teacher=cast.colleague)
    assert as_person(cast.colleague).get(url_of(classroom, f"teachers/{own.pk}/hand-on/")).status_code == 404
    with pytest.raises(WrongState, match="only to somebody who teaches it"):
        teaching.hand_on_class(teacher=own, by=cast.colleague)


def test_it_is_not_handed_on_to_who_is_gone(cast: Cast, classroom: Classroom) -> None:
    added = add(classroom, cast)
    User.objects.filter(pk=cast.colleague.pk).update(status=User.Status.INACTIVE)
    with pytest.raises(WrongState, match="no active teacher"):
        teaching.hand_on_class(teacher=added, by=cast.teacher)
    assert "Inactive" in as_person(cast.teacher).get(url_of(classroom)).content.decode()


def test_an_archived_class_keeps_its_people(cast: Cast, classroom: Classroom) -> None:
    added = add(classroom, cast)
    Classroom.objects.update(archived_at=timezone.now())
    head = as_person(cast.teacher)
    page = head.get(url_of(classroom)).content.decode()
    for words in ("Remove", "Hand on", "Add a teacher"):
        assert words not in page
    for address in (f"teachers/{added.pk}/remove/", f"teachers/{added.pk}/hand-on/"):
        assert head.post(url_of(classroom, address)).status_code == 409
    assert head.post(url_of(classroom, f"people/{Enrolment.objects.get().pk}/remove/")).status_code == 409
    assert "This class is archived" in head.post(url_of(classroom, "teachers/add/"), {"who": "tina"}).content.decode()
