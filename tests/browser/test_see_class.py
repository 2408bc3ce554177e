"""A teacher looks at her class, at one of its students and at a question; the student finds the same figures."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import Person
from tests.browser.test_read_the_desk import OPEN_ALL, wrong
from tests.cast import Cast
from tests.progress.busy_class import BusyClass, make_busy_class

STATES = ["Needs help", "Under way", "Late", "Not begun", "Done", "Excused"]
FIGURES = "[...document.querySelectorAll('[data-figure]')].map((it) => [it.dataset.figure, it.textContent.trim()])"


@pytest.fixture
def busy(cast: Cast) -> BusyClass:
    return make_busy_class(cast)


def find_row(person: Person, name: str) -> Any:
    return person.page.locator(".matrix tbody tr").filter(has_text=name)


def test_from_the_class_to_a_student_and_to_a_question(
    browser: Browser, live_server: Any, cast: Cast, busy: BusyClass
) -> None:
    teacher = Person(browser, live_server.url, cast.teacher)  # without scripts
    teacher.page.set_viewport_size({"width": 1280, "height": 800})
    teacher.open(f"/classes/{busy.classroom.pk}/progress/")
    for state in STATES:
        teacher.reads(state)
    expect(teacher.page.locator(".matrix tbody tr").first).to_contain_text("Sami Example")
    teacher.press("Need help")
    expect(teacher.page.locator(".matrix tbody tr")).to_have_count(1)
    teacher.follow("Sami Example")
    teacher.reads("4 tries in a row went wrong here.")
    seen = teacher.page.evaluate(FIGURES)
    teacher.follow("Which gas do plants take in?")
    teacher.reads("Carbon dioxide")
    expect(teacher.page.locator("tbody tr")).to_have_count(3)
    expect(teacher.page.locator("tbody tr").first).to_contain_text("Oxygen")
    teacher.press("Progress")
    teacher.context.close()

    student = Person(browser, live_server.url, cast.student)
    student.open(f"/classes/{busy.classroom.pk}/students/{cast.student.pk}/")
    student.reads("The teachers of this class see these very figures of you")
    assert student.page.evaluate(FIGURES) == seen
    assert len(seen) > 20
    assert student.page.goto(f"/classes/{busy.classroom.pk}/progress/").status == 403  # type: ignore[union-attr]
    student.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")])
def test_wide_and_on_a_phone(
    browser: Browser, live_server: Any, cast: Cast, busy: BusyClass, width: int, scheme: Any
) -> None:
    teacher = Person(browser, live_server.url, cast.teacher, scripts=True)
    teacher.page.set_viewport_size({"width": width, "height": 800})
    teacher.page.emulate_media(color_scheme=scheme)
    teacher.open(f"/classes/{busy.classroom.pk}/progress/")
    teacher.page.evaluate(OPEN_ALL)
    assert wrong(teacher.page) == []
    done = find_row(teacher, "Clara Example").locator("td").first
    expect(done).to_be_visible(visible=width > 600)  # on a phone her sum says it
    expect(find_row(teacher, "Clara Example")).to_contain_text("3 of 3 done")
    expect(find_row(teacher, "Noor Haddad").locator("td").first).to_be_visible()
    find_row(teacher, "Noor Haddad").get_by_role("link", name=re.compile("Under way 25%")).click()
    expect(teacher.page.locator(".work:target")).to_contain_text("How plants eat")
    teacher.page.evaluate(OPEN_ALL)
    assert wrong(teacher.page) == []
    teacher.follow("Which gas do plants take in?")
    teacher.page.evaluate(OPEN_ALL)
    assert wrong(teacher.page) == []
    teacher.context.close()
