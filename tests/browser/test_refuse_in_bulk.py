"""Several are approved together, and one of them is refused: it changed too much while the reviewer looked at it."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser

from accounts.models import User
from content.actions.drafting import save_version
from content.actions.submitting import withdraw_submission
from content.documents import load_document
from content.models import Content, ReviewRequest
from tests.browser.people import Person
from tests.browser.reviewing import look_closely
from tests.cast import Cast
from tests.content.review_help import waiting
from tests.content.studio_help import newest
from tests.factories import make_deck, publish


def renamed(cast: Cast, title: str) -> ReviewRequest:
    """A request for a published deck of which nothing but the title has changed."""
    deck = publish(make_deck(cast.teacher, title=title), cast.second_reviewer)
    change_title(deck, f"{title}, anew", cast.teacher)
    return waiting(cast.teacher, content=deck)


def change_title(deck: Content, title: str, by: User) -> None:
    version = newest(deck)
    save_version(content=deck, document=replace(load_document(version), title=title), by=by, base_number=version.number)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [False, True])
def test_one_is_refused(browser: Browser, live_server: Any, cast: Cast, scripts: bool) -> None:
    requests = [renamed(cast, title) for title in ("One", "Two", "Three")]
    reviewer = Person(browser, live_server.url, cast.reviewer, scripts=scripts)
    reviewer.open("/admin/content/reviewrequest/")
    for title in ("One", "Two", "Three"):
        reviewer.page.get_by_label(f"Tick {title}, anew").check()
    reviewer.press("Approve the ticked ones together")
    reviewer.reads("This is all that changed")
    if scripts:
        look_closely(reviewer)
    withdraw_submission(content=requests[1].content, by=cast.teacher)
    reviewer.press("Approve the ticked ones")
    reviewer.reads("2 requests are approved")
    reviewer.reads("1 stayed as it was; the reason stands beside it.")
    refused = reviewer.page.locator("main section").first.inner_text()
    assert "Two, anew" in refused
    assert "withdr" in refused
    if scripts:
        look_closely(reviewer)
    pieces = [Content.objects.select_related("published_version").get(pk=row.content_id) for row in requests]
    titles = [piece.published_version.title for piece in pieces if piece.published_version]
    assert titles == ["One, anew", "Two", "Three, anew"]
    reviewer.context.close()
