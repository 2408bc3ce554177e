"""Ruling on what study says against a question: by keyboard, and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from content.actions.claiming import claim_request
from content.models import Content, ItemFinding, ReviewRequest
from tests.browser.keyboard import Keyboard
from tests.browser.people import Person
from tests.browser.reviewing import at_the_queue, look_closely
from tests.cast import Cast
from tests.content.finding_help import REASON, doubt, item_of, quiz_that_students_see, request_of
from tests.content.review_help import address

SENTENCE = "9 chose option B (“Oxygen”) and only 1 option A"


@pytest.fixture
def quiz(cast: Cast) -> Content:
    quiz = quiz_that_students_see(cast.teacher, cast.second_reviewer)
    doubt(quiz)
    return quiz


@pytest.fixture
def without_scripts(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.reviewer)
    yield person
    person.context.close()


def test_by_keyboard_alone(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> None:
    """From the queue to the decision, without a mouse."""
    with at_the_queue(browser, live_server.url, cast.reviewer) as hands:
        expect(hands.page.locator("main")).to_contain_text("Reopened by evidence")
        look_closely(hands)
        hands.go("n", "**/change/")
        expect(hands.page.locator("#item-1")).to_contain_text(SENTENCE)
        look_closely(hands)
        hands.press("j")
        expect(hands.page.locator("#item-1")).to_be_focused()
        hands.press("f")
        hands.is_in(f"reason-{item_of(quiz).pk}")
        hands.type(REASON)
        expect(hands.page.locator("[data-review-said]").first).to_have_text("1")
        expect(hands.page.locator("[data-review-status]")).to_contain_text("Kept at")
        decide(hands)
        expect(hands.page.locator("main")).to_contain_text("stays as it is. Its author is told why.")
    finding = ItemFinding.objects.get()
    assert (finding.state, finding.reason, finding.ruled_by) == ("kept", REASON, cast.reviewer)


def decide(hands: Keyboard) -> None:
    hands.page.locator(f"[name='reason-{ItemFinding.objects.get().item_version_id}']").press("Tab")
    hands.press("Shift+Tab")
    hands.tab_to("Your decision", within=60)
    hands.press("Space")
    hands.tab_to("Send your decision", within=8)
    look_closely(hands)
    hands.go("Enter", "**/reviewrequest/")


def test_without_scripts(without_scripts: Person, cast: Cast, quiz: Content) -> None:
    """What is missing is said, what was typed stays, and the box for the reason is there from the beginning."""
    reviewer, request = without_scripts, held(cast, quiz)
    reviewer.open(address(request))
    reviewer.reads(SENTENCE)
    item = reviewer.page.locator("#item-1")
    reason = item.locator("[name^=reason-]")
    assert reason.is_visible()
    item.get_by_label("Keep as it is").check()
    reviewer.page.get_by_label("Keep it: students go on").check()
    reviewer.press("Send your decision")
    reviewer.reads("Say why it stays as it is")
    assert item.get_by_label("Keep as it is").is_checked()
    reason.fill(REASON)
    reviewer.press("Send your decision")
    reviewer.reads("stays as it is. Its author is told why.")
    assert ItemFinding.objects.get().state == "kept"


def held(cast: Cast, quiz: Content) -> ReviewRequest:
    return claim_request(request=request_of(quiz), by=cast.reviewer)


def test_what_its_author_sees(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> None:
    """She is told, takes it back, and is led to the question."""
    author = Person(browser, live_server.url, cast.teacher, scripts=True)
    author.open("/studio/")
    author.reads("Study speaks against 1 item.")
    look_closely(author)
    author.open(f"/studio/{quiz.pk}/")
    author.reads(SENTENCE)
    look_closely(author)
    author.page.get_by_text("Who chose what").click()
    look_closely(author)
    author.press("Withdraw")
    author.reads("Mend it, then submit it")
    author.press("1. Which gas do plants take in?")
    expect(author.page.locator(f"#item-{item_of(quiz).item_id}")).to_be_in_viewport()
    author.open(f"/studio/items/{item_of(quiz).item_id}/")
    author.reads(SENTENCE)
    look_closely(author)
    author.context.close()
