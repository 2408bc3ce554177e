"""A teacher looks at how her questions fare, on a small phone and without scripts."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from content.models import Content, ReviewPolicy
from progress.actions.counting import count_attempts
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.factories import make_quiz, publish
from tests.progress.statistics_help import CHOICES, students, take
from tests.progress.study import url_of


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Who does well elsewhere chooses the third option of the first question."""
    ReviewPolicy.objects.create(pk=1, enough_answers=10)
    quiz = publish(make_quiz(cast.teacher, items=CHOICES), cast.reviewer)
    for number, student in enumerate(students(12)):
        others = [0 if number * 4 >= 12 * (place + 1) else 1 for place in range(3)]
        take(student, quiz, 2 if number >= 6 else 0, *others)
    count_attempts()
    return quiz


def faults(person: Person) -> list[str]:
    found = [violation["id"] for violation in Axe().run(person.page, options=RULES).response["violations"]]
    if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_list_to_one_question(
    scripts: bool, browser: Browser, live_server: Any, quiz: Content, cast: Cast
) -> None:
    teacher = Person(browser, live_server.url, cast.teacher, scripts=scripts)
    teacher.page.set_viewport_size({"width": 320, "height": 640})
    teacher.open(f"/studio/{quiz.pk}/")
    teacher.page.get_by_role("link", name="Statistics").click()
    teacher.reads("look at option C, “Odd”")
    if scripts:
        assert faults(teacher) == []
    teacher.page.get_by_role("link", name="All answers").click()
    teacher.reads("Every answer counts")
    teacher.open(url_of("statistics-list", quiz))
    teacher.page.get_by_role("link", name="1. Number 0?").click()
    teacher.reads("Discriminative efficiency")
    assert teacher.page.locator("svg.traces text", has_text="C Odd").is_visible()
    if scripts:
        assert faults(teacher) == []
        teacher.page.emulate_media(color_scheme="dark")
        assert faults(teacher) == []
    teacher.context.close()
