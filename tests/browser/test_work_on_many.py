"""A teacher ticks pieces on her desk, changes them together, and replaces a word across her material: without
JavaScript, and with nothing for axe to find on the way."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from content.models import Content
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import make_cast
from tests.factories import make_deck, make_guide

pytestmark = pytest.mark.django_db(transaction=True)


def check(teacher: Person) -> None:
    """axe runs as a script, so the page is looked at by somebody who has it on."""
    found = Axe().run(teacher.page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert not teacher.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("scripts", [False, True])
def test_many_pieces_at_once(scripts: bool, browser: Browser, live_server: Any) -> None:
    cast = make_cast()
    decks = [make_deck(cast.teacher, title=f"Cell {number}") for number in range(3)]
    make_guide(cast.teacher, title="Cells in a guide")
    teacher = Person(browser, live_server.url, cast.teacher, scripts=scripts)
    teacher.page.set_viewport_size({"width": 360, "height": 740})
    teacher.open("/studio/?sort=title")
    for number in (0, 2):
        teacher.page.get_by_label(f"Choose Cell {number}").check()
    teacher.page.get_by_label("With the chosen pieces").last.select_option("add-tags")
    teacher.press("Go on")
    teacher.reads("2 pieces are chosen")
    if scripts:
        check(teacher)
    teacher.fill("Tags", "biology, growth")
    teacher.press("Add tags")
    teacher.reads("2 pieces are changed")
    if scripts:
        check(teacher)
    assert [deck.tags.count() for deck in decks] == [2, 0, 2]

    teacher.open("/studio/replace/")
    teacher.fill("Find", "Cell")
    teacher.fill("Replace it by", "Zelle")
    teacher.page.get_by_label("Whole words alone").check()
    teacher.press("Show what would change")
    if scripts:
        check(teacher)
    teacher.page.locator("[name=change]").first.uncheck()
    teacher.press("Replace what is ticked")
    teacher.reads("To undo it in a piece, restore the version before in its history.")
    if scripts:
        check(teacher)
    titles = set(Content.objects.values_list("title", flat=True))
    assert titles == {"Cell 0", "Zelle 1", "Zelle 2", "Cells in a guide"}
    teacher.context.close()
