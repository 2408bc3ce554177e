"""Leaving the editor asks only while something in it is not on the server."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from content.models import Content, Draft
from tests.browser.people import Person
from tests.cast import Cast
from tests.factories import make_deck


@pytest.fixture
def deck(cast: Cast) -> Content:
    return make_deck(cast.teacher)


@pytest.fixture
def page(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Page]:
    teacher = Person(browser, live_server.url, cast.teacher, scripts=True)
    yield teacher.page
    teacher.context.close()


def open_editor(page: Page, deck: Content) -> None:
    page.goto(f"/studio/{deck.pk}/edit/")
    page.wait_for_selector("[data-editor][data-ready]")


def write(page: Page) -> None:
    page.locator("[name='item-1-back']").press_sequentially("Typed. ")


def asks(page: Page) -> bool:
    """Whether closing the page asks first; it is then closed in any case."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    return asked == ["beforeunload"]


def test_it_does_not_ask_once_it_is_saved(page: Page, deck: Content) -> None:
    open_editor(page, deck)
    write(page)
    expect(page.locator("[data-autosave]")).to_contain_text("Saved at")
    assert not asks(page)
    assert "Typed. " in Draft.objects.get().fields["item-1-back"][0]


def test_nor_where_she_wrote_before_it_could_save_by_itself(page: Page, deck: Content) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/autosave.js", hold)
    open_editor(page, deck)
    write(page)
    page.wait_for_timeout(300)
    for route in held:
        route.continue_()
    expect(page.locator("[data-autosave]")).to_contain_text("Saved at")
    assert not asks(page)


def test_it_asks_where_nothing_saves_by_itself(page: Page, deck: Content) -> None:
    page.route("**/autosave*.js", lambda route: route.abort())
    open_editor(page, deck)
    write(page)
    page.wait_for_timeout(300)
    assert asks(page)


def test_it_asks_while_the_server_is_out_of_reach(page: Page, deck: Content) -> None:
    open_editor(page, deck)
    page.context.set_offline(True)
    write(page)
    expect(page.locator("[data-autosave]")).to_contain_text("Offline")
    assert asks(page)
