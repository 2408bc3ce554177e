"""A review by keyboard alone; what was typed in it is kept as it is typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from content.actions.claiming import claim_request
from content.models import ItemVerdict, ReviewDraft, ReviewRequest
from tests.browser.people import Person
from tests.cast import Cast
from tests.content.review_help import address, items_of, waiting


@pytest.fixture
def request_(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher), by=cast.reviewer)


@pytest.fixture
def reviewer(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.reviewer, scripts=True)
    yield person
    person.context.close()


def test_keys_say_what_each_item_is(reviewer: Person, request_: ReviewRequest) -> None:
    first, second, third, fourth = items_of(request_)
    reviewer.open(address(request_))
    page = reviewer.page
    said = page.locator("[data-review-said]").first
    for key in "jf":
        page.keyboard.press(key)
    expect(page.locator(f"[name='verdict-{first.pk}'][value=fine]")).to_be_checked()
    expect(said).to_have_text("1")
    for key in "jp":
        page.keyboard.press(key)
    expect(page.locator(f"[name='reason-{second.pk}']")).to_be_focused()
    page.keyboard.type("A whale is a mammal.")
    expect(page.locator("[data-review-status]")).to_contain_text("Kept at")
    assert ReviewDraft.objects.get().fields[f"reason-{second.pk}"] == ["A whale is a mammal."]
    reviewer.open(address(request_))
    expect(page.locator(f"[name='reason-{second.pk}']")).to_have_value("A whale is a mammal.")
    for key in "jjjfjf":
        page.keyboard.press(key)
    expect(said).to_have_text("4")
    page.keyboard.press("d")
    expect(page.locator("#decision")).to_be_focused()
    page.get_by_label("Ask for changes", exact=False).check()
    page.get_by_label("What you tell the author", exact=False).fill("See the second.")
    reviewer.press("Send your decision")
    reviewer.reads("goes back to its author with your reasons")
    verdicts = dict(ItemVerdict.objects.values_list("item_version", "verdict"))
    assert verdicts == {first.pk: "fine", second.pk: "problem", third.pk: "fine", fourth.pk: "fine"}
    assert not ReviewDraft.objects.exists()


def test_the_list_of_keys_names_them(reviewer: Person, request_: ReviewRequest) -> None:
    reviewer.open(address(request_))
    reviewer.page.keyboard.press("?")
    expect(reviewer.page.locator("#shortcuts")).to_contain_text("Say that it is a problem")


def test_a_second_window_does_not_write_over_the_first(reviewer: Person, request_: ReviewRequest) -> None:
    """What it holds stays on the page, and is kept where she asks for it."""
    reviewer.open(address(request_))
    other = reviewer.context.new_page()
    other.goto(reviewer.page.url)
    words, status = "What you tell the author", "[data-review-status]"
    reviewer.page.get_by_label(words).fill("In the first.")
    expect(reviewer.page.locator(status)).to_contain_text("Kept at")
    other.get_by_label(words).fill("In the second.")
    expect(other.locator(status)).to_contain_text("You went on with this review in another window")
    assert ReviewDraft.objects.get().fields["reason"] == ["In the first."]
    with reviewer.page.expect_response(lambda answer: answer.url.endswith("/draft/")) as kept:
        reviewer.page.get_by_label(words).fill("On in the first.")
    assert kept.value.ok
    assert ReviewDraft.objects.get().fields["reason"] == ["On in the first."]
    other.get_by_role("button", name="Save and go on later").click()
    expect(other.get_by_label(words)).to_have_value("In the second.")
    assert ReviewDraft.objects.get().fields["reason"] == ["In the second."]
