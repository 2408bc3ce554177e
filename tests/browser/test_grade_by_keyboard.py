"""Grading by keyboard alone, from the desk to the last answer; and without scripts."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import Notice
from accounts.roles import Role
from content.models import Content
from progress.models import GradeChange, Response
from tests.browser.keyboard import at_the_desk
from tests.browser.people import Person
from tests.cast import Cast
from tests.factories import UserFactory
from tests.progress.grading_help import essay, essay_quiz, rubric_essay, take

LIST = re.compile(r"/grading/(#main)?$")  # a fragment stays through a redirect
ANSWER = re.compile(r"/grading/[0-9a-f-]{36}/(#main)?$")


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Two students answered its essay, for which there is a rubric."""
    quiz = essay_quiz(cast.teacher, cast.reviewer, rubric_essay())
    for student in (cast.student, UserFactory.create(roles=[Role.STUDENT])):
        take(student, quiz)
    return quiz


def test_two_answers_are_graded_by_keyboard(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> None:
    with at_the_desk(browser, live_server.url, cast.teacher) as hands:
        page = hands.page
        page.set_viewport_size({"width": 1280, "height": 900})
        hands.tab_to("Skip to the content", within=1)
        hands.press("Enter")
        hands.tab_to(quiz.title, within=60)
        while "grading" not in str(page.evaluate("document.activeElement.href")):
            hands.tab_to(quiz.title, within=60)
        hands.go("Enter", LIST)
        hands.tab_to("Skip to the content", within=1)
        hands.press("Enter")
        hands.tab_to("Grade the first", within=8)
        hands.go("Enter", ANSWER)
        hands.tab_to("Skip to the content", within=1)
        hands.press("Enter")
        for number in range(2):
            hands.tab_to("Cause", within=12)
            hands.press("ArrowDown", "ArrowDown", "ArrowUp")
            hands.tab_to("Words", within=2)
            hands.press("Space")
            hands.tab_to("Remark for the student", within=2)
            hands.type(f"Remark {number}")
            hands.tab_to("Save", within=2)
            hands.go("Enter", ANSWER if number == 0 else LIST)
            expect(page.locator("main")).to_contain_text("The grade is saved.")
        expect(page.locator("main")).to_contain_text("Nothing waits")
    graded = Response.objects.filter(graded_by=cast.teacher)
    assert sorted(graded.values_list("remark", flat=True)) == ["Remark 0", "Remark 1"]
    assert all(response.levels is not None for response in graded)
    assert GradeChange.objects.count() == Notice.objects.filter(event="graded").count() == 2


def test_single_keys_save_and_skip(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> None:
    person = Person(browser, live_server.url, cast.teacher, scripts=True)
    person.open(f"/studio/{quiz.pk}/grading/")
    person.press("Grade the first")
    first = person.page.url
    with person.page.expect_navigation():
        person.page.keyboard.press("n")
    assert person.page.url != first
    for label in ("3 points: names scattering", "1 point: clear"):
        person.page.get_by_label(label).check()
    with person.page.expect_navigation():
        person.page.keyboard.press("s")
    assert person.page.url == first
    person.context.close()
    assert Response.objects.get(graded_by=cast.teacher).fraction == 1


def test_without_scripts_a_mistake_keeps_what_was_typed(browser: Browser, live_server: Any, cast: Cast) -> None:
    quiz = essay_quiz(cast.teacher, cast.reviewer, essay(points="4"))
    take(cast.student, quiz)
    person = Person(browser, live_server.url, cast.teacher)
    person.open(f"/studio/{quiz.pk}/grading/")
    person.press("Grade the first")
    person.fill("Points", "5")
    person.fill("Remark for the student", "Nearly all.")
    person.press("Save")
    person.reads("less than or equal to 4")
    assert person.page.get_by_label("Remark for the student").input_value() == "Nearly all."
    person.fill("Points", "3.5")
    person.press("Save")
    person.reads("Nothing waits")
    person.context.close()
