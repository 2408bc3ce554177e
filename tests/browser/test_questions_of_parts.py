"""Questions of several parts at the browser: without JavaScript by keyboard, and as axe sees them."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from content.models import Content
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.factories import item, make_quiz, publish
from tests.progress.study import url_of

LEVELS = [{"points": 0, "text": "none"}, {"points": 4, "text": "several, and weighs them against each other"}]
QUESTIONS = (
    item("ordering", stem="From the sun outwards", entries=["Mercury", "Venus", "Earth", "Mars"]),
    item(
        "cloze",
        stem="Peru: {1:SA:=Lima#Yes.}\n\n| quantity | value |\n|---|---|\n| $g$ | {1:NM:=9.8:0.1} |\n\n"
        "{1:MC:=Berlin~Bonn} {1:MCV:=a~b} {1:MRH:%50%c~%50%d~%-100%e}",
    ),
    item("essay", stem="Why?", criteria=[{"name": "Reasons", "levels": LEVELS}]),
)


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return publish(make_quiz(cast.teacher, items=QUESTIONS), cast.reviewer)


def faults(page: Page) -> list[str]:
    page.set_viewport_size({"width": 320, "height": 640})
    found = [violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]]
    return [*found, *(["sideways"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else [])]


def test_they_are_answered_by_keyboard_alone(browser: Browser, live_server: Any, quiz: Content, cast: Cast) -> None:
    student = Person(browser, live_server.url, cast.student)
    student.open(url_of("study", quiz))
    student.press("Start the quiz")
    page = student.page
    for number, entry in enumerate(["Mercury", "Venus", "Earth", "Mars"], start=1):
        page.get_by_label(entry, exact=True).focus()
        page.keyboard.type(str(number))
    page.get_by_label("Gap 1", exact=True).focus()
    for keys in ("Lima", "", "9.8", "Berlin"):  # a wide table can be scrolled by keyboard, and takes the focus for that
        page.keyboard.type(keys)
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Because.")
    student.press("Finish")
    student.reads("2 of 2 points")
    student.context.close()


def test_axe_finds_nothing(browser: Browser, live_server: Any, quiz: Content, cast: Cast) -> None:
    student = Person(browser, live_server.url, cast.student, scripts=True)
    student.open(url_of("study", quiz))
    student.press("Start the quiz")
    assert faults(student.page) == []
    student.press("Finish")
    student.press("Finish anyway")
    assert faults(student.page) == []
    student.context.close()


def test_axe_finds_nothing_where_they_are_written(
    browser: Browser, live_server: Any, quiz: Content, cast: Cast
) -> None:
    teacher = Person(browser, live_server.url, cast.teacher, scripts=True)
    teacher.open(f"/studio/{quiz.pk}/edit/?open=all")
    for fold in teacher.page.locator("main summary").all():
        fold.click()
    assert faults(teacher.page) == []
    teacher.open(f"/studio/{quiz.pk}/edit/?as=text")
    teacher.page.locator("#id_material").fill("Broken{=a\n\nNumber{#ten}\n\nWhich?{=a =b ~c %50%}")
    teacher.press("Save")
    link = teacher.page.locator("[data-goto-line]").nth(1)
    assert faults(teacher.page) == []
    link.click()
    field = teacher.page.locator("#id_material")
    expect(field).to_be_focused()
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "Number{#ten}"
    teacher.context.close()
