"""A teacher sees who in her class answered an item how."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Content
from progress.models import Enrolment
from progress.models.memory import Rating
from tests.cast import Cast
from tests.progress.busy_class import QUESTIONS, BusyClass, entries, make_busy_class, take, turn
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import now
from tests.progress.test_see_class import join, make_crowd


@pytest.fixture
def busy(cast: Cast) -> BusyClass:
    return make_busy_class(cast)


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def url_of(busy: BusyClass, content: Content, place: int = 0) -> str:
    return f"/classes/{busy.classroom.pk}/items/{entries(content)[place].item_id}/"


def rows(client: Client, url: str) -> list[str]:
    page = client.get(url)
    assert page.status_code == 200
    body = page.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body.split("</tr>") if "<th" in row]


def test_wrong_answers_stand_first(teacher: Client, busy: BusyClass) -> None:
    noor, sami, clara = rows(teacher, url_of(busy, busy.quiz))
    assert noor.startswith("Noor Haddad Oxygen Not right 0%")
    assert sami.startswith("Sami Example Oxygen Not right Needs help 0%")
    assert clara.startswith("Clara Example Carbon dioxide Right 100%")
    page = teacher.get(url_of(busy, busy.quiz)).content.decode()
    assert "33.3% of the points on the mean, in the latest answers of 3 students" in page
    assert "Right answer" in page
    assert "2 students have not answered it" in page
    assert "Omid Karimi" in page.split("2 students have not answered it")[1]


def test_the_question_of_a_section_and_a_card(teacher: Client, busy: BusyClass) -> None:
    assert next(row.split(" Not")[0] for row in rows(teacher, url_of(busy, busy.guide))) == "Sami Example Light"
    cards = rows(teacher, url_of(busy, busy.deck))
    assert cards[0].startswith("Sami Example Again Not known Needs help 0%")
    assert sum("Easy Known 100%" in row for row in cards) == 2
    nothing = teacher.get(url_of(busy, busy.guide, 1)).content.decode()
    assert "Nobody in the class has answered this yet." in nothing
    assert "5 students have not answered it" in nothing


def test_only_students_of_the_class_and_only_the_latest(teacher: Client, busy: BusyClass, cast: Cast) -> None:
    Enrolment.objects.filter(student=busy.students["noor"]).update(left_at=now())
    take(busy.students["sami"], busy.quiz, [2, 0, 0, 0])
    sami, clara = rows(teacher, url_of(busy, busy.quiz))
    assert sami.startswith("Sami Example Nitrogen")
    assert clara.startswith("Clara Example")
    turn(busy.students["sami"], busy.deck, 0, Rating.GOOD)
    assert not any("Needs help" in row for row in rows(teacher, url_of(busy, busy.deck)))


def test_only_items_of_what_was_given(teacher: Client, busy: BusyClass, cast: Cast) -> None:
    other = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="Not given")
    assert teacher.get(url_of(busy, other)).status_code == 404
    assert teacher.get(f"/classes/{busy.classroom.pk}/items/{busy.classroom.pk}/").status_code == 404


def test_who_may(client: Client, busy: BusyClass, cast: Cast) -> None:
    url = url_of(busy, busy.quiz)
    assert client.get(url).status_code == 302
    for person, status in [(cast.colleague, 404), (cast.student, 403), (cast.staff, 403), (cast.stranger, 403)]:
        client.force_login(person)
        assert client.get(url).status_code == status
    client.force_login(cast.teacher)
    assert client.post(url).status_code == 405


def test_queries_do_not_grow_and_answers_come_by_pages(teacher: Client, busy: BusyClass, cast: Cast) -> None:
    def count() -> int:
        teacher.get(url_of(busy, busy.quiz))
        with CaptureQueriesContext(connection) as queries:
            teacher.get(url_of(busy, busy.quiz))
        return len(queries)

    before = count()
    assert before <= 15
    crowd = make_crowd(45)
    cast.student.groups.get().user_set.add(*crowd)
    join(busy.classroom, crowd)
    for student in crowd:
        take(student, busy.quiz, [1, 1, 1, 1])
    assert count() == before
    page = teacher.get(url_of(busy, busy.quiz))
    assert len(rows(teacher, url_of(busy, busy.quiz))) == 40
    assert len(rows(teacher, url_of(busy, busy.quiz) + page.context["next_url"])) == 8
