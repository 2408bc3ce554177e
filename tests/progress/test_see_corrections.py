"""What a student reads of her result once a person had a hand in it: the grade with its levels, and each correction."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from content.models import Content
from progress.actions.grading import grade_response
from progress.corrections import corrections_of, grades_by_hand
from progress.models import GradeChange, QuizAttempt, Regrade
from tests.cast import Cast
from tests.progress.grading_help import essay, essay_of, essay_quiz, rubric_essay, take
from tests.progress.study import now


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return essay_quiz(cast.teacher, cast.reviewer, rubric_essay(), essay("Why is grass green?", points="2"))


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return take(cast.student, quiz)


def test_a_grade_with_its_levels(
    attempt: QuizAttempt, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert grades_by_hand(attempt) == {}
    first = grade_response(response=essay_of(attempt), by=cast.teacher, levels=[1, 0], remark="Well <seen>.")
    grade_response(response=essay_of(attempt, 1), by=cast.teacher, points=Decimal("0.5"))
    with django_assert_num_queries(1):
        grades = grades_by_hand(attempt)
    graded = grades[first.item_version_id]
    assert [graded.earned, graded.points, graded.by] == [3, 4, cast.teacher]
    html = render_to_string("progress/quiz/_graded.html", {"graded": graded})
    for words in ["3 of 4 points", "Cause", "names scattering", "0 of 1", "Well &lt;seen&gt;.", "Graded by Tamara"]:
        assert words in html


def test_corrections_say_from_what_to_what_and_why(
    attempt: QuizAttempt, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    response = grade_response(response=essay_of(attempt), by=cast.teacher, levels=[0, 0])
    assert corrections_of(attempt) == []  # the first grade corrects nothing
    grade_response(response=response, by=cast.teacher, levels=[1, 0], seen=response.graded_at)
    regrade = Regrade.objects.create(
        content=attempt.content,
        item=response.item_version.item,
        item_version=response.item_version,
        policy="full",
        reason="The key was <wrong>.",
        by=cast.teacher,
        started_at=now(),
    )
    GradeChange.objects.create(
        response=response,
        regrade=regrade,
        by=cast.teacher,
        at=now(),
        fraction_before=0,
        fraction_after=1,
        score_before=6,
        max_score_before=10,
        score_after=7,
        max_score_after=10,
    )
    with django_assert_num_queries(1):
        latest, first = corrections_of(attempt)
    assert [latest.before, latest.after, latest.reason] == [6, 7, "The key was <wrong>."]
    assert [first.before, first.after, first.reason] == [1, 4, ""]
    html = render_to_string("progress/quiz/_corrections.html", {"corrections": [latest, first]})
    for words in ["from 6 to 7 of 10", "The key was &lt;wrong&gt;.", "from 1 to 4 of 5"]:
        assert words in html
