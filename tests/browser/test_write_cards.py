"""A deck with one card of each style, written by keyboard: the style, gaps of what is selected, autosave, preview."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from content.models import Draft
from tests.browser.keyboard import Keyboard, at_the_desk, begin, save, says, submit
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.content.studio_help import edit_url, fields_of, headings, newest
from tests.factories import item, make_content


@pytest.fixture
def hands(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Keyboard]:
    with at_the_desk(browser, live_server.url, cast.teacher) as keyboard:
        yield keyboard


def style_of(hands: Keyboard, key: int) -> str:
    return hands.page.locator(f"[name=item-{key}-style]").input_value()


def write_sides(hands: Keyboard, front: str, back: str) -> None:
    hands.type(front)
    hands.tab_to("Back", within=1)
    hands.type(back)


def choose_style(hands: Keyboard, name: str) -> None:
    hands.tab_to("Style", within=2)
    hands.type(name)


def test_one_card_of_each_style(hands: Keyboard) -> None:
    begin(hands, "2", "flashcards", "Every style", "One of each.")
    hands.is_in("item-1-front")
    write_sides(hands, "capital of France", "Paris")
    hands.press("Control+Enter")
    hands.is_in("item-2-front")
    write_sides(hands, "dog", "perro")
    choose_style(hands, "Both")
    says(hands, "Makes two cards: one asks for the back, the other for the front. Good for words of a language.")
    assert [style_of(hands, key) for key in (1, 2, 3)] == ["basic", "reversed", "reversed"], "blank rows follow"
    hands.press("Control+Enter")
    hands.is_in("item-3-front")
    write_sides(hands, "iron", "Fe")
    choose_style(hands, "Typed")
    hands.press("Control+Enter")
    hands.is_in("item-4-front")
    assert style_of(hands, 4) == "typed"
    write_gaps(hands)
    expect(hands.page.locator("[data-autosave]")).to_contain_text("Saved", timeout=20_000)
    content = save(hands)
    assert headings(content)[3] == "The mitochondrion makes the ATP of a cell."
    assert [card["style"] for card in fields_of(content)] == ["basic", "reversed", "typed", "cloze"]
    assert fields_of(content)[3]["front"] == "The {{c1::mitochondrion}} makes the {{c2::ATP}} of a {{c2::cell}}."
    submit(hands, content)
    cards = [
        [card.name for card in entry.item_version.cards.order_by("position")]
        for entry in newest(content).entries.order_by("position")
    ]
    assert cards == [[""], ["", "back"], [""], ["c1", "c2"]]


def write_gaps(hands: Keyboard) -> None:
    """The words first; then the style; then a gap of the word at the caret, and of what is selected."""
    hands.type("The mitochondrion makes the ATP of a cell.")
    hands.tab_to("Style", within=3)
    hands.type("Gaps")
    hands.press("Shift+Tab", "Shift+Tab", "Shift+Tab")
    hands.is_in("item-4-front")
    assert hands.focus.name.startswith("Text with gaps")
    hands.press("Home", *["ArrowRight"] * 7, "Control+Shift+c", "End", *["ArrowLeft"] * 11)
    hands.press(*["Shift+ArrowLeft"] * 4, "Control+Shift+c", "End", "ArrowLeft", "Control+Alt+Shift+c")
    written = hands.page.locator("[name=item-4-front]").input_value()
    assert written == "The {{c1::mitochondrion}} makes the {{c2::ATP}} of a {{c2::cell}}."
    hands.press("Control+z")
    assert hands.page.locator("[name=item-4-front]").input_value().endswith("{{c2::ATP}} of a cell.")
    hands.press("Control+Alt+Shift+c")


def test_gaps_by_mouse_and_what_the_preview_shows(browser: Browser, live_server: Any, cast: Cast) -> None:
    cloze = item("card", front="Water boils at 100 °C.", style="cloze")
    deck = make_content(cast.teacher, "flashcards", "Heat", (cloze,))
    teacher = Person(browser, live_server.url, cast.teacher, scripts=True)
    page = teacher.page
    teacher.open(edit_url(deck))
    page.locator("[name=item-1-front]").select_text()
    for _sign in ".":
        page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="Make a gap").first.click()
    assert page.locator("[name=item-1-front]").input_value() == "{{c1::Water boils at 100 °C}}."
    page.keyboard.press("Control+z")
    page.locator("[name=item-1-front]").evaluate("(text) => text.setSelectionRange(0, 5)")
    page.get_by_role("button", name="Make a gap").first.click()
    expect(page.locator("[data-preview-toggle]")).to_have_attribute("aria-expanded", "true")  # by itself: it is wide
    frame = page.frame_locator("[data-preview-frame] iframe")
    expect(frame.locator(".card-gaps__gap").first).to_contain_text("[…] boils at 100 °C.")
    assert Axe().run(page, options=RULES).response["violations"] == []
    teacher.context.close()


def test_without_scripts_the_braces_are_typed(browser: Browser, live_server: Any, cast: Cast) -> None:
    deck = make_content(cast.teacher, "flashcards", "Heat", (item("card", front="a", back="b"),))
    teacher = Person(browser, live_server.url, cast.teacher)
    page = teacher.page
    teacher.open(edit_url(deck))
    assert page.get_by_role("button", name="Make a gap").count() == 0
    page.get_by_text("How cards can ask").click()
    expect(page.get_by_text("Each gap makes a card")).to_be_visible()
    page.locator("[name=item-1-style]").select_option("cloze")
    page.locator("[name=item-1-front]").fill("{{c1::Water}} boils.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(f"**/studio/{deck.pk}/**")
    assert fields_of(deck)[0]["style"] == "cloze"
    assert not Draft.objects.exists()
    teacher.context.close()
