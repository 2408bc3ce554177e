"""Her session has ended, and she presses Save: what she typed is a draft, and is there once she has logged in."""

from typing import Any

import pytest
from django.test import Client

from accounts.actions.standing import suspend_user
from content import page_keys
from content.models import Content, Draft
from tests.cast import Cast
from tests.content.draft_help import with_changes
from tests.content.studio_help import Fields, edit_url, form_fields, open_editor
from tests.factories import make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def press_save_logged_out(author: Client, deck: Content, fields: Fields) -> str:
    """Where she is sent."""
    author.logout()
    answer: Any = author.post(edit_url(deck), {**fields, "do": "save"})
    assert answer.status_code == 302
    return str(answer.url)


def test_what_was_typed_is_there_after_logging_in(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    address = press_save_logged_out(author, deck, with_changes(open_editor(author, deck), title="Typed"))
    assert address == f"/accounts/login/?next=/studio/{deck.pk}/edit/"
    assert "is kept" in author.get(address).content.decode()
    author.force_login(cast.teacher)
    assert open_editor(author, deck)["title"] == ["Typed"]
    assert deck.versions.count() == 1


def test_a_new_piece_is_there_too(author: Client, cast: Cast) -> None:
    fields = with_changes(form_fields(author.get("/studio/new/quiz/"), "editor"), title="New")
    author.logout()
    answer: Any = author.post("/studio/new/quiz/", {**fields, "do": "save"})
    piece = Content.objects.get()
    assert answer.url == f"/accounts/login/?next=/studio/{piece.pk}/edit/"
    assert (piece.owner, Draft.objects.get().fields["title"]) == (cast.teacher, ["New"])


def test_of_two_windows_neither_is_lost(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    fields = with_changes(open_editor(author, deck), title="Old window", summary=" <b>& </b>\n\n two lines")
    author.post(edit_url(deck), {**with_changes(fields, title=""), "do": "save"})
    author.logout()
    page = author.post(edit_url(deck), {**fields, "do": "save"})
    assert page.status_code == 409
    assert Draft.objects.get().fields["title"] == [""]
    author.force_login(cast.teacher)
    again = author.post(edit_url(deck), form_fields(page))
    assert "in another window" in again.content.decode()
    held = form_fields(again, "editor")
    assert held["title"] == ["Old window"]
    assert held["summary"] == [" <b>& </b>\r\n\r\n two lines"]


def test_nothing_is_kept_without_a_key_of_hers(author: Client, cast: Cast) -> None:
    deck, other = make_deck(cast.teacher), make_deck(cast.colleague)
    fields = open_editor(author, deck)
    for page in ("", "forged", fields["page"][0] + "x"):
        press_save_logged_out(author, deck, with_changes(fields, page=page))
    key_of_another_piece = page_keys.sign_page(cast.teacher, other.pk)
    author.post(edit_url(deck), with_changes(fields, page=key_of_another_piece))
    assert not Draft.objects.exists()


def test_a_key_ends_with_her_password_her_account_and_its_time(author: Client, cast: Cast, settings: Any) -> None:
    deck = make_deck(cast.teacher)
    fields = open_editor(author, deck)
    cast.teacher.set_password("another-honest-password")
    cast.teacher.save()
    press_save_logged_out(author, deck, fields)
    author.force_login(cast.teacher)
    fields = open_editor(author, deck)
    settings.SESSION_COOKIE_AGE = -1
    press_save_logged_out(author, deck, fields)
    settings.SESSION_COOKIE_AGE = 3600
    suspend_user(user=cast.teacher, by=cast.operator)
    press_save_logged_out(author, deck, fields)
    assert not Draft.objects.exists()


def test_who_may_not_edit_any_more_keeps_nothing_there(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.colleague)
    shared = deck.authorships.create(author=cast.teacher, invited_by=cast.colleague, accepted_at=deck.created_at)
    fields = open_editor(author, deck)
    shared.delete()
    author.logout()
    assert author.post(edit_url(deck), {**fields, "do": "save"}).status_code == 409
    assert not Draft.objects.exists()


def test_a_page_from_before_she_logged_in_anew_loses_nothing(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    author = Client(enforce_csrf_checks=True)
    author.force_login(cast.teacher)
    typed = with_changes(open_editor(author, deck), title="Typed")
    answer: Any = author.post(edit_url(deck), {**typed, "csrfmiddlewaretoken": "stale", "do": "save"})
    assert answer.url == f"/studio/{deck.pk}/edit/"
    assert open_editor(author, deck)["title"] == ["Typed"]
    assert deck.versions.count() == 1
    Draft.objects.all().delete()
    for page, person in (("forged", cast.teacher), (typed["page"][0], cast.colleague)):
        author.force_login(person)
        assert author.post(edit_url(deck), {**typed, "page": page, "do": "save"}).status_code == 403
    assert not Draft.objects.exists()
