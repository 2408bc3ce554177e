"""What only a browser shows: a paste of two megabytes while it saves by itself, and writing from right to left."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from content.models import Draft
from tests.browser.people import Person
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import item, make_content, make_deck

PARAGRAPH = (
    "One paragraph of what was pasted here. " * 25 + "\n"
)  # of lines by the ten thousand Chromium itself is slow
AT_ONCE = 3_000  # milliseconds in which a page has to answer a key


@pytest.fixture
def teacher(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.teacher, scripts=True)
    yield person
    person.context.close()


def open_editor(teacher: Person, path: str) -> Page:
    teacher.open(path)
    expect(teacher.page.locator("[data-editor]:not([data-unsaved])")).to_be_attached()
    return teacher.page


def paste(page: Page, name: str, text: str) -> None:
    """As from the clipboard, in one go."""
    page.locator(f"[name='{name}']").evaluate(
        "(field, text) => { field.focus(); field.setRangeText(text, 0, field.value.length, 'end');"
        " field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' })); }",
        text,
    )


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]")).to_contain_text(text, timeout=30_000)


@pytest.mark.parametrize(("mode", "name"), [("form", "item-1-back"), ("text", "material")])
def test_two_megabytes_are_kept_and_the_page_goes_on(teacher: Person, cast: Cast, mode: str, name: str) -> None:
    deck = make_deck(cast.teacher)
    page = open_editor(teacher, f"/studio/{deck.pk}/edit/?as={mode}")
    text = PARAGRAPH * (2_000_000 // len(PARAGRAPH))
    paste(page, name, text)
    says(page, "Saved at")
    assert Draft.objects.get().fields[name] == [text]
    started = page.evaluate("performance.now()")
    page.locator("[name='title']").press_sequentially(" and on")
    assert page.evaluate("performance.now()") - started < AT_ONCE * len(" and on")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("**/edit/?check=1", timeout=30_000)
    expect(page.locator("[data-error-summary]")).to_contain_text("at most")
    assert page.locator(f"[name='{name}']").input_value() == text
    assert newest(deck).number == 1


def test_more_than_the_server_takes_is_said_and_stays_on_the_page(teacher: Person, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    page = open_editor(teacher, f"/studio/{deck.pk}/edit/")
    much = PARAGRAPH * (11_000_000 // len(PARAGRAPH))
    paste(page, "item-1-back", much)
    says(page, "This is too much for one piece")
    page.get_by_role("button", name="Save", exact=True).last.click()
    says(page, "This is too much for one piece")
    assert page.locator("[name='item-1-back']").evaluate("field => field.value.length") == len(much)
    paste(page, "item-1-back", "Less")
    says(page, "Saved at")
    assert Draft.objects.get().fields["item-1-back"] == ["Less"]


def test_right_to_left_fits_a_phone_and_writes_from_the_right(teacher: Person, cast: Cast) -> None:
    arabic = "ما هي عاصمة بيرو؟ Lima, $x^2$ — " + "كلمة" * 60
    cards = (item("card", front=arabic, back="ليما"), item("card", front="x" * 400, back="👩‍👩‍👧‍👦" * 40))
    deck = make_content(cast.teacher, "flashcards", "عواصم العالم", cards)
    teacher.page.set_viewport_size({"width": 320, "height": 640})
    for path in (f"{deck.pk}/edit/", f"{deck.pk}/edit/?as=text", f"{deck.pk}/", f"{deck.pk}/preview/", ""):
        teacher.open(f"/studio/{path}")
        assert not teacher.page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    page = open_editor(teacher, f"/studio/{deck.pk}/edit/")
    directions = {
        name: page.locator(f"[name='{name}']").evaluate("field => getComputedStyle(field).direction")
        for name in ("title", "item-1-front", "item-1-back", "item-2-front")
    }
    assert directions == {"title": "rtl", "item-1-front": "rtl", "item-1-back": "rtl", "item-2-front": "ltr"}
    field = page.locator("[name='item-2-front']")
    field.fill("")
    field.press_sequentially("שלום")
    assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
