"""What an author types is saved every few seconds as it is; no window of hers overwrites another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.actions.drafting import OtherWindow, Window, save_draft, save_version
from content.actions.submitting import submit_content
from content.documents import load_document
from content.models import Content, Draft
from tests.cast import Cast
from tests.content import draft_help
from tests.content.draft_help import patch_draft, with_changes
from tests.content.review_help import at_once
from tests.content.studio_help import edit_url, fields_of, form_fields, newest, open_editor, send
from tests.factories import make_deck, make_guide, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def test_the_draft_is_there_when_the_page_is_opened_again(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    typed = with_changes(open_editor(author, deck), **{"item-1-back": "Half a senten"})
    answer = draft_help.save_draft(author, cast.teacher, deck, typed)
    assert answer.status_code == 200
    assert answer.json()["message"].startswith("Saved at ")
    page = author.get(f"/studio/{deck.pk}/edit/")
    reopened = form_fields(page, "editor")
    assert reopened["item-1-back"] == ["Half a senten"]
    assert reopened["revision"] == [str(answer.json()["revision"])]
    assert "Your unsaved changes of" in page.content.decode()
    assert deck.versions.count() == 1


def test_a_draft_opens_quietly_and_says_what_is_wrong_once_it_is_saved(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    draft_help.save_draft(author, cast.teacher, deck, with_changes(open_editor(author, deck), title=""))
    quiet = author.get(f"/studio/{deck.pk}/edit/").content.decode()
    assert "data-error-summary" not in quiet
    assert "aria-invalid" not in quiet
    page = send(author, deck, open_editor(author, deck))
    assert "data-error-summary" in page.content.decode()


def test_a_text_opens_quietly_too(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    typed = with_changes(open_editor(author, quiz, "text"), material="What is it? {=this ~that")
    draft_help.save_draft(author, cast.teacher, quiz, typed)
    assert "aria-invalid" not in author.get(f"/studio/{quiz.pk}/edit/").content.decode()
    assert "aria-invalid" in send(author, quiz, open_editor(author, quiz)).content.decode()


def test_only_what_changed_has_to_be_sent(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    typed = open_editor(author, deck)
    revision = draft_help.save_draft(author, cast.teacher, deck, typed).json()["revision"]
    answer = patch_draft(author, cast.teacher, deck, revision, {"item-2-hint": ["A hint"]}, "item-1-hint")
    assert answer.json()["revision"] == revision + 1
    kept = Draft.objects.get().fields
    assert kept["item-2-hint"] == ["A hint"]
    assert "item-1-hint" not in kept
    assert kept["item-1-front"] == typed["item-1-front"]


def test_a_second_window_overwrites_nothing(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    first, second = open_editor(author, deck), open_editor(author, deck)
    draft_help.save_draft(author, cast.teacher, deck, with_changes(first, title="First"))
    answer = draft_help.save_draft(author, cast.teacher, deck, with_changes(second, title="Second"))
    assert answer.status_code == 409
    assert "another window" in answer.json()["message"]
    assert Draft.objects.get().fields["title"] == ["First"]
    page = send(author, deck, with_changes(second, title="Second"))
    assert page.status_code == 409
    assert form_fields(page, "editor")["title"] == ["Second"]
    assert deck.versions.count() == 1
    send(author, deck, form_fields(page, "editor"))  # now she knows, and keeps this window's
    assert newest(deck).title == "Second"
    assert not Draft.objects.exists()


def test_a_window_whose_answer_was_lost_goes_on(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    typed = with_changes(open_editor(author, deck), window="one")
    first = draft_help.save_draft(author, cast.teacher, deck, typed, window="one")
    again = draft_help.save_draft(author, cast.teacher, deck, with_changes(typed, title="More"), window="one")
    assert (first.status_code, again.status_code) == (200, 200)
    assert Draft.objects.get().fields["title"] == ["More"]


def test_a_patch_of_a_draft_that_is_gone_is_refused(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    assert patch_draft(author, cast.teacher, deck, 7, {"title": ["x"]}).json()["revision"] == 0
    assert not Draft.objects.exists()


def test_an_old_window_never_passes_for_a_new_one(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    revisions = set()
    for _time in range(5):
        revisions.add(save_draft(content=deck, by=cast.teacher, fields={}).revision)
        Draft.objects.all().delete()
    assert len(revisions) == 5


def test_what_else_saves_leaves_the_draft(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    draft_help.save_draft(author, cast.teacher, deck, with_changes(open_editor(author, deck), title="Typed"))
    save_version(content=deck, document=load_document(newest(deck)), by=cast.teacher, base_number=1)
    assert Draft.objects.get().fields["title"] == ["Typed"]


def test_whoever_writes_meanwhile_keeps_her_own_draft(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    deck.authorships.create(author=cast.colleague, invited_by=cast.teacher, accepted_at=deck.created_at)
    other = Client()
    other.force_login(cast.colleague)
    draft_help.save_draft(author, cast.teacher, deck, with_changes(open_editor(author, deck), title="Hers"))
    draft_help.save_draft(other, cast.colleague, deck, with_changes(open_editor(other, deck), title="His"))
    assert {draft.author: draft.fields["title"] for draft in Draft.objects.select_related("author")} == {
        cast.teacher: ["Hers"],
        cast.colleague: ["His"],
    }


def test_it_waits_for_review_and_is_kept_all_the_same(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    typed = with_changes(open_editor(author, deck), title="Late")
    submit_content(content=deck, by=cast.teacher)
    assert draft_help.save_draft(author, cast.teacher, deck, typed).status_code == 200


TEXTS = ["a\x00b", "مرحبا بالعالم", "👩‍🏫" * 50, "<script>alert(1)</script>", "x " * 1_000_000]


@pytest.mark.parametrize("text", TEXTS, ids=["NUL", "Arabic", "emoji", "script", "two million"])
def test_any_text_is_kept(author: Client, cast: Cast, text: str) -> None:
    guide = make_guide(cast.teacher)
    typed = with_changes(open_editor(author, guide, "text"), material=text)
    assert draft_help.save_draft(author, cast.teacher, guide, typed).status_code == 200
    assert Draft.objects.get().fields["material"] == [text.replace("\x00", "")]
    page = author.get(f"/studio/{guide.pk}/edit/")
    assert form_fields(page, "editor")["material"][0].strip() == text.replace("\x00", "").strip()


@pytest.mark.parametrize("body", ["", "[]", '{"revision": -1}', '{"author": "\\ud800"}', '{"fields": {"a": [1]}}'])
def test_what_is_no_draft_is_refused_in_a_sentence(author: Client, cast: Cast, body: str) -> None:
    deck = make_deck(cast.teacher)
    answer = author.post(f"/studio/{deck.pk}/edit/draft/", body, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["message"]


def test_somebody_else_at_the_same_browser_is_told(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    answer = draft_help.save_draft(author, cast.colleague, deck, open_editor(author, deck))
    assert answer.status_code == 409
    assert "somebody else" in answer.json()["message"]


def test_get_and_strangers(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    path = f"/studio/{deck.pk}/edit/draft/"
    for user, status in ((cast.teacher, 405), (cast.colleague, 405), (cast.student, 405)):
        client.force_login(user)
        assert client.get(path).status_code == status
    for user, status in ((cast.colleague, 404), (cast.student, 403), (cast.stranger, 403)):
        client.force_login(user)
        assert client.post(path, "{}", content_type="application/json").status_code == status


def test_the_cost_of_saving_does_not_grow(author: Client, cast: Cast) -> None:
    counts = []
    for cards in (3, 60):
        deck = make_deck(cast.teacher, cards=cards)
        typed = open_editor(author, deck)
        with CaptureQueriesContext(connection) as queries:
            draft_help.save_draft(author, cast.teacher, deck, typed)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_at_once_one_is_first(cast: Cast) -> None:
    deck = make_deck(cast.teacher)

    def saver(title: str) -> Callable[[], Draft]:
        return lambda: save_draft(
            content=deck, by=cast.teacher, fields={"title": [title], "window": [title]}, window=Window(0, title)
        )

    outcomes = at_once(saver("One"), saver("Other"))
    assert sum(isinstance(outcome, OtherWindow) for outcome in outcomes) == 1
    assert Draft.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_version_and_a_draft_at_once_lose_no_words(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client, other = Client(), Client()
    for browser in (client, other):
        browser.force_login(cast.teacher)
    fields = open_editor(client, deck)

    def save() -> Any:
        return client.post(edit_url(deck), {**with_changes(fields, title="Saved"), "do": "save"})

    def keep() -> Any:
        return draft_help.save_draft(other, cast.teacher, deck, with_changes(fields, **{"item-1-back": "Kept"}))

    at_once(save, keep)
    kept = Draft.objects.filter(content=Content.objects.get()).first()
    assert kept is not None
    assert kept.fields["item-1-back"] == ["Kept"]
    assert newest(deck).title == "Saved" or kept.fields["title"] == ["Small deck"]
    assert fields_of(deck)[0]["back"] == "Back 1"
