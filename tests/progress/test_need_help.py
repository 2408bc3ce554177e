"""Who needs help: four tries in a row that went wrong, until one is right."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from content.kinds.study_guide import CheckQuestion
from content.models import Content
from progress.actions.attempting import check_answer, start_attempt
from progress.actions.reading import answer_check
from progress.actions.taking_back import undo_review
from progress.classes.helping import Struggle, needs_help
from progress.classes.panel import help_panel
from progress.models import Enrolment, QuizAttempt, Response, ReviewLog, SectionCheck
from progress.models.memory import Rating
from tests.cast import Cast, make_cast
from tests.factories import choice, item, make_content, make_deck, publish
from tests.progress.busy_class import CHECK, QUESTIONS, check, entries, take, turn
from tests.progress.classes import give, make_class
from tests.progress.quizzes import make_ruled_quiz
from tests.progress.study import now, publish_changed
from tests.together import at_once

WRONG, RIGHT = [1, 1, 1, 1], [0, 0, 0, 0]


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="Plants")


@pytest.fixture
def guide(cast: Cast) -> Content:
    return make_checked_guide(cast)


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher), cast.reviewer)


def make_checked_guide(cast: Cast) -> Content:
    sections = (item("section", heading="Roots", body="They hold the plant.", question=CHECK),)
    return publish(make_content(cast.teacher, "study_guide", "Parts", sections), cast.reviewer)


def of(student: User, *contents: Content) -> list[Struggle]:
    return needs_help([student.pk], [content.pk for content in contents]).get(student.pk, [])


def test_four_wrong_answers_in_a_row_until_one_is_right(quiz: Content, cast: Cast) -> None:
    for _time in range(3):
        take(cast.student, quiz, [1, 0, 0, 0])
    assert of(cast.student, quiz) == []
    fourth = take(cast.student, quiz, [1, 0, 0, 0])
    (struggle,) = of(cast.student, quiz)
    first = Response.objects.filter(item_version=entries(quiz)[0]).earliest("answered_at")
    assert (struggle.item_id, struggle.content_id) == (entries(quiz)[0].item_id, quiz.pk)
    assert (struggle.wrong, struggle.since) == (4, first.answered_at)
    assert fourth.number == 4
    take(cast.student, quiz, WRONG)
    assert [struggle.wrong for struggle in of(cast.student, quiz)] == [5]
    take(cast.student, quiz, RIGHT)
    assert of(cast.student, quiz) == []
    for _time in range(3):
        take(cast.student, quiz, WRONG)
    assert of(cast.student, quiz) == []
    take(cast.student, quiz, WRONG)
    assert [struggle.wrong for struggle in of(cast.student, quiz)] == [4] * 4


def test_only_the_whole_is_right_and_what_is_left_out_is_no_try(quiz: Content, cast: Cast) -> None:
    first = entries(quiz)[0].pk
    for _time in range(5):
        take(cast.student, quiz, [1])
    Response.objects.filter(attempt__number=5, item_version=first).update(fraction="0.9")
    assert [struggle.wrong for struggle in of(cast.student, quiz)] == [5]
    Response.objects.filter(attempt__number=1, item_version=first).update(answer=None, fraction=0)
    assert [struggle.wrong for struggle in of(cast.student, quiz)] == [4]
    Response.objects.filter(attempt__number=2, item_version=first).update(answer=None, fraction=0)
    assert of(cast.student, quiz) == []


def test_what_a_person_grades_or_has_to_grade_is_not_counted(quiz: Content, cast: Cast) -> None:
    for _time in range(4):
        take(cast.student, quiz, [1])
    latest = Response.objects.filter(attempt__number=4, item_version=entries(quiz)[0])
    latest.update(fraction=None)
    assert of(cast.student, quiz) == []
    latest.update(fraction=0, graded_at=now(), graded_by=cast.teacher)
    assert of(cast.student, quiz) == []


def test_an_answer_checked_in_practice_counts_at_once(cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="Drill", mode="practice")
    for _time in range(4):
        take(cast.student, quiz, [1])
    assert len(of(cast.student, quiz)) == 1
    attempt, question = start_attempt(student=cast.student, content=quiz), entries(quiz)[0].pk
    check_answer(attempt=attempt, by=cast.student, question=question, answers={question: {"choice": ["0"]}})
    assert of(cast.student, quiz) == []


def test_tries_under_another_key_say_nothing(quiz: Content, cast: Cast) -> None:
    for _time in range(4):
        take(cast.student, quiz, [1])
    assert len(of(cast.student, quiz)) == 1
    other_key = choice("Which gas do plants take in?", "Oxygen", "Carbon dioxide", "Nitrogen", shuffle=False).data
    publish_changed(quiz, cast.reviewer, {"options": vars(other_key)["options"]})
    assert of(cast.student, quiz) == []


def test_the_question_of_a_section(guide: Content, cast: Cast) -> None:
    section = entries(guide)[0]
    for _time in range(3):
        check(cast.student, guide, 1)
    answer_check(student=cast.student, content=guide, item_version_id=section.pk, submitted={})
    assert of(cast.student, guide) == []
    kept = SectionCheck.objects.get()
    assert (kept.wrong_in_a_row, kept.answer) == (3, None)
    check(cast.student, guide, 1)
    (struggle,) = of(cast.student, guide)
    assert (struggle.item_id, struggle.wrong, struggle.since) == (section.item_id, 4, kept.wrong_since)
    check(cast.student, guide, 0)
    assert of(cast.student, guide) == []
    kept.refresh_from_db()
    assert (kept.wrong_in_a_row, kept.wrong_since) == (0, None)


def test_another_key_of_a_section_begins_anew(guide: Content, cast: Cast) -> None:
    for _time in range(4):
        check(cast.student, guide, 1)
    other = CheckQuestion(type="true_false", data={"stem": "Roots hold the plant.", "answer": True})
    section = publish_changed(guide, cast.reviewer, {"question": other})
    assert of(cast.student, section) == []
    version = entries(section)[0].pk
    answer_check(student=cast.student, content=section, item_version_id=version, submitted={"choice": ["false"]})
    assert SectionCheck.objects.get().wrong_in_a_row == 1


def test_a_card_that_is_forgotten_four_times(deck: Content, cast: Cast) -> None:
    for _time in range(4):
        turn(cast.student, deck, 0, Rating.AGAIN)
    turn(cast.student, deck, 1, Rating.AGAIN)
    (struggle,) = of(cast.student, deck)
    assert (struggle.item_id, struggle.wrong) == (entries(deck)[0].item_id, 4)
    turn(cast.student, deck, 0, Rating.AGAIN)
    assert [struggle.wrong for struggle in of(cast.student, deck)] == [5]
    turn(cast.student, deck, 0, Rating.HARD)
    assert of(cast.student, deck) == []


def test_a_review_that_was_taken_back_is_no_try(deck: Content, cast: Cast) -> None:
    for _time in range(4):
        turn(cast.student, deck, 0, Rating.AGAIN)
    undo_review(student=cast.student, log_id=ReviewLog.objects.latest("reviewed_at").pk)
    assert of(cast.student, deck) == []


def test_everybody_in_one_query(
    quiz: Content, guide: Content, deck: Content, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for student in (cast.student, cast.classmate):
        for _time in range(4):
            take(student, quiz, WRONG)
            check(student, guide, 1)
            turn(student, deck, 0, Rating.AGAIN)
    keys = [cast.student.pk, cast.classmate.pk]
    with django_assert_num_queries(1):
        found = needs_help(keys, [quiz.pk, guide.pk, deck.pk])
    assert {student: len(struggles) for student, struggles in found.items()} == dict.fromkeys(keys, 6)
    first = entries(quiz)[0].item_id
    assert [len(each) for each in needs_help(keys, [quiz.pk, guide.pk, deck.pk], first).values()] == [1, 1]
    assert needs_help(keys, [guide.pk])[cast.student.pk][0].content_id == guide.pk
    assert needs_help([], [quiz.pk]) == needs_help(keys, []) == {}


def test_the_desk_of_a_teacher_names_her_classes(
    client: Client, quiz: Content, deck: Content, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert help_panel(cast.teacher) is None
    classroom = make_class(cast.teacher, cast.student, cast.classmate)
    make_class(cast.teacher, cast.classmate, name="Without it")
    give(classroom, quiz, opens_at=now() - timedelta(days=1))
    for _time in range(4):
        take(cast.student, quiz, WRONG)
        turn(cast.classmate, deck, 0, Rating.AGAIN)  # which nobody gave her
    with django_assert_max_num_queries(2):
        panel = help_panel(cast.teacher)
    assert panel is not None
    assert [(each.name, each.students) for each in panel.context["classes"]] == [("Biology 7b", 1)]
    client.force_login(cast.teacher)
    page = client.get("/studio/").content.decode()
    assert f'href="/classes/{classroom.pk}/progress/?show=help"' in page
    assert help_panel(cast.colleague) is None
    Enrolment.objects.filter(student=cast.student).update(left_at=now())
    assert help_panel(cast.teacher) is None


@pytest.mark.django_db(transaction=True)
def test_wrong_answers_sent_at_once_are_all_counted() -> None:
    cast = make_cast()
    guide = make_checked_guide(cast)
    at_once(lambda: check(cast.student, guide, 1), times=4)
    assert SectionCheck.objects.get().wrong_in_a_row == 4
    assert len(of(cast.student, guide)) == 1


def test_attempts_are_told_apart_by_student_and_piece(quiz: Content, cast: Cast) -> None:
    other = make_ruled_quiz(cast.teacher, cast.reviewer, items=QUESTIONS, title="Others")
    for _time in range(2):
        take(cast.student, quiz, WRONG)
        take(cast.student, other, WRONG)
        take(cast.classmate, quiz, WRONG)
    assert QuizAttempt.objects.count() == 6
    assert needs_help([cast.student.pk, cast.classmate.pk], [quiz.pk, other.pk]) == {}
