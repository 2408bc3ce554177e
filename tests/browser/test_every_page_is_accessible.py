"""axe finds nothing on any page, and nothing scrolls sideways at 320 px."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.addresses import address_of
from tests.browser.people import Person
from tests.cast import Cast
from tests.test_every_page import pages_of

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


PEOPLE = ("visitor", "student", "teacher", "reviewer", "staff", "operator")
OWN = "home"  # looks different to everybody


def own_pages_of(person: str) -> list[str]:
    """The pages that this person is shown and nobody before her: one that several share is looked at once."""
    before = {name for other in PEOPLE[: PEOPLE.index(person)] for name in pages_of(other)}
    return [name for name in pages_of(person) if name == OWN or name not in before]


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page(person: str, browser: Browser, live_server: Any, world: dict[str, Any], cast: Cast) -> None:
    user = None if person == "visitor" else getattr(cast, person)
    visitor = Person(browser, live_server.url, user, scripts=True)
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    wrong = {}
    for name in own_pages_of(person):
        visitor.open(address_of(name, world))
        found = Axe().run(visitor.page, options=RULES)
        rules = [violation["id"] for violation in found.response["violations"]]
        if visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            rules.append("scrolls sideways")
        if rules:
            wrong[name] = rules
    visitor.context.close()
    assert wrong == {}
