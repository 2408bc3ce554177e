"""A teacher gives her class a quiz by keyboard alone; a student finds it on her phone, and takes it under its rules."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from content.models import Content
from progress.models import Assignment, QuizAttempt
from tests.browser.keyboard import Keyboard
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.progress.classes import make_class
from tests.progress.quizzes import make_ruled_quiz


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, title="Leaves and light", pass_mark=50)


@pytest.fixture
def teacher(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.teacher, scripts=True)
    yield person
    person.context.close()


@pytest.fixture
def student(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.student, scripts=True)
    person.page.set_viewport_size({"width": 360, "height": 740})
    yield person
    person.context.close()


def is_fine(page: Page) -> None:
    """axe finds nothing, and nothing scrolls sideways."""
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def skip(hands: Keyboard) -> None:
    hands.tab_to("Skip to the content", within=1)
    hands.press("Enter")


def give_by_keyboard(teacher: Person, quiz: Content) -> None:
    """To Biology 7b, due in two weeks, once, in 12 minutes, for 75%; with a slip on the way."""
    hands = Keyboard(teacher.page)
    teacher.open(f"/library/{quiz.pk}/")
    skip(hands)
    hands.tab_to("Assign to a class", within=6)
    hands.go("Enter", "**/classes/assign/?content=*")
    skip(hands)
    hands.tab_to("Biology 7b", within=6)
    hands.go("Enter", "**/assign/?content=*")
    is_fine(teacher.page)
    skip(hands)
    hands.tab_to("In two weeks", within=40)
    hands.go("Enter", "**/assign/?content=*")
    hands.is_in("due_at")
    hands.tab_to("Attempts", within=40)
    hands.type("1")
    hands.tab_to("Time limit", within=1)
    hands.type("0.5")
    hands.tab_to("Pass mark", within=1)
    hands.type("75")
    hands.tab_to("What to do", within=1)
    hands.type("Without your book, please.")
    hands.tab_to("Give it to Biology 7b", within=2)
    hands.press("Enter")
    hands.is_in("time_limit")  # the browser says what is wrong there
    assert not Assignment.objects.exists()
    hands.press("Control+a")
    hands.type("12")
    hands.go("Enter", "**/work/**")


def take_on_the_phone(student: Person, assignment: Assignment) -> None:
    """From her desk, where it stands, to its result."""
    student.open("/study/")
    student.reads("For your classes")
    student.reads("Without your book, please.")
    is_fine(student.page)
    student.press("Leaves and light")
    for words in ("For Biology 7b", "75% of the points", "12 minutes from the start."):
        student.reads(words)
    is_fine(student.page)
    student.press("Start the quiz")
    attempt = QuizAttempt.objects.get()
    assert attempt.assignment == assignment
    assert attempt.deadline == attempt.started_at + timedelta(minutes=12)
    student.page.get_by_label("Carbon dioxide").check()
    student.page.get_by_label("False").check()
    student.page.locator("input[name$=-text]").first.fill("Lima")
    student.press("Finish")
    if not QuizAttempt.objects.get().is_finished:  # a question has no answer: she is asked once
        student.press("Finish")
    student.reads("75%, and 75% passes")
    is_fine(student.page)


def test_from_the_library_to_done(teacher: Person, student: Person, cast: Cast, quiz: Content) -> None:
    make_class(cast.teacher, cast.student, name="Biology 7b")
    make_class(cast.teacher, name="Chemistry")
    give_by_keyboard(teacher, quiz)
    teacher.reads("“Leaves and light” is given to Biology 7b.")
    is_fine(teacher.page)
    assignment = Assignment.objects.get()
    assert (assignment.attempts, assignment.time_limit, assignment.pass_mark) == (1, 12, 75)
    assert assignment.due_at is not None
    assert timezone.localdate(assignment.due_at) == timezone.localdate() + timedelta(days=14)
    take_on_the_phone(student, assignment)
    student.open(f"/classes/{assignment.classroom_id}/")
    student.reads("Done")
    student.reads("Score 75%")
    is_fine(student.page)
    student.open("/study/")
    student.does_not_read("For your classes")
    teacher.page.reload()
    teacher.reads("1 of 1 have done it")
    expect(teacher.page.get_by_role("button", name="Remind")).to_have_count(0)
