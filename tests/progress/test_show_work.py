"""What a student has to do for her classes: on her desk, and in the rows of a class."""

from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.reading import mark_read
from progress.classes.standing import standings
from progress.classes.work import class_work, given_work, pressing_work
from progress.models import Assignment, AssignmentException, Classroom
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_quiz, publish
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of, later, now, right_answers


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher, cast.student, cast.classmate)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def guide_of(cast: Cast, title: str) -> Content:
    return publish(make_guide(cast.teacher, title=title), cast.reviewer)


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def read(cast: Cast, guide: Content, parts: int = 3) -> None:
    mark_read(student=cast.student, content=guide, items=[entry.item_id for entry in entries_of(guide)][:parts])


def test_the_desk(learner: Client, cast: Cast, classroom: Classroom) -> None:
    late, soon, done, upcoming = (guide_of(cast, title) for title in ("Overdue", "Soon", "Finished", "Upcoming"))
    give(classroom, soon, due_at=in_days(1), note="Slowly.")
    give(classroom, late, opens_at=in_days(-3), due_at=in_days(-1))
    give(classroom, done, due_at=in_days(1))
    give(classroom, upcoming, opens_at=in_days(1))
    read(cast, done)
    read(cast, soon, 1)
    page = learner.get("/study/").content.decode()
    block = page[page.index("For your classes") : page.index("In progress")]
    assert block.index("Overdue") < block.index("Soon")
    assert "Late: was due" in block
    assert "33% done" in block
    assert "Biology 7b" in block
    assert "Slowly." in block
    assert "Finished" not in block
    assert "Upcoming" not in block


def test_nothing_to_do_says_nothing(learner: Client, cast: Cast, classroom: Classroom) -> None:
    guide = guide_of(cast, "Finished")
    give(classroom, guide)
    read(cast, guide)
    assert "For your classes" not in learner.get("/study/").content.decode()


def test_her_own_zone_and_date(learner: Client, cast: Cast, classroom: Classroom) -> None:
    due_at = in_days(5).replace(hour=22, minute=30)
    assignment = give(classroom, guide_of(cast, "Leaves"), due_at=in_days(1))
    AssignmentException.objects.create(
        assignment=assignment, student=cast.student, due_at=due_at, given_by=cast.teacher, given_at=now()
    )
    cast.student.profile.time_zone = "Asia/Kathmandu"
    cast.student.profile.save()
    local = due_at + timedelta(hours=5, minutes=45)
    assert f"Due {local.day} {local:%B} {local.year}, 04:15" in learner.get("/study/").content.decode()


def test_the_desk_judges_as_all_pages_do(cast: Cast, classroom: Classroom) -> None:
    """It reads the evidence in one query of its own."""
    plain = make_ruled_quiz(cast.teacher, cast.reviewer, title="Plain", pass_mark=50)
    ruled = make_ruled_quiz(cast.teacher, cast.reviewer, title="Ruled", counts="average")
    given = [
        give(classroom, guide_of(cast, "Guide"), due_at=in_days(1)),
        give(classroom, publish(make_deck(cast.teacher), cast.reviewer)),
        give(classroom, plain, closes_at=in_days(3), pass_mark=100),
        give(classroom, ruled, opens_at=in_days(-2), due_at=in_days(-1), attempts=3),
        give(make_class(cast.teacher, cast.student, name="Other"), plain, pass_mark=90),
    ]
    read(cast, given[0].content, 2)
    for quiz in (plain, ruled, ruled, plain):
        attempt = start_attempt(student=cast.student, content=quiz)
        answers = dict(list(right_answers(attempt).items())[:2])
        finish_attempt(attempt=attempt, by=cast.student, answers=answers, as_shown=True, accepts_missing=True)
    start_attempt(student=cast.student, content=ruled)
    AssignmentException.objects.create(
        assignment=given[3], student=cast.student, due_at=in_days(1), given_by=cast.teacher, given_at=now()
    )
    found = standings(given, [cast.student])
    rows = pressing_work(cast.student, now())
    assert len(rows) == len(given)
    for row in rows:
        assert row.standing == found[row.assignment.pk, cast.student.pk], row.title


def test_rows_of_a_class(cast: Cast, classroom: Classroom) -> None:
    soon, excused, done, missed, upcoming = (guide_of(cast, f"Guide {n}") for n in range(5))
    give(classroom, upcoming, opens_at=in_days(1))
    give(classroom, missed, opens_at=in_days(-3), closes_at=in_days(-1))
    give(classroom, done)
    give(classroom, soon, due_at=in_days(1))
    exempt = give(classroom, excused)
    AssignmentException.objects.create(
        assignment=exempt,
        student=cast.student,
        is_excused=True,
        given_by=cast.teacher,
        given_at=now(),
    )
    read(cast, done)
    rows = class_work(classroom, cast.student)
    assert [row.words.split(" ")[0] for row in rows[:2]] == ["Due", "Opens"]
    assert {row.words.split(" ")[0] for row in rows[2:]} == {"Done", "You", "Closed"}
    assert rows[1].url == "", "nobody opens what is not open yet"
    html = render_to_string("classes/work/_mine.html", {"work": rows})
    assert html.count("rows__item") == 5
    Content.objects.filter(pk=soon.pk).update(status=Content.Status.ARCHIVED)
    assert class_work(classroom, cast.student)[0].url == ""
    given = given_work(classroom, [cast.student, cast.classmate])
    assert len(given) == 5
    counts = {row.title: (row.done, row.students) for row in given}
    assert (counts["Guide 2"], counts["Guide 1"]) == ((1, 2), (0, 1))
    html = render_to_string("classes/work/_given.html", {"given": given, "classroom": classroom})
    assert html.count("rows__item") == 5


@pytest.mark.parametrize("size", [1, 12])
def test_queries(
    learner: Client, cast: Cast, classroom: Classroom, size: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(size):
        give(classroom, guide_of(cast, f"Guide {number}"), due_at=in_days(1))
        give(classroom, publish(make_quiz(cast.teacher, title=f"Quiz {number}"), cast.reviewer))
    read(cast, Assignment.objects.earliest("given_at").content, 1)
    with django_assert_max_num_queries(15):
        page = learner.get("/study/").content.decode()
    assert page.count("rows__item") == 2 * size + 1
    with django_assert_max_num_queries(5):
        class_work(classroom, cast.student)
    with django_assert_max_num_queries(5):
        given_work(classroom, [cast.student, cast.classmate])
    with later(days=2), django_assert_max_num_queries(1):
        assert pressing_work(cast.student, now())[0].words.startswith("Late")
