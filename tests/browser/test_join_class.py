"""A teacher makes a class by keyboard; a student joins it by its link, on a phone and without scripts; the teacher
pastes a list with every sort of row; axe finds nothing on any page of it."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from progress.models import ClassInvitation, Classroom, Enrolment
from tests.browser.keyboard import at_the_desk
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.progress.classes import make_class, verify

CLASS = re.compile(r"/classes/[0-9a-f-]{36}/(#main)?$")  # a fragment stays through a redirect
LIST = """Name;E-Mail
Ada Byron;ada@example.com
"Hopper, Grace" <grace@example.com>

ada@example.com
Tamara; tamara@example.org
Sami Example; sami@example.org
Emmy Noether; emmy@example
nobody at all"""


def check(page: Page) -> None:
    """Nothing for axe to find, and nothing that scrolls sideways."""
    found = Axe().run(page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == [], page.url
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url


def test_a_class_is_made_by_keyboard(browser: Browser, live_server: Any, cast: Cast) -> None:
    with at_the_desk(browser, live_server.url, cast.teacher) as hands:
        page = hands.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        hands.tab_to("Classes", within=8)
        hands.go("Enter", "**/classes/")
        check(page)
        hands.tab_to("Skip to the content", within=1)
        hands.press("Enter")
        hands.tab_to("New class", within=2)
        hands.go("Enter", "**/classes/new/")
        hands.tab_to("Skip to the content", within=1)
        hands.press("Enter")
        hands.tab_to("Name", within=3)
        hands.type("Biology 7b")
        hands.go("Enter", CLASS)
        expect(page.locator("main")).to_contain_text("The class is made.")
        check(page)
        hands.tab_to("Link", within=16)
        hands.tab_to("Copy", within=1)
        hands.press("Enter")
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#join-link").input_value()
        hands.tab_to("Show it to the class", within=1)
        hands.go("Enter", re.compile(r"/poster/"))
        check(page)
        code = page.locator("output").inner_text()
    assert code.replace("-", "") == Classroom.objects.get().code


def test_a_student_joins_on_a_phone_without_scripts(browser: Browser, live_server: Any, cast: Cast) -> None:
    classroom = make_class(cast.teacher, code="K7MP4QXR")
    phone = Person(browser, live_server.url, None)
    phone.page.set_viewport_size({"width": 320, "height": 640})
    phone.page.goto("/classes/join/K7MP-4QXR/")
    phone.page.locator("[name=login]").fill(cast.student.email)
    phone.page.locator("[name=password]").fill("an-honest-password")
    phone.press("Log in")
    phone.reads("Biology 7b")
    phone.reads("Tamara Example")
    assert not Enrolment.objects.exists(), "looking never joins"
    phone.press("Join")
    phone.reads("You are in “Biology 7b” now.")
    assert Enrolment.objects.get(classroom=classroom).student == cast.student
    phone.page.get_by_text("Leave this class").click()
    phone.press("Leave")
    phone.reads("You are in no class yet")
    phone.page.get_by_label("Code of the class").fill("AAAA AAAA")
    phone.press("Join")
    phone.reads("No class has this code.")
    phone.page.get_by_label("Code of the class").fill("k7mp 4qxr")
    phone.press("Join")
    phone.reads("You are in “Biology 7b” now.")
    phone.context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_list_with_every_sort_of_row(browser: Browser, live_server: Any, cast: Cast, width: int) -> None:
    classroom = make_class(cast.teacher, cast.classmate)
    verify(cast.student)
    teacher = Person(browser, live_server.url, cast.teacher, scripts=True)
    teacher.page.set_viewport_size({"width": width, "height": 800})
    teacher.open(f"/classes/{classroom.pk}/")
    check(teacher.page)
    teacher.press("Invite students")
    teacher.fill("Names and addresses", LIST)
    teacher.press("Invite")
    teacher.reads("3 people are invited.")
    teacher.reads("It stands in line 2 already.")
    teacher.reads("“emmy@example” has no dot after the @")
    box = teacher.page.get_by_label("Names and addresses")
    assert box.input_value() == "Emmy Noether; emmy@example\nnobody at all"
    check(teacher.page)
    box.fill("Emmy Noether; emmy@example.com")
    teacher.press("Invite")
    teacher.reads("1 person is invited.")
    asked = {"ada@example.com", "grace@example.com", "sami@example.org", "emmy@example.com"}
    assert set(ClassInvitation.objects.values_list("email", flat=True)) == asked
    teacher.press("See the people of the class")
    check(teacher.page)
    teacher.press("Remove Clara Example")
    check(teacher.page)
    teacher.press("Undo")
    teacher.reads("Clara Example is in the class again")
    teacher.context.close()
    student = Person(browser, live_server.url, cast.student, scripts=True)
    student.page.set_viewport_size({"width": width, "height": 800})
    student.open("/classes/")
    check(student.page)
    student.press("Accept and join Biology 7b")
    student.reads("You are in “Biology 7b” now.")
    check(student.page)
    student.context.close()
