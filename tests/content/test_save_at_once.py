"""Two browsers save, submit or withdraw the same piece at the same moment, each over a connection of its own: one is
first, the other is told, and nothing that was typed is lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import load_document
from content.models import Content, Draft, ReviewRequest
from tests.cast import Cast
from tests.content.review_help import at_once
from tests.content.studio_help import edit_url, newest, open_editor
from tests.factories import make_deck

pytestmark = pytest.mark.django_db(transaction=True)


def saver(deck: Content, by: User, title: str) -> Callable[[], object]:
    document = replace(load_document(newest(deck)), title=title)
    return lambda: save_version(content=deck, document=document, by=by, base_number=1)


def test_of_two_saves_one_is_first_and_the_other_is_stale(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    outcomes = at_once(saver(deck, cast.teacher, "One"), saver(deck, cast.teacher, "Other"))
    assert sum(isinstance(outcome, StaleEdit) for outcome in outcomes) == 1
    assert newest(deck).number == 2
    assert newest(deck).title in ("One", "Other")


def test_of_eight_saves_one_is_first(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    outcomes = at_once(*(saver(deck, cast.teacher, f"Title {number}") for number in range(8)))
    assert sum(isinstance(outcome, StaleEdit) for outcome in outcomes) == 7
    assert deck.versions.count() == 2


def test_a_save_and_a_submission_leave_a_whole_state(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    outcomes = at_once(
        saver(deck, cast.teacher, "Late change"),
        lambda: submit_content(content=deck, by=cast.teacher),
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert all(isinstance(outcome, WrongState) for outcome in refused)
    deck.refresh_from_db()
    assert deck.status == "pending"
    assert ReviewRequest.objects.get().version == newest(deck)  # what is reviewed is what was saved last


def test_two_submissions_make_one_request(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    outcomes = at_once(*(lambda: submit_content(content=deck, by=cast.teacher) for _index in range(4)))
    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 3
    assert ReviewRequest.objects.count() == 1


def test_two_browsers_lose_nothing(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(cast.teacher)
    fields = [open_editor(browser, deck) for browser in browsers]

    def press(number: int) -> Callable[[], int]:
        sent = {**fields[number], f"item-{number + 1}-back": [f"By browser {number}"], "do": "save"}
        return lambda: browsers[number].post(edit_url(deck), sent).status_code

    assert at_once(press(0), press(1)) == [302, 302]  # one to the piece, the other to bring both together
    kept = str(Draft.objects.get().fields)
    saved = str([item.data for item in load_document(newest(deck)).items])
    assert ("By browser 0" in kept, "By browser 1" in saved) in ((True, True), (False, False))
