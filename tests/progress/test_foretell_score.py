"""What a class will earn: the interval holds what simulated classes do earn, in 95 of 100 cases, whatever is known."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from content.models import Content
from progress.difficulty.estimating import estimate
from progress.difficulty.forecasting import Expected, expect
from progress.difficulty.foretelling import foretell, guess_difficulty
from progress.drawing import draw_items
from progress.models import Calibration, Classroom, ItemDifficulty, StudentAbility
from tests.cast import Cast
from tests.factories import choice, make_deck, make_quiz, publish
from tests.progress.answered import make_students
from tests.progress.classes import make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import entries_of


def logistic(logits: Any) -> Any:
    return 1 / (1 + np.exp(-logits))


WORLDS = 100


@pytest.mark.parametrize(("known_students", "known_items"), [(25, 12), (25, 8), (10, 12), (0, 8)])
def test_classes_earn_what_was_foretold(known_students: int, known_items: int) -> None:
    """A class of 25 takes 12 questions. Of those who are known each answered 15 other questions of 40 once; the others,
    and the questions that nobody answered, are as usual. Points differ."""
    off = []
    for seed in range(WORLDS):
        chance = np.random.default_rng(seed)
        difficulty, ability = chance.normal(0, 1.2, 40), chance.normal(0.5, 1, 120)
        asked = np.array([chance.permutation(np.arange(12 - known_items, 40))[:15] for _student in range(120)])
        students = np.repeat(np.arange(120), 15)
        outside = (students >= 25) | (asked.ravel() >= 12)
        outside &= (students >= 25) | (students < known_students)
        students, items = students[outside], asked.ravel()[outside]
        right = chance.random(len(items)) < logistic(ability[students] - difficulty[items])
        found = estimate(students, items, right, student_count=120, item_count=40)
        assert found.mean is not None
        assert found.spread is not None
        item_spread = float(np.nanstd(found.difficulty, ddof=1))
        usual = guess_difficulty(count=0, right=0, mean=found.mean, spread=found.spread, item_spread=item_spread)
        blank, nobody = np.isnan(found.difficulty[:12]), np.isnan(found.ability[:25])
        worth = np.tile(np.where(np.arange(12) % 3, 1.0, 3.0), (25, 1))
        worth /= worth.sum()
        outlook = foretell(
            ability=np.where(nobody, found.mean, found.ability[:25]),
            ability_error=np.where(nobody, found.spread, found.ability_error[:25]),
            difficulty=np.where(blank, usual[0], found.difficulty[:12]),
            difficulty_error=np.where(blank, usual[1], found.difficulty_error[:12]),
            worth=worth,
        )
        earned = chance.random((25, 12)) < logistic(ability[:25, None] - difficulty[:12])
        off.append(((worth * earned).sum() - outlook.share) / outlook.error)
    standardised = np.array(off)
    assert abs(standardised.mean()) < 4 / np.sqrt(WORLDS)
    assert abs(np.sqrt((standardised**2).mean()) - 1) < 4 / np.sqrt(2 * WORLDS)
    assert (np.abs(standardised) < 1.96).mean() > 0.95 - 4 * np.sqrt(0.95 * 0.05 / WORLDS)


def test_what_is_not_known_widens() -> None:
    known: dict[str, Any] = {"ability": np.zeros(20), "difficulty": np.zeros(10), "worth": np.full((20, 10), 1 / 200)}
    sure, unsure = np.zeros(20), np.ones(20)
    errors = [
        foretell(ability_error=ability, difficulty_error=difficulty, **known).error
        for ability, difficulty in product((sure, unsure), (sure[:10], unsure[:10]))
    ]
    assert errors[0] == pytest.approx(np.sqrt(0.25 / 200)), "chance alone"
    assert errors[0] < min(errors[1:3]) < max(errors[1:3]) < errors[3]
    everybody = foretell(
        ability=np.zeros(1),
        ability_error=np.ones(1),
        difficulty=np.zeros(10),
        difficulty_error=np.zeros(10),
        worth=np.full((1, 10), 0.1),
        is_everybody=True,
    )
    assert [everybody.share, everybody.error] == pytest.approx([0.5, 0])


def test_a_question_that_all_got_right_is_taken_as_easy() -> None:
    usual: dict[str, Any] = {"mean": 0.5, "spread": 1.0, "item_spread": 1.2}
    assert list(guess_difficulty(count=0, right=0, **usual)) == pytest.approx([0, 1.2], rel=1e-3, abs=1e-9)
    easier = [guess_difficulty(count=count, right=count, **usual)[0] for count in (1, 5, 50)]
    assert easier == sorted(easier, reverse=True)
    assert easier[-1] < -2
    assert guess_difficulty(count=50, right=0, **usual)[0] > 2


class Known:
    """A quiz of four questions in no subject, its calibration, and a class of twelve."""

    def __init__(self, cast: Cast, quiz: Content) -> None:
        self.quiz, self.students = quiz, make_students(12)
        self.calibration = Calibration.objects.create(
            subject=None, responses=400, students=100, items=40, spread=1.0, rounds=9, computed_at=timezone.now()
        )
        self.classroom = make_class(cast.teacher, *self.students)

    def items(self, *difficulties: float | None, error: float = 0.2) -> None:
        for entry, difficulty in zip(entries_of(self.quiz), difficulties, strict=False):
            self.item(entry.pk, difficulty, error)

    def item(self, pk: Any, difficulty: float | None, error: float = 0.2) -> None:
        ItemDifficulty.objects.create(
            item_version_id=pk,
            calibration=self.calibration,
            difficulty=difficulty,
            error=None if difficulty is None else error,
            count=103,
            right=103 if difficulty is None else 50,
        )

    def able(self, ability: float, students: list[User]) -> None:
        StudentAbility.objects.bulk_create(
            StudentAbility(student=student, calibration=self.calibration, ability=ability, error=0.4, count=20)
            for student in students
        )

    def expect(self, classroom: Classroom | None = None) -> Expected:
        return expect(self.quiz, classroom or self.classroom)


@pytest.fixture
def known(cast: Cast) -> Known:
    return Known(cast, publish(make_quiz(cast.teacher), cast.reviewer))


def says(expected: Expected, classroom: Classroom | None = None) -> str:
    page = render_to_string("classes/_expected.html", {"expected": expected})
    return " ".join(page.replace("<strong>", "").replace("</strong>", "").split())


def test_a_class_and_its_hardest_questions(known: Known) -> None:
    known.items(-0.5, 0.1, 0.9, 2.0)
    known.able(0.4, known.students)
    found = known.expect()
    assert (found.items, found.known_items, found.students, found.known_students) == (4, 4, 12, 12)
    assert found.mean is not None
    assert found.low is not None
    assert found.high is not None
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    chances = [
        float((weights * logistic(0.4 - difficulty + nodes * np.hypot(0.4, 0.2))).sum() / weights.sum())
        for difficulty in (-0.5, 0.1, 0.9, 2.0)
    ]
    assert found.mean == pytest.approx(sum(chances) / 4, abs=1e-6)
    assert 0 < found.low < found.mean < found.high < 1
    assert [item.number for item in found.hardest] == [4, 3, 2]
    assert [item.chance for item in found.hardest] == pytest.approx([chances[3], chances[2], chances[1]])
    mean, low, high = found.percents
    assert f"This class would earn about {mean}% (between {low}% and {high}%), by 412 answers." in says(found)
    assert "What is 6 × 7?" in says(found)
    assert "as usual" not in says(found)


def test_points_weigh(cast: Cast) -> None:
    items = (choice("Easy", "yes", "no", points=9), choice("Hard", "yes", "no", points=1))
    known = Known(cast, make_ruled_quiz(cast.teacher, cast.reviewer, items=items))
    known.items(-4, 4)
    known.able(0, known.students)
    assert known.expect().mean == pytest.approx(0.9 * 0.98 + 0.1 * 0.02, abs=0.01)


def test_each_student_by_what_she_is_drawn(cast: Cast) -> None:
    items = tuple(choice(f"Ask {n}", "yes", "no") for n in range(6))
    pooled = tuple(type(each)(each.type, each.data, pool="pool") for each in items)
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=pooled, draws=[{"pool": "pool", "count": 2}])
    known = Known(cast, quiz)
    known.items(-6, -6, -6, 6, 6, 6)
    known.able(0, known.students)
    entries = entries_of(quiz)
    from_drawn = [
        sum(entries.index(entry) < 3 for entry in drawn) / 2 for drawn in drawn_by(known.students, quiz, entries)
    ]
    assert known.expect().mean == pytest.approx(sum(from_drawn) / 12, abs=0.01)
    assert expect(quiz).mean == pytest.approx(0.5, abs=0.01)


def drawn_by(students: list[User], quiz: Content, entries: list[Any]) -> list[list[Any]]:
    assert quiz.published_version is not None
    frame = quiz.published_version.parsed_frame
    return [draw_items(entries, frame, student.pk, quiz.pk) for student in students]


def test_what_is_not_known_is_said_and_widens(known: Known) -> None:
    known.items(-0.5, 0.1, 0.9, 2.0)
    known.able(0.0, known.students)
    sure = known.expect()
    ItemDifficulty.objects.filter(difficulty=0.1).update(difficulty=None, error=None)
    StudentAbility.objects.filter(student__in=known.students[:5]).delete()
    unsure = known.expect()
    assert (unsure.known_items, unsure.known_students, unsure.answers) == (3, 7, 309)
    assert (unsure.high or 0) - (unsure.low or 0) > (sure.high or 0) - (sure.low or 0)
    page = says(unsure)
    assert "Without an estimate yet: 1 of 4 questions." in page
    assert "Without an answer in this subject yet: 5 of 12 students." in page
    assert "taken as usual" in page


def test_too_little_is_known(known: Known, cast: Cast) -> None:
    Calibration.objects.update(rounds=0)
    assert known.expect().mean is None
    assert "Too few students have answered its questions" in says(known.expect())
    Calibration.objects.update(rounds=9)
    known.items(0.3)
    assert known.expect().mean is None, "one of four"
    known.item(entries_of(known.quiz)[1].pk, 0.4)
    assert known.expect().mean is not None
    empty = make_class(cast.teacher)
    assert expect(known.quiz, empty).reason == "Nobody is in this class yet."
    for other in (publish(make_deck(cast.teacher), cast.reviewer), make_quiz(cast.teacher)):
        assert expect(other, known.classroom).reason == "This is no published quiz."


def test_who_left_is_not_in_it(known: Known) -> None:
    known.items(0, 0, 0, 0)
    known.able(3, known.students[:6])
    known.able(-3, known.students[6:])
    known.classroom.enrolments.filter(student__in=known.students[6:]).update(left_at=timezone.now())
    found = known.expect()
    assert found.students == 6
    assert found.percents[0] > 90


def test_everybody_who_studies_the_subject(known: Known) -> None:
    known.items(0, 0, 0, 0)
    known.able(1.0, known.students[:4])
    found = expect(known.quiz)
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    chance = (weights * logistic(1 + nodes * np.hypot(1, 0.2))).sum() / weights.sum()
    assert found.mean == pytest.approx(chance, abs=1e-6)
    assert "Whoever studies this subject would earn about" in says(found)


def test_queries_do_not_grow(known: Known, cast: Cast) -> None:
    known.items(0, 0, 0, 0)

    def count() -> int:
        quiz = Content.objects.get(pk=known.quiz.pk)
        with CaptureQueriesContext(connection) as queries:
            expect(quiz, known.classroom)
        return len(queries)

    before = count()
    more = make_students(30, "more")
    known.able(0, more)
    for student in more:
        known.classroom.enrolments.create(student=student, way="code", joined_at=timezone.now())
    assert count() == before <= 8
