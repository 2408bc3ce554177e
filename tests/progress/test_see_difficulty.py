"""An author sees how hard the questions of her quiz are, and who took it, on one scale."""

import re
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Content, Topic
from progress.actions.calibrating import calibrate
from progress.charts.wright import HEAD, ROW, draw_map
from progress.difficulty.saying import say_difficulties, say_difficulty, say_logits
from progress.difficulty.scale import Scale, load_scale
from progress.models import Calibration, ItemDifficulty
from tests.cast import Cast
from tests.factories import choice, item, make_deck, make_guide, make_quiz, publish
from tests.progress.answered import answer_all, make_students
from tests.progress.grading_help import co_author
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of


def url(content: Content) -> str:
    return f"/studio/{content.pk}/difficulty/"


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Three questions, the second after a text, that 24 students answered; the last all of them got right."""
    items = (choice("Often", "yes", "no"), choice("Seldom", "yes", "no"), choice("Always", "yes", "no"))
    topic = Topic.objects.at_path("Biology / Cells")
    quiz = make_quiz(cast.teacher, items=(*items, item("description", stem="Well done.")), topic=topic)
    publish(quiz, cast.reviewer)
    pupils = make_students(24)
    marks: dict[Any, Any] = {pupil: [n % 4 != 0, n % 5 == 0, True] for n, pupil in enumerate(pupils)}
    answer_all(quiz, {pupil: [int(mark) for mark in shares] for pupil, shares in marks.items()})
    return quiz


def read(client: Client, content: Content) -> str:
    page = client.get(url(content))
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def test_before_anything_is_known(author: Client, quiz: Content, cast: Cast) -> None:
    page = read(author, quiz)
    assert "Nothing can be estimated yet" in page
    assert "How hard it is cannot be told before students have answered it." in page
    assert "difficulty__map" not in page
    assert "Students see no question of this quiz" in read(author, make_quiz(cast.teacher, title="Draft"))


def test_questions_the_hardest_first(author: Client, quiz: Content) -> None:
    calibration = calibrate(subject=Topic.objects.get(path="Biology"))
    page = read(author, quiz)
    table = page[page.index("Question by question") :]
    assert re.findall(r"Often|Seldom|Always", table)[:3] == ["Seldom", "Often", "Always"]
    assert "All 24 students who answered it got it right" in table
    difficulty = ItemDifficulty.objects.get(item_version=entries_of(quiz)[1]).difficulty or 0
    assert say_logits(difficulty) in table
    assert "From 72 first answers of 24 students to 3 questions" in page
    assert "Whoever studies this subject would earn about" in page
    assert "24 students who took the quiz" in page
    assert calibration.spread is not None


def test_the_link_on_the_page_of_the_quiz(author: Client, quiz: Content, cast: Cast) -> None:
    assert url(quiz) in author.get(f"/studio/{quiz.pk}/").content.decode()
    deck = make_deck(cast.teacher)
    assert url(deck) not in author.get(f"/studio/{deck.pk}/").content.decode()


def test_only_who_may_edit_a_quiz(client: Client, quiz: Content, cast: Cast) -> None:
    helper = co_author(quiz)
    for person, status in [
        (helper, 200),
        (cast.colleague, 404),
        (cast.reviewer, 403),
        (cast.student, 403),
        (cast.stranger, 403),
    ]:
        client.force_login(person)
        assert client.get(url(quiz)).status_code == status
    client.force_login(cast.teacher)
    assert client.post(url(quiz)).status_code == 405
    assert client.get(url(make_guide(cast.teacher))).status_code == 404


def test_pages_and_queries(author: Client, cast: Cast) -> None:
    def make(count: int) -> Content:
        items = tuple(choice(f"Ask {n}", "yes", "no") for n in range(count))
        quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, title=f"Quiz of {count}")
        pupils = make_students(10, f"pupil{count}of")
        answer_all(quiz, {pupil: [(n + at) % 3 % 2 for at in range(count)] for n, pupil in enumerate(pupils)})
        calibrate(subject=None)
        return quiz

    def count(quiz: Content) -> int:
        author.get(url(quiz))
        with CaptureQueriesContext(connection) as queries:
            author.get(url(quiz))
        return len(queries)

    assert count(make(3)) == count(make(45)) <= 15
    page = author.get(url(Content.objects.get(title="Quiz of 45")))
    seen = [row.number for row in page.context["rows"]]
    while page.context["next_url"]:
        page = author.get(page.request["PATH_INFO"] + page.context["next_url"])
        seen += [row.number for row in page.context["rows"]]
    assert sorted(seen) == list(range(1, 46))
    assert "That page is no longer there" in author.get(f"{page.request['PATH_INFO']}?after=x").content.decode()


SCALE = Scale(Calibration(), mean=0.5, spread=1.0, item_spread=1.2)


@pytest.mark.parametrize(
    ("difficulty", "label", "percent"),
    [(1.6, "Hard", 29), (1.4, "Medium", 32), (-0.4, "Medium", 68), (-0.6, "Easy", 71)],
)
def test_hard_and_easy_are_against_the_students(difficulty: float, label: str, percent: int) -> None:
    said = say_difficulty(ItemDifficulty(difficulty=difficulty, error=0.2, count=40, right=9), SCALE)
    ability = np.random.default_rng(1).normal(0.5, np.hypot(1, 0.2), 1_000_000)
    assert percent == round(100 * (1 / (1 + np.exp(difficulty - ability))).mean())
    assert (said.label, said.percent) == (label, percent)
    assert said.sentence == f"Of 100 students of the subject about {percent} get it right."
    assert said.details.endswith("logits, standard error 0.20, from 40 answers")


def test_what_is_not_sure_is_said() -> None:
    rough = ItemDifficulty(difficulty=-1.234, error=0.9, count=1, right=0)
    assert say_difficulty(rough, SCALE).sentence.endswith("This is but roughly known yet.")
    assert say_difficulty(rough, SCALE).details == "−1.23 logits, standard error 0.90, from 1 answer"
    none = ItemDifficulty(difficulty=None, error=None, count=3, right=0)
    assert "None of the 3 students who answered it got it right" in say_difficulty(none, SCALE).sentence
    alone = ItemDifficulty(difficulty=None, error=None, count=3, right=2)
    assert "has no others of its subject to be compared with" in say_difficulty(alone, SCALE).sentence
    assert "cannot be told" in say_difficulty(None, SCALE).sentence
    assert [say_logits(value) for value in (0.001, -0.004, -0.0051, 1, -1)] == [
        "0.00",
        "0.00",
        "−0.01",
        "+1.00",
        "−1.00",
    ]


def test_sayings_of_a_piece_in_few_queries(quiz: Content) -> None:
    calibrate(subject=Topic.objects.get(path="Biology"))
    pks = [entry.pk for entry in entries_of(quiz)]
    with CaptureQueriesContext(connection) as queries:
        said = say_difficulties(Content.objects.get(pk=quiz.pk), pks)
    assert len(queries) <= 6
    assert [bool(said[pk].label) for pk in pks] == [True, True, False, False]
    scale = load_scale(quiz)
    assert scale is not None
    assert scale.calibration.computed_at <= timezone.now()


def test_the_map_has_a_row_for_each_half_logit() -> None:
    assert draw_map({}, {0: 3}) is None
    drawn = draw_map({1: 0.2, 2: -0.3, 3: 1.1, 4: 0.49, 5: 99.0}, {-1: 4, 2: 8, -99: 1})
    assert drawn is not None
    assert [row.low for row in drawn.rows] == [place / 2 for place in range(11, -13, -1)]
    assert drawn.height == HEAD + ROW * 24
    found = {row.low: (row.numbers, row.students, row.width) for row in drawn.rows if row.numbers or row.students}
    assert found == {
        5.5: ([5], 0, 0),
        1.0: ([3], 8, 30),
        0.0: ([1, 4], 0, 0),
        -0.5: ([2], 4, 15),
        -6.0: ([], 1, 3.75),
    }
    assert drawn.students == 13
    assert [row.mark for row in drawn.rows][9:14] == ["+1", "", "0", "", "−1"]
    many = draw_map(dict.fromkeys(range(1, 10), 0.0), {})
    assert many is not None
    assert [(list(row.shown), row.more) for row in many.rows] == [([1, 2, 3, 4, 5], 4)]
