"""A teacher sees her class: who is stuck, who is done, who has not begun, and what the class gets wrong."""

import gzip
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, User
from content.models import Content
from progress.classes.access import can_see_student
from progress.classes.answers import hardest_items
from progress.classes.figures import assignments_of, load_rows, students_of, summarise_work
from progress.classes.standing import State
from progress.models import Classroom, ClassTeacher, Enrolment
from tests.cast import Cast
from tests.factories import choice, make_quiz, publish
from tests.progress.busy_class import BusyClass, entries, make_busy_class, take
from tests.progress.classes import give, make_class
from tests.progress.study import now


@pytest.fixture
def busy(cast: Cast) -> BusyClass:
    return make_busy_class(cast)


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def url_of(classroom: Classroom, query: str = "") -> str:
    return f"/classes/{classroom.pk}/progress/{query}"


def read(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def names(page: str) -> list[str]:
    """The students of the table, in its order."""
    body = page[page.index('class="table table--cards matrix"') :]
    people = ["Sami Example", "Clara Example", "Noor Haddad", "Omid Karimi", "Vera Lindt"]
    body = body[: body.index("</table>")]
    return sorted((name for name in people if name in body), key=body.index)


def test_who_needs_help_stands_first_and_who_is_done_last(teacher: Client, busy: BusyClass) -> None:
    page = read(teacher, url_of(busy.classroom))
    assert names(page) == ["Sami Example", "Noor Haddad", "Omid Karimi", "Clara Example", "Vera Lindt"]
    for words in ["0 of 3 done", "3 of 3 done", "2 of 2 done", "1 late", "Excused", "Not begun", "Needs help"]:
        assert words in page


def test_each_state_is_what_it_is(busy: BusyClass) -> None:
    given, students = list(assignments_of(busy.classroom, now())), busy.students
    rows = {row.student: row for row in load_rows(given, list(students_of(busy.classroom)))}
    states = {name: [cell.standing.state for cell in rows[students[name]].cells] for name in students}
    assert [each.content for each in given] == [busy.quiz, busy.guide, busy.deck]
    assert states == {
        "sami": [State.BEGUN, State.BEGUN, State.BEGUN],
        "clara": [State.DONE, State.DONE, State.DONE],
        "noor": [State.BEGUN, State.BEGUN, State.BEGUN],
        "omid": [State.NOT_BEGUN, State.NOT_BEGUN, State.NOT_BEGUN],
        "vera": [State.EXCUSED, State.DONE, State.DONE],
    }
    assert [len(cell.struggles) for cell in rows[students["sami"]].cells] == [3, 1, 1]
    assert [cell.is_overdue for cell in rows[students["omid"]].cells] == [True, False, False]


def test_the_figures_of_each_assignment(busy: BusyClass) -> None:
    given = list(assignments_of(busy.classroom, now()))
    quiz, guide, deck = summarise_work(given, load_rows(given, list(students_of(busy.classroom))))
    assert (quiz.students, quiz.done, quiz.late, quiz.not_begun, quiz.need_help) == (4, 1, 3, 1, 1)
    assert (quiz.mean, quiz.scored) == (Decimal(75 + 25 + 25) / 3, 3)
    assert (guide.students, guide.done, guide.late, guide.not_begun, guide.mean) == (5, 2, 0, 1, None)
    assert (deck.done, deck.need_help, deck.scored) == (2, 1, 0)


def test_groups_and_single_assignments_stand_in_the_address(teacher: Client, busy: BusyClass) -> None:
    groups = {
        "?show=help": ["Sami Example"],
        "?show=late": ["Sami Example", "Noor Haddad", "Omid Karimi"],
        "?show=not-begun": ["Omid Karimi"],
        "?show=done": ["Clara Example", "Vera Lindt"],
        f"?work={busy.given['quiz'].pk}&show=done": ["Clara Example"],
        f"?work={busy.given['guide'].pk}&show=help": ["Sami Example"],
    }
    assert {query: names(read(teacher, url_of(busy.classroom, query))) for query in groups} == groups
    page = read(teacher, url_of(busy.classroom, f"?work={busy.given['deck'].pk}&show=late"))
    assert "Nobody is late." in page
    for query in ["?show=everybody", "?work=nothing", f"?work={busy.classroom.pk}"]:
        assert teacher.get(url_of(busy.classroom, query)).status_code == 404


def test_what_the_class_gets_wrong(teacher: Client, busy: BusyClass) -> None:
    found = hardest_items([each.pk for each in busy.students.values()], [busy.quiz.pk, busy.guide.pk, busy.deck.pk])
    gas, leaves, place, sugar = (entry.item_id for entry in entries(busy.quiz))
    roots, card = entries(busy.guide)[0].item_id, entries(busy.deck)[0].item_id
    assert {each.item_id: (each.wrong, each.count) for each in found} == {
        gas: (2, 3), place: (2, 3), sugar: (2, 3), leaves: (1, 3), roots: (1, 2), card: (1, 4)
    }  # fmt: skip
    assert [round(each.mean, 4) for each in found] == [0.3333, 0.3333, 0.3333, 0.5, 0.6667, 0.75]
    common = {each.item_id: (each.common, each.times) for each in found}
    assert common[gas] == ("Oxygen", 2)
    assert common[leaves] == common[card] == ("", 0)
    page = read(teacher, url_of(busy.classroom))
    assert f'href="/classes/{busy.classroom.pk}/items/{gas}/"' in page
    assert "2 of 3 wrong" in page


def test_only_the_latest_answer_counts(busy: BusyClass) -> None:
    sami = busy.students["sami"]
    take(sami, busy.quiz, [0, 1, 0, 0])
    found = hardest_items([sami.pk], [busy.quiz.pk])
    assert [(each.item_id, each.mean) for each in found] == [(entries(busy.quiz)[1].item_id, 0)]


def test_whoever_left_is_hidden_with_all_her_figures(teacher: Client, busy: BusyClass) -> None:
    Enrolment.objects.filter(student=busy.students["sami"]).update(left_at=now())
    page = read(teacher, url_of(busy.classroom))
    assert "Sami" not in page
    assert "Needs help" not in page
    assert "1 of 2 wrong" in page


def test_what_is_to_come_or_was_taken_back_is_not_shown(teacher: Client, busy: BusyClass) -> None:
    busy.classroom.assignments.filter(content=busy.quiz).update(removed_at=now())
    busy.classroom.assignments.filter(content=busy.deck).update(opens_at=now() + timedelta(days=1))
    page = read(teacher, url_of(busy.classroom))
    assert "How plants eat" not in page
    assert "Words of botany" not in page
    assert "Parts of a plant" in page


def test_empty_classes_say_what_comes_first(teacher: Client, cast: Cast) -> None:
    assert "Nobody is in this class yet" in read(teacher, url_of(make_class(cast.teacher)))
    assert "Nothing is given to do yet" in read(teacher, url_of(make_class(cast.teacher, cast.student)))


def test_who_may(client: Client, busy: BusyClass, cast: Cast) -> None:
    url = url_of(busy.classroom)
    assert client.get(url).status_code == 302
    for person, status in [(cast.colleague, 404), (cast.student, 403), (cast.staff, 403), (cast.stranger, 403)]:
        client.force_login(person)
        assert client.get(url).status_code == status
    ClassTeacher.objects.create(classroom=busy.classroom, teacher=cast.colleague, added_by=cast.teacher, added_at=now())
    client.force_login(cast.colleague)
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


def test_rows_and_checks_of_who_sees_whom_agree(busy: BusyClass, cast: Cast) -> None:
    other = make_class(cast.colleague, cast.classmate, cast.student, name="Chemistry")
    Enrolment.objects.filter(classroom=other, student=cast.student).update(left_at=now())
    seen = 0
    for person in [*vars(cast).values(), *busy.students.values()]:
        rows = set(Enrolment.objects.visible_to(person))
        assert rows == {each for each in Enrolment.objects.all() if can_see_student(person, each)}
        seen += len(rows)
    assert seen == 5 + 1 + 2 * 1 + 2 * 2 + 3  # of the teachers, of Sami and Clara, who are among the cast, of the rest


def make_crowd(count: int) -> list[User]:
    people = [
        User(username=f"crowd{n}", email=f"crowd{n}@example.org", full_name=f"Student {n:03}", password="!")
        for n in range(count)
    ]
    User.objects.bulk_create(people)
    Profile.objects.bulk_create([Profile(user=person) for person in people])
    return people


def join(classroom: Classroom, people: list[User]) -> None:
    Enrolment.objects.bulk_create(
        Enrolment(classroom=classroom, student=person, way="list", joined_at=now()) for person in people
    )


def quiz_of(cast: Cast, number: int, questions: int = 2) -> Content:
    items = tuple(choice(f"Question {n} of quiz {number}?", "Yes", "No") for n in range(questions))
    return publish(make_quiz(cast.teacher, title=f"Quiz {number} about the living world", items=items), cast.reviewer)


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_students_or_assignments(teacher: Client, busy: BusyClass, cast: Cast) -> None:
    urls = [url_of(busy.classroom), url_of(busy.classroom, f"?work={busy.given['quiz'].pk}")]
    before = [count_queries(teacher, url) for url in urls]
    assert max(before) <= 15
    join(busy.classroom, make_crowd(30))
    for number in range(8):
        quiz = quiz_of(cast, number)
        give(busy.classroom, quiz, opens_at=now() - timedelta(days=1))
        for _time in range(4):
            take(cast.student, quiz, [0, 0])
    assert [count_queries(teacher, url) for url in urls] == before


def test_a_class_of_300_comes_by_pages_that_are_light(teacher: Client, cast: Cast) -> None:
    crowd = make_crowd(300)
    classroom = make_class(cast.teacher)
    join(classroom, crowd)
    for number in range(20):
        give(classroom, quiz_of(cast, number, 1), opens_at=now() - timedelta(days=2), due_at=now() - timedelta(days=1))
    page = teacher.get(url_of(classroom))
    html = page.content.decode()
    assert html.count("matrix__who") == 40
    assert len(gzip.compress(page.content)) < 40_000  # with its styles and scripts less than 60 kB
    seen = [name for name in (person.full_name for person in crowd) if name in html]
    while page.context["next_url"]:
        page = teacher.get(url_of(classroom) + page.context["next_url"])
        assert "What the class gets wrong" not in page.content.decode()
        seen += [person.full_name for person in crowd if person.full_name in page.content.decode()]
    assert seen == [person.full_name for person in crowd]
    back = teacher.get(url_of(classroom) + page.context["previous_url"]).content.decode()
    assert "Student 240" in back
    assert "Student 280" not in back
    assert "no longer there" in teacher.get(url_of(classroom, "?after=nonsense")).content.decode()
