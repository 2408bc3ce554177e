"""A full desk on a phone and at a table: nothing scrolls sideways, axe finds nothing, a day is one press away."""

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page

from content.models import Topic
from progress.models import CardMemory
from progress.models.memory import Rating
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.factories import choice, make_deck, make_guide, make_quiz, publish
from tests.progress.evidence import answer_quiz, log_review, read_part, spend
from tests.progress.study import entries_of, turn

DAY = timedelta(days=1)
TEN = tuple(choice(f"Question {n}?", "Yes", "No") for n in range(10))
OPEN_ALL = "document.querySelectorAll('details.disclosure').forEach((details) => { details.open = true })"


@pytest.fixture
def desk(cast: Cast) -> None:
    """A year in which everything happened that the desk tells of."""
    topic = Topic.objects.at_path("Natural sciences / Biology / Microorganisms and their environments")
    deck, guide = publish(make_deck(cast.teacher), cast.reviewer), publish(make_guide(cast.teacher), cast.reviewer)
    quiz = publish(make_quiz(cast.teacher, items=TEN, topic=topic), cast.reviewer)
    turn(cast.student, deck, 0, Rating.GOOD)
    CardMemory.objects.update(due=timezone.now())
    for day in range(0, 360, 2):
        for entry in entries_of(deck):
            log_review(cast.student, entry, timezone.now() - day * DAY, interval=day / 5, duration_ms=9_000)
    for day in range(6):
        answer_quiz(cast.student, quiz, timezone.now() - (6 - day) * DAY, *[1] * (4 + day), *[0] * (6 - day))
        spend(cast.student, guide, timezone.now() - 3 * day * DAY, 600)
    read_part(cast.student, entries_of(guide)[0], timezone.now() - DAY)


def wrong(page: Page) -> list[str]:
    """What axe finds, and whether the page scrolls sideways."""
    found = [violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]]
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, "scrolls sideways"] if sideways else found


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light")])
def test_the_whole_desk(browser: Browser, live_server: Any, cast: Cast, width: int, scheme: Any) -> None:
    student = Person(browser, live_server.url, cast.student, scripts=True)
    student.page.set_viewport_size({"width": width, "height": 800})
    student.page.emulate_media(color_scheme=scheme)
    student.open("/study/")
    student.page.evaluate(OPEN_ALL)
    assert wrong(student.page) == []
    for figure in ("activity/?day=" + f"{timezone.now():%Y-%m-%d}", "retention/", "retention/?kind=both", "mastery/"):
        student.open(f"/study/numbers/{figure}")
        assert wrong(student.page) == [], figure
    student.context.close()


@pytest.mark.usefixtures("desk")
def test_without_scripts_a_day_of_the_calendar_opens(browser: Browser, live_server: Any, cast: Cast) -> None:
    student = Person(browser, live_server.url, cast.student)
    student.page.set_viewport_size({"width": 360, "height": 740})
    student.open("/study/")
    assert student.find("Turn today’s cards").bounding_box()["y"] < 740  # type: ignore[index]
    with student.page.expect_navigation():
        student.page.locator(".calendar a").last.click()
    student.reads(f"{timezone.now():%-d %B %Y}")
    student.reads("Reviews of cards")
    with student.page.expect_navigation():
        student.page.get_by_role("link", name="4", exact=True).click()
    student.reads("Front 1 of Small deck")
    student.context.close()
