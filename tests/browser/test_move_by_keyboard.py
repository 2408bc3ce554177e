"""By keyboard through the editor and what opens from it: Tab goes as one reads, and nothing holds the focus."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.keyboard import PIECE, Keyboard, at_the_desk, begin
from tests.cast import Cast


@pytest.fixture
def hands(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Keyboard]:
    with at_the_desk(browser, live_server.url, cast.teacher) as keyboard:
        yield keyboard


def test_tab_goes_as_one_reads(hands: Keyboard) -> None:
    """From the title down to the button that saves, from row to row in a few steps, and never back up."""
    begin(hands, "3", "quiz", "Nothing yet", "So far.")
    hands.press("Control+Enter")
    hands.is_in("item-2-stem")
    while hands.tab("Shift+Tab").field != "title":
        assert hands.focus.tag != "body"
    passed = [hands.focus]
    while passed[-1].name != "Create":
        passed.append(hands.tab())
    tops = [focus.y for focus in passed[:-1]]  # without the button, which stays in sight below
    assert all(below > above - 60 for above, below in pairwise(tops))  # what stands beside each other may begin higher
    names = [focus.field for focus in passed]
    assert names.index("item-2-stem") - names.index("item-1-stem") <= 24
    assert len(passed) <= 80


def test_nothing_holds_the_focus(hands: Keyboard) -> None:
    """Every menu, list and dialog gives it back where it was opened, and Tab leaves the editor on every side."""
    begin(hands, "3", "quiz", "Nothing yet", "So far.")
    hands.is_in("item-1-stem")
    hands.type("Is this all?")
    hands.press("Control+/")
    hands.is_at("Keyboard shortcuts")
    hands.tab_to("Use single-key shortcuts", within=1)
    hands.press("Escape")
    hands.is_in("item-1-stem")
    hands.tab_to("Add media", within=4, key="Shift+Tab")
    hands.press("Enter")
    expect(hands.page.locator("dialog[open] [data-media-part]")).to_be_visible()
    hands.press("Escape")
    hands.is_at("Add media")
    hands.press("Alt+End")
    hands.is_at("Create")
    hands.tab_to("Open the preview", within=3)
    hands.tab_to("Hide the preview", within=1)
    hands.tab_to("Keyboard shortcuts", within=8)
    hands.press("Enter")
    expect(hands.page.locator("dialog[open] h2")).to_be_focused()
    hands.press("Escape")
    hands.is_at("Keyboard shortcuts")
    hands.tab_to("Create", within=12, key="Shift+Tab")
    hands.go("Enter", PIECE)
    hands.tab_to("Skip to the content", within=1)
    hands.press("Enter")
    hands.tab_to("More", within=5)
    hands.press("Enter")
    hands.tab_to("History", within=8)
    hands.press("Escape")
    hands.is_at("More")
