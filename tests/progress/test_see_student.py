"""One student in a class: she sees of herself what her teachers see."""

import random
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Content
from progress.models import Enrolment, LearningProgress, QuizAttempt
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import make_deck, publish
from tests.progress.busy_class import QUESTIONS, BusyClass, check, entries, make_busy_class, take, turn
from tests.progress.classes import give
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import now

FIGURE = re.compile(r'data-figure="(\w+)"[^>]*>(.*?)</(?:dd|span|a|summary)>', re.DOTALL)
WORK = re.compile(r'<article class="work" id="w-([^"]+)".*?</article>', re.DOTALL)


@pytest.fixture
def busy(cast: Cast) -> BusyClass:
    return make_busy_class(cast)


def url_of(busy: BusyClass, name: str) -> str:
    return f"/classes/{busy.classroom.pk}/students/{busy.students[name].pk}/"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def read(client: Client, url: str) -> str:
    page = client.get(url)
    assert page.status_code == 200
    return page.content.decode()


def figures(page: str) -> dict[str, list[tuple[str, str]]]:
    """All figures of a student's page, by assignment; "" are her sums."""
    found = {work[1]: [(name, words(text)) for name, text in FIGURE.findall(work[0])] for work in WORK.finditer(page)}
    head = page[: page.index('class="works"')] if 'class="works"' in page else page
    return {"": [(name, words(text)) for name, text in FIGURE.findall(head)], **found}


def cells(page: str, student: str) -> dict[str, str]:
    """What the table of the class says of her, by assignment."""
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f"/students/{student}/" in row)
    return {re.findall(r"#w-([^\"]+)", cell)[0]: words(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)}


def in_table(shown: list[tuple[str, str]]) -> str:
    """The figures of a student's page as the table of the class writes them."""
    by_name = dict(shown)
    state = by_name["state"]
    number = by_name.get("score") or (by_name["percentage"] if state in ("Under way", "Missed") else "")
    return " ".join(filter(None, (state, number, by_name.get("late"), by_name.get("help"))))


def study_at_random(busy: BusyClass) -> None:
    chance = random.Random(7)
    for student in busy.students.values():
        for _time in range(chance.randrange(6)):
            take(student, busy.quiz, [chance.randrange(2) for _question in range(4)])
        for _time in range(chance.randrange(6)):
            check(student, busy.guide, chance.randrange(2))
        for _time in range(chance.randrange(9)):
            turn(student, busy.deck, chance.randrange(3), chance.choice(list(Rating)))
        LearningProgress.objects.filter(student=student).update(time_spent=chance.randrange(9000))


def test_every_figure_is_the_same_for_her_and_for_her_teacher(client: Client, busy: BusyClass, cast: Cast) -> None:
    study_at_random(busy)
    give(busy.classroom, publish(make_deck(cast.teacher, title="More words"), cast.reviewer), due_at=None)
    client.force_login(cast.teacher)
    table = read(client, f"/classes/{busy.classroom.pk}/progress/")
    for name, student in busy.students.items():
        client.force_login(cast.teacher)
        seen = figures(read(client, url_of(busy, name)))
        client.force_login(student)
        assert figures(read(client, url_of(busy, name))) == seen
        assert len(seen) == 5
        in_class = cells(table, str(student.pk))
        assert {key: in_table(shown) for key, shown in seen.items() if key} == in_class
        done = sum(text.startswith("Done") for text in in_class.values())
        whole = sum(not text.startswith("Excused") for text in in_class.values())
        assert dict(seen[""])["done"] == f"{done} of {whole}"


def test_what_stands_on_it(client: Client, busy: BusyClass, cast: Cast) -> None:
    client.force_login(cast.teacher)
    page = read(client, url_of(busy, "sami"))
    quiz = figures(page)[str(busy.given["quiz"].pk)]
    shown = dict(quiz)
    assert shown["score"] == "25%"
    assert shown["wrong"] == "3 of 4 latest answers not wholly right"
    assert (shown["late"], shown["help"]) == ("Late", "Needs help")
    for said in ["Sami Example sees these very figures.", "4 tries in a row went wrong here.", "Oxygen", "Attempt 4"]:
        assert said in page
    assert f'href="/classes/{busy.classroom.pk}/items/{entries(busy.quiz)[0].item_id}/"' in page


def test_her_own_page_is_kind_and_says_who_sees_it(client: Client, busy: BusyClass) -> None:
    client.force_login(busy.students["sami"])
    page = read(client, url_of(busy, "sami"))
    assert "The teachers of this class see these very figures of you" in page
    assert "or ask your teacher." in page
    assert f'href="/study/{busy.quiz.pk}/attempts/1/"' in page
    assert "/items/" not in page
    client.force_login(busy.students["omid"])
    assert "went wrong here" not in read(client, url_of(busy, "omid"))


def test_a_quiz_that_tells_the_score_alone_tells_no_more_here(client: Client, busy: BusyClass, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="Exam", results="score", attempts=9)
    give(busy.classroom, quiz, opens_at=now() - timedelta(days=1))
    busy.classroom.assignments.exclude(content=quiz).update(removed_at=now())
    for _time in range(4):
        take(busy.students["sami"], quiz, [1, 0, 0, 0])
    client.force_login(busy.students["sami"])
    own = read(client, url_of(busy, "sami"))
    client.force_login(cast.teacher)
    seen = read(client, url_of(busy, "sami"))
    assert figures(own) == figures(seen)
    assert "1 of 4 latest answers not wholly right" in own
    assert "Which gas do plants take in?" not in own
    assert "A question of this quiz" in own
    assert "Which gas do plants take in?" in seen
    assert "The quiz tells students the score alone" in seen


def test_nothing_else_that_she_studies_is_shown(client: Client, busy: BusyClass, cast: Cast) -> None:
    private: Content = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="On her own")
    for _time in range(4):
        take(busy.students["omid"], private, [1, 1, 1, 1])
    client.force_login(cast.teacher)
    page = read(client, url_of(busy, "omid"))
    assert "On her own" not in page
    assert "Needs help" not in page


def test_who_may(client: Client, busy: BusyClass, cast: Cast) -> None:
    url = url_of(busy, "sami")
    assert client.get(url).status_code == 302
    people = [
        (cast.student, 200), (cast.classmate, 404), (cast.teacher, 200), (cast.colleague, 404), (cast.staff, 403),
        (cast.stranger, 403),
    ]  # fmt: skip
    for person, status in people:
        client.force_login(person)
        assert client.get(url).status_code == status
        if status == 200:
            assert client.post(url).status_code == 405
    Enrolment.objects.filter(student=cast.student).update(left_at=now())
    for person in (cast.student, cast.teacher):
        client.force_login(person)
        assert client.get(url).status_code == 404


def test_queries_do_not_grow(client: Client, busy: BusyClass, cast: Cast) -> None:
    def count() -> int:
        client.get(url_of(busy, "sami"))
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(busy, "sami"))
        return len(queries)

    client.force_login(cast.student)
    before = count()
    assert before <= 15
    for number in range(5):
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title=f"Quiz {number}")
        give(busy.classroom, quiz, opens_at=now() - timedelta(days=1))
        for _time in range(4):
            take(busy.students["sami"], quiz, [1, 1, 0, 0])
    assert QuizAttempt.objects.filter(student=cast.student).count() == 24
    assert count() == before
