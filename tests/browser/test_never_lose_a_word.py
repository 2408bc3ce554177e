"""The network dies, the tab is closed, the session ends, somebody else saves first: every character is there again."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from content.models import Content, Draft
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.content.studio_help import fields_of, newest
from tests.factories import PASSWORD, make_deck

TYPED = "Photosynthesis: 6 CO₂ + 6 H₂O → C₆H₁₂O₆ + 6 O₂. مرحبا 👩‍🏫 — “quotes”, tabs\tand <b>tags</b>."

Open = Callable[[User], Person]


@pytest.fixture
def person(browser: Browser, live_server: Any) -> Iterator[Open]:
    people: list[Person] = []

    def log_in(user: User) -> Person:
        people.append(Person(browser, live_server.url, user, scripts=True))
        return people[-1]

    yield log_in
    for one in people:
        one.context.close()


def open_editor(teacher: Person, deck: Content) -> Page:
    teacher.open(f"/studio/{deck.pk}/edit/")
    expect(teacher.page.locator("[data-editor]:not([data-unsaved])")).to_be_attached()
    return teacher.page


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-autosave]")).to_contain_text(text, timeout=20_000)


def write(page: Page, name: str, text: str) -> None:
    """Key by key where that is quick enough."""
    field = page.locator(f"[name='{name}']")
    field.fill("")
    field.press_sequentially(text)


def test_what_is_typed_is_saved_while_it_is_typed(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    page = open_editor(person(cast.teacher), deck)
    write(page, "item-1-back", TYPED)
    says(page, "Saved at")
    assert Draft.objects.get().fields["item-1-back"] == [TYPED]
    write(page, "item-2-back", "And this alone is sent now.")
    with page.expect_response("**/edit/draft/") as answered:
        page.wait_for_timeout(100)
    changed = json.loads(answered.value.request.post_data or "")["changed"]
    assert changed == {"item-2-back": ["And this alone is sent now."]}
    says(page, "Saved at")
    page.reload()
    assert page.locator("[name='item-1-back']").input_value() == TYPED
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(f"**/studio/{deck.pk}/")
    assert fields_of(deck)[0]["back"] == TYPED
    assert not Draft.objects.exists()


def test_the_network_dies_and_the_tab_is_closed(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    teacher = person(cast.teacher)
    page = open_editor(teacher, deck)
    write(page, "item-1-back", "Saved before. ")
    says(page, "Saved at")
    teacher.context.set_offline(True)
    write(page, "item-1-back", TYPED)
    write(page, "item-3-hint", "The last word")
    says(page, "Offline: kept in this browser")
    page.close()
    teacher.context.set_offline(False)
    teacher.page = teacher.context.new_page()
    teacher.open(f"/studio/{deck.pk}/edit/")
    says(teacher.page, "What you typed here before is back")
    assert teacher.page.locator("[name='item-1-back']").input_value() == TYPED
    assert teacher.page.locator("[name='item-3-hint']").input_value() == "The last word"
    assert Draft.objects.get().fields["item-3-hint"] == ["The last word"]
    assert not teacher.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")


def test_the_network_comes_back(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    teacher = person(cast.teacher)
    page = open_editor(teacher, deck)
    teacher.context.set_offline(True)
    write(page, "item-1-back", TYPED)
    says(page, "Offline")
    teacher.context.set_offline(False)
    says(page, "Saved at")
    assert Draft.objects.get().fields["item-1-back"] == [TYPED]


def test_a_new_piece_whose_tab_is_closed_at_once(person: Open, cast: Cast) -> None:
    teacher = person(cast.teacher)
    teacher.open("/studio/new/flashcards/")
    page = teacher.page
    expect(page.locator("[data-editor]:not([data-unsaved])")).to_be_attached()
    teacher.context.set_offline(True)
    write(page, "title", "Half a tit")
    write(page, "item-1-front", TYPED)
    page.close()
    teacher.context.set_offline(False)
    teacher.page = teacher.context.new_page()
    teacher.open("/studio/new/flashcards/")
    teacher.page.wait_for_url("**/edit/")
    says(teacher.page, "What you typed here before is back")
    assert teacher.page.locator("[name='title']").input_value() == "Half a tit"
    assert teacher.page.locator("[name='item-1-front']").input_value() == TYPED
    assert Content.objects.get().title == "Half a tit"


def test_a_new_piece_goes_on_under_its_own_address(person: Open, cast: Cast) -> None:
    teacher = person(cast.teacher)
    teacher.open("/studio/new/flashcards/")
    page = teacher.page
    write(page, "title", "Capitals")
    page.locator("[name='details-tags']").fill("geography")
    page.wait_for_url("**/edit/")
    write(page, "item-1-front", "Peru")
    write(page, "item-1-back", "Lima")
    page.get_by_role("button", name="Create", exact=True).click()
    page.wait_for_url(f"**/studio/{Content.objects.get().pk}/")
    piece = Content.objects.get()
    assert (piece.title, newest(piece).number) == ("Capitals", 2)
    assert [tag.name for tag in piece.tags.all()] == ["geography"]
    assert fields_of(piece)[0]["back"] == "Lima"


def test_the_session_ends(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    teacher = person(cast.teacher)
    page = open_editor(teacher, deck)
    teacher.context.clear_cookies(name="sessionid")
    write(page, "item-1-back", TYPED)
    says(page, "You are logged out")
    with teacher.context.expect_page() as opened:
        page.locator("[data-autosave]").get_by_role("link", name="Log in").click()
    other = opened.value
    other.locator("[name=login]").fill(cast.teacher.email)
    other.locator("[name=password]").fill(PASSWORD)
    other.locator("main").get_by_role("button", name="Log in").click()
    other.wait_for_url("**/")
    other.close()
    says(page, "Saved at")
    assert Draft.objects.get().fields["item-1-back"] == [TYPED]
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(f"**/studio/{deck.pk}/")
    assert fields_of(deck)[0]["back"] == TYPED


def test_a_second_window_is_asked_about(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    teacher = person(cast.teacher)
    first = open_editor(teacher, deck)
    teacher.page = teacher.context.new_page()
    second = open_editor(teacher, deck)
    write(first, "item-1-back", "In the first window")
    says(first, "Saved at")
    write(second, "item-2-back", "In the second window")
    says(second, "in another window")
    assert Draft.objects.get().fields["item-1-back"] == ["In the first window"]
    second.get_by_role("button", name="Keep this window’s").click()
    says(second, "Saved at")
    assert Draft.objects.get().fields["item-2-back"] == ["In the second window"]
    write(first, "item-1-back", "And on")
    says(first, "in another window")
    first.get_by_role("button", name="Take the other’s").click()
    expect(first.locator("[name='item-2-back']")).to_have_value("In the second window")


def test_what_is_discarded_can_be_put_back(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    page = open_editor(person(cast.teacher), deck)
    write(page, "item-1-back", TYPED)
    says(page, "Saved at")
    page.reload()
    page.get_by_role("button", name="Discard the changes").click()
    says(page, "This browser keeps what you typed")
    assert not Draft.objects.exists()
    page.get_by_role("button", name="Put it back").click()
    says(page, "is back")
    assert page.locator("[name='item-1-back']").input_value() == TYPED


def test_two_people_edit_the_same_piece_and_merge(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    deck.authorships.create(author=cast.colleague, invited_by=cast.teacher, accepted_at=deck.created_at)
    tamara, carlos = person(cast.teacher), person(cast.colleague)
    hers, his = open_editor(tamara, deck), open_editor(carlos, deck)
    expect(his.locator("[data-presence]")).to_contain_text("Tamara Example is editing", timeout=20_000)
    write(hers, "item-1-back", "Hers")
    write(hers, "item-3-back", "Hers too")
    write(his, "item-1-back", "His")
    write(his, "item-2-back", "His alone")
    his.get_by_role("button", name="Save", exact=True).last.click()
    his.wait_for_url(f"**/studio/{deck.pk}/")
    expect(hers.locator("[data-presence]")).to_contain_text("Carlos Example saved version 2", timeout=20_000)
    hers.get_by_role("link", name="see what changed").click()
    hers.wait_for_url("**/merge/**")
    assert [found["id"] for found in Axe().run(hers, options=RULES).response["violations"]] == []
    hers.set_viewport_size({"width": 320, "height": 640})
    assert not hers.evaluate("document.documentElement.scrollWidth > innerWidth")
    hers.get_by_label("Keep both").check()
    hers.get_by_role("button", name="Save both as version 3").click()
    hers.wait_for_url(f"**/studio/{deck.pk}/")
    assert [card["back"] for card in fields_of(deck)] == ["His", "Hers", "His alone", "Hers too"]


def test_the_preview_follows_what_is_typed(person: Open, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    teacher = person(cast.teacher)
    teacher.page.set_viewport_size({"width": 1400, "height": 900})
    page = open_editor(teacher, deck)
    inside = page.frame_locator("[data-preview-frame] iframe")
    expect(inside.locator("[data-row='2']")).to_contain_text("Back 2")
    write(page, "item-2-back", "It is $x^2$ now")
    expect(inside.locator("[data-row='2'] math")).to_have_count(1)
    page.get_by_role("button", name="Phone").click()
    assert inside.locator("body").evaluate("() => innerWidth") == 390
    page.get_by_role("button", name="Wide").click()
    assert inside.locator("body").evaluate("() => innerWidth") == 1024
    assert (
        inside.locator("body").evaluate("() => getComputedStyle(document.querySelector('.card-sides')).display")
        == "grid"
    )
    with teacher.context.expect_page() as opened:
        page.get_by_role("button", name="Open the preview in a new tab").click()
    expect(opened.value.locator("[data-row='2'] math")).to_have_count(1)
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url(f"**/studio/{deck.pk}/")
