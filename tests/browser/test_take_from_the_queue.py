"""The queue by keyboard, and approving several at once without JavaScript."""

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from content.actions.drafting import save_version
from content.documents import load_document
from content.models import ReviewRequest
from tests.browser.people import Person
from tests.cast import Cast
from tests.content.review_help import QUEUE, waiting
from tests.factories import make_deck, publish


def revised(cast: Cast, title: str) -> ReviewRequest:
    """A request for a published deck whose title has changed since, and nothing else."""
    deck = publish(make_deck(cast.teacher, title=title), cast.second_reviewer)
    assert deck.latest_version is not None
    document = replace(load_document(deck.latest_version), title=f"{title}, anew")
    save_version(content=deck, document=document, by=cast.teacher, base_number=1)
    return waiting(cast.teacher, content=deck)


@pytest.mark.django_db(transaction=True)
def test_n_takes_the_next_of_those_shown(browser: Browser, live_server: Any, cast: Cast) -> None:
    waiting(cast.teacher, title="A quiz")
    waiting(cast.teacher, content=make_deck(cast.teacher, title="A deck"))
    reviewer = Person(browser, live_server.url, cast.reviewer, scripts=True)
    reviewer.open(f"{reverse(QUEUE)}?kind=flashcards")
    with reviewer.page.expect_navigation():
        reviewer.page.keyboard.press("n")
    reviewer.reads("A deck")
    reviewer.open(f"{reverse(QUEUE)}?state=mine")
    reviewer.reads("A deck")
    reviewer.does_not_read("A quiz")
    reviewer.context.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [False, True])
def test_several_are_approved_together(browser: Browser, live_server: Any, cast: Cast, scripts: bool) -> None:
    requests = [revised(cast, title) for title in ("One", "Two", "Three")]
    reviewer = Person(browser, live_server.url, cast.reviewer, scripts=scripts)
    reviewer.open(reverse(QUEUE))
    for title in ("One, anew", "Two, anew"):
        reviewer.page.get_by_role("checkbox", name=f"Tick {title}").check()
    reviewer.press("Approve the ticked ones together")
    reviewer.does_not_read("Three, anew")
    reviewer.page.get_by_role("checkbox", name="Approve Two, anew").uncheck()
    reviewer.press("Approve the ticked ones")
    reviewer.reads("1 request is approved")
    states = [ReviewRequest.objects.get(pk=request.pk).state for request in requests]
    assert states == ["decided", "open", "open"]
    reviewer.context.close()
