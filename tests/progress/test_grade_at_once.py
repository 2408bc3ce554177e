"""Two grade at once, or a grade and a regrade come together, on two connections: nothing is lost or doubled."""

from decimal import Decimal
from functools import partial

import pytest

from accounts.models import Notice
from accounts.refusals import Refusal
from content.models import Content
from progress.actions.excepting import give_exception
from progress.actions.grading import GradedMeanwhile, grade_response
from progress.actions.progressing import compute_figures, values_of
from progress.actions.regrading import carry_out_regrade, start_regrade
from progress.models import GradeChange, QuizAttempt, QuizException, Regrade, Response
from progress.regrading import standing_wording
from tests.cast import Cast, make_cast
from tests.factories import choice, item, make_quiz, publish
from tests.progress.grading_help import co_author, essay, essay_of, essay_quiz, score_of, take
from tests.progress.study import entries_of, progress_of, publish_changed
from tests.together import together as all_together

pytestmark = pytest.mark.django_db(transaction=True)
together = partial(all_together, refusal=Refusal)


def test_two_graders_of_one_answer_do_not_overwrite_each_other() -> None:
    cast = make_cast()
    quiz = essay_quiz(cast.teacher, cast.reviewer)
    response, helper = essay_of(take(cast.student, quiz)), co_author(quiz)
    made = together(
        lambda: grade_response(response=response, by=cast.teacher, points=Decimal(1)),
        lambda: grade_response(response=response, by=helper, points=Decimal(4)),
    )
    assert sum(isinstance(outcome, GradedMeanwhile) for outcome in made) == 1
    change = GradeChange.objects.get()
    response.refresh_from_db()
    assert (response.fraction, response.graded_by) == (change.fraction_after, change.by)


def test_two_answers_of_one_attempt_are_both_in_its_score() -> None:
    cast = make_cast()
    quiz = essay_quiz(cast.teacher, cast.reviewer, essay("First?", points="2"), essay("Second?", points="3"))
    attempt = take(cast.student, quiz)
    answers = [essay_of(attempt, 0), essay_of(attempt, 1)]
    together(
        lambda: grade_response(response=answers[0], by=cast.teacher, points=Decimal(2)),
        lambda: grade_response(response=answers[1], by=cast.teacher, points=Decimal(3)),
    )
    assert score_of(attempt) == (6, 6)
    assert Notice.objects.filter(recipient=cast.student, event="graded").count() == 1


def wrong_key(cast: Cast) -> Content:
    """A quiz with a wrong key that two students answered rightly, mended since; and an essay."""
    wrong = item("multiple_choice", stem="Gas?", options=[{"text": "O2", "credit": 100}, {"text": "CO2"}])
    quiz = publish(make_quiz(cast.teacher, items=(wrong, choice("2 + 2?", "4", "5"), essay())), cast.reviewer)
    for student in (cast.student, cast.classmate):
        attempt = take(student, quiz, right=False)
        assert attempt.score == 0
    right = item("multiple_choice", stem="Gas?", options=[{"text": "O2"}, {"text": "CO2", "credit": 100}])
    return publish_changed(quiz, cast.reviewer, {"options": vars(right.data)["options"]})


def start(quiz: Content, cast: Cast) -> Regrade:
    first = entries_of(quiz)[0].item
    now = standing_wording(quiz, first)
    assert now
    return start_regrade(
        content=quiz, item=first, seen=now.pk, policy=Regrade.Policy.BETTER, reason="Wrong key.", by=cast.teacher
    )


def is_consistent(cast: Cast, quiz: Content) -> None:
    for student in (cast.student, cast.classmate):
        figures, row = values_of(compute_figures(student.pk, quiz)), progress_of(student, quiz)
        assert {name: getattr(row, name) for name in figures} == figures


def test_a_regrade_run_twice_at_once_changes_each_answer_once() -> None:
    cast = make_cast()
    quiz = wrong_key(cast)
    regrade = start(quiz, cast)
    together(*[lambda: carry_out_regrade(regrade_id=regrade.pk)] * 3)
    regrade.refresh_from_db()
    assert (regrade.changed, GradeChange.objects.count()) == (2, 2)
    assert list(QuizAttempt.objects.values_list("score", flat=True)) == [1, 1]
    assert Notice.objects.filter(event="corrected").count() == 2
    is_consistent(cast, quiz)


def test_a_regrade_is_begun_once() -> None:
    cast = make_cast()
    quiz = wrong_key(cast)
    together(*[lambda: start(quiz, cast)] * 3)
    assert Regrade.objects.count() == 1


def test_a_grade_and_a_regrade_are_both_in_the_score() -> None:
    cast = make_cast()
    quiz = wrong_key(cast)
    regrade = start(quiz, cast)
    answers = [essay_of(attempt) for attempt in QuizAttempt.objects.select_related("content")]
    together(
        lambda: carry_out_regrade(regrade_id=regrade.pk),
        *[
            lambda answer=answer: grade_response(response=answer, by=cast.teacher, points=Decimal(1))
            for answer in answers
        ],
    )
    assert [score_of(attempt) for attempt in QuizAttempt.objects.all()] == [(2, 3), (2, 3)]
    assert not Response.objects.filter(fraction__isnull=True).exists()
    is_consistent(cast, quiz)


def test_an_exception_is_made_once() -> None:
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)

    def give(minutes: int) -> QuizException:
        return give_exception(
            content=quiz, student=cast.student, time_limit=minutes, attempts=None, reason="", by=cast.teacher
        )

    together(lambda: give(5), lambda: give(7), lambda: give(9))
    assert QuizException.objects.count() == 1
