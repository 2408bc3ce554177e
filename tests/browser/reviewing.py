"""What the journeys through review share: a published quiz of twenty, the new words of three of its questions, what
students may read of them meanwhile, and what every page has to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from accounts.models import User
from content.models import Content, ItemVersion, ReviewRequest
from tests.browser.keyboard import Keyboard
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.content.review_help import items_of
from tests.factories import choice, make_quiz, publish

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
OLD, NEW = "What is {} plus {}?", "How much do {} and {} make?"
CHANGED = (3, 8, 14)  # numbers of questions

_TOO_WIDE = """[...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth && !element.closest(".tabs, .table-wrap"))
  .map((element) => element.outerHTML.slice(0, 100)).slice(0, 5)"""


def old(number: int) -> str:
    return OLD.format(number, number)


def new(number: int) -> str:
    return NEW.format(number, number)


def published_quiz(cast: Cast) -> Content:
    """Twenty questions of the teacher's, approved by the second reviewer."""
    questions = tuple(
        choice(old(number), str(2 * number), str(number), explanation=f"Twice {number}.") for number in range(1, 21)
    )
    return publish(make_quiz(cast.teacher, title="Sums", items=questions), cast.second_reviewer)


def request_of(content: Content) -> ReviewRequest:
    """The latest."""
    return ReviewRequest.objects.select_related("version", "content").filter(content=content).latest("submitted_at")


def item_at(content: Content, number: int) -> ItemVersion:
    return items_of(request_of(content))[number - 1]


def reads_only_the_old(student: Person, content: Content) -> None:
    """Not one of the new words is anywhere that a student comes to."""
    for path in ("/library/?q=make", f"/library/{content.pk}/", f"/study/{content.pk}/", "/study/", "/"):
        student.page.goto(path)
        student.does_not_read("How much do")


@contextmanager
def at_the_queue(browser: Browser, base: str, reviewer: User) -> Iterator[Keyboard]:
    """The review queue, opened; no script of any page fails."""
    person = Person(browser, base, reviewer, scripts=True)
    errors: list[str] = []
    person.page.on("pageerror", lambda error: errors.append(str(error)))
    person.open("/admin/content/reviewrequest/")
    yield Keyboard(person.page)
    person.context.close()
    assert errors == []


def look_closely(person: Person | Keyboard) -> None:
    """axe finds nothing on the page as it stands, and nothing scrolls sideways on a small phone."""
    page = person.page
    before = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found: Any = Axe().run(page, options=RULES).response["violations"]
    told = [(violation["id"], [node["html"][:200] for node in violation["nodes"]]) for violation in found]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        told.append(("scrolls sideways", page.evaluate(_TOO_WIDE)))
    if before:
        page.set_viewport_size(before)
    assert told == [], f"{page.url}: {told}"
