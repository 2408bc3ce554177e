"""A conversation between reviewer and author, with and without JavaScript: with it, what else stands on the page, half
typed, stays where it is."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from content.actions.submitting import submit_content
from content.models import Content
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import make_cast
from tests.content.review_help import address
from tests.content.thread_help import board_url, sent_back, thread_of

pytestmark = pytest.mark.django_db(transaction=True)


def answer(person: Person, content: Content, opening: str, text: str) -> None:
    """Write into the box of the thread that begins with `opening`, and send that."""
    thread = person.page.locator(f"#thread-{thread_of(content, opening).pk}")
    if thread.get_by_text("Reply", exact=True).count():
        thread.get_by_text("Reply", exact=True).click()
    thread.get_by_label("Your answer").fill(text)
    thread.get_by_role("button", name="Answer").click()
    expect(person.page.locator(".toast")).to_have_text("Your answer is sent.")


@pytest.mark.parametrize("scripts", [False, True])
def test_both_sides_answer_and_lose_nothing(scripts: bool, browser: Browser, live_server: Any) -> None:
    cast = make_cast()
    deck = sent_back(cast)
    author = Person(browser, live_server.url, cast.teacher, scripts=scripts)
    author.page.set_viewport_size({"width": 360, "height": 740})
    author.open(board_url(deck))
    half_typed = author.page.locator(f"#reply-{thread_of(deck, 'Could be shorter.').pk}")
    half_typed.fill("Half a sentence")
    answer(author, deck, "Turned round.", "Turned back.")
    expect(half_typed).to_have_value("Half a sentence")
    author.reads("1 of 3 answered")
    request = submit_content(content=deck, by=cast.teacher)
    reviewer = Person(browser, live_server.url, cast.reviewer, scripts=scripts)
    reviewer.open(address(request))
    reviewer.reads("The author answered 1 of 3.")
    answer(reviewer, deck, "Turned round.", "So it is.")
    thread = reviewer.page.locator(f"#thread-{thread_of(deck, 'Turned round.').pk}")
    thread.get_by_role("button", name="Resolve").click()
    expect(thread).to_contain_text("Resolved by Rina Example")
    if scripts:
        expect(reviewer.page.locator("#thread-count")).to_contain_text("The author answered 0 of 2.")
        found = Axe().run(author.page, options=RULES)
        assert [violation["id"] for violation in found.response["violations"]] == []
