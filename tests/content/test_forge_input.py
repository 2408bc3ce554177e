"""What an attacker sends: ids, keys, tokens and methods that are not hers to send. Nothing of others changes."""

from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.test import Client

from content.documents import load_items
from content.models import Content, Draft, Item
from tests.cast import Cast
from tests.content.draft_help import patch_draft, save_draft, with_changes
from tests.content.studio_help import (
    edit_url,
    fields_of,
    form_fields,
    item_versions,
    newest,
    open_editor,
    send,
)
from tests.factories import make_deck

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def test_names_of_fields_with_null_bytes_do_no_harm(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    opened = open_editor(author, deck)
    assert save_draft(author, cast.teacher, deck, {**opened, "a\x00b": ["x"]}).status_code == 200
    revision = Draft.objects.get().revision
    assert patch_draft(author, cast.teacher, deck, revision, {"c\x00": ["y"]}, "\x00").status_code == 200
    send(author, deck, {**open_editor(author, deck), "d\x00": ["z"]}, title="")
    assert "d" in Draft.objects.get().fields


@pytest.mark.parametrize("do", ["save", "edit"])
def test_rubbish_in_a_merge_is_no_harm(author: Client, cast: Cast, do: str) -> None:
    deck = make_deck(cast.teacher)
    opened = open_editor(author, deck)
    send(author, deck, opened, **{"item-1-back": "theirs"})
    page = send(author, deck, opened, **{"item-2-back": "mine"})
    sent = {**form_fields(page), "change_summary": "a\x00b" + "x" * 900, "choice-\x00": "x", "choice-title": "?"}
    answer = author.post(f"/studio/{deck.pk}/merge/", {**sent, "do": do})
    assert answer.status_code == (302 if do == "save" else 200)
    if do == "save":
        assert [card["back"] for card in fields_of(deck)][:2] == ["theirs", "mine"]
        assert newest(deck).change_summary.startswith("abx")


def test_items_of_others_are_not_taken_over(author: Client, cast: Cast) -> None:
    theirs = make_deck(cast.colleague, title="Theirs")
    deck = make_deck(cast.teacher)
    before = item_versions(theirs)
    stolen = str(load_items(newest(theirs))[0].item_id)
    opened = open_editor(author, deck)
    send(author, deck, opened, **{"item-1-id": stolen, "item-1-front": "Mine now"})
    assert item_versions(theirs) == before
    assert Item.objects.get(pk=stolen).content == theirs
    assert UUID(stolen) not in {entry.item_id for entry in load_items(newest(deck))}
    for answer in (
        author.post("/studio/items/use/", {"item": stolen, "into": str(deck.pk)}, follow=True),
        author.post("/studio/items/use/", {"item": stolen, "into": "new", "title": "T"}, follow=True),
    ):
        assert "Choose at least one item first." in answer.content.decode()
    for path in ("edit/draft/", "edit/preview/", "edit/row/", "edit/presence/", "merge/", "history/1/restore/"):
        assert author.post(f"/studio/{theirs.pk}/{path}", {"base": "1"}).status_code == 404, path
    assert Content.objects.count() == 2


def test_a_key_of_another_list_or_order_begins_anew(author: Client, cast: Cast) -> None:
    for number in range(21):
        make_deck(cast.teacher, title=f"Deck {number:02}", cards=1)
    lists = [f"/studio/?sort={sort}" for sort in ("changed", "title", "created", "due")]
    lists += ["/studio/items/?", "/studio/replace/?find=Front", "/library/?", "/studio/media/?", "/studio/stale/?"]
    tokens = ["rubbish", "\x00", "a:b:c", "é"]
    for address in lists:
        page = author.get(address)
        if (links := page.context.get("links")) and links["next_url"]:
            tokens.append(links["next_url"].partition("after=")[2].partition("&")[0])
    assert len(tokens) > 6
    for address in lists:
        for token in tokens:
            assert author.get(f"{address}&after={quote(token, safe='%')}").status_code == 200, (address, token)


def test_a_page_without_the_token_is_kept_and_says_so(cast: Cast) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(cast.teacher)
    deck = make_deck(cast.teacher)
    opened = with_changes(open_editor(careful, deck), title="Kept")
    assert careful.post(edit_url(deck), {**opened, "do": "save"}).status_code == 302
    assert Draft.objects.get().fields["title"] == ["Kept"]
    forged = {**opened, "page": "forged", "title": "Forged", "do": "save"}
    assert careful.post(edit_url(deck), forged).status_code == 403
    assert careful.post(f"/studio/{deck.pk}/archive/").status_code == 403
    assert Draft.objects.get().fields["title"] == ["Kept"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_change_nothing(author: Client, cast: Cast, method: str) -> None:
    deck = make_deck(cast.teacher)
    for path in ("edit/", "edit/draft/", "edit/discard/", "archive/", "merge/", "duplicate/", "submit/", "details/"):
        assert getattr(author, method)(f"/studio/{deck.pk}/{path}").status_code == 405, path
    assert (newest(deck).number, Content.objects.count()) == (1, 1)


def test_ids_that_are_none(author: Client) -> None:
    for path in (uuid4(), "0" * 8, "x", "%00", "{}", "1 or 1=1", "../../etc/passwd"):
        assert author.get(f"/studio/{path}/edit/").status_code == 404, path
