"""Two people changed the same version: the second sees both, chooses, and saves one version of both."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.actions.drafting import save_version
from content.documents import Document, DocumentItem, load_document
from content.models import Content, Draft
from tests.cast import Cast
from tests.content.draft_help import save_draft, with_changes
from tests.content.review_help import at_once
from tests.content.studio_help import Fields, errors_of, fields_of, form_fields, headings, newest, open_editor, send
from tests.factories import item, make_deck, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def others_save(content: Content, change: Callable[[Document], Document], cast: Cast) -> None:
    """The colleague, who writes along, saves a version."""
    content.authorships.get_or_create(
        author=cast.colleague, defaults={"invited_by": cast.teacher, "accepted_at": content.created_at}
    )
    version = newest(content)
    save_version(
        content=content, document=change(load_document(version)), by=cast.colleague, base_number=version.number
    )


def reworded(place: int, back: str) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        items = list(document.items)
        items[place] = replace(items[place], data=items[place].data.model_copy(update={"back": back}))
        return replace(document, items=tuple(items))

    return change


def merge_page(author: Client, content: Content, base: str = "") -> Any:
    return author.get(f"/studio/{content.pk}/merge/", {"base": base})


def choose(author: Client, content: Content, do: str = "save", choice: str = "") -> Any:
    fields = form_fields(merge_page(author, content))
    if choice:
        fields |= {name: [choice] for name in fields if name.startswith("choice-")}
    return author.post(f"/studio/{content.pk}/merge/", {**fields, "do": do}, follow=True)


def test_a_stale_save_leads_to_both(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=4)
    fields = open_editor(author, deck)
    others_save(deck, reworded(0, "Their back"), cast)
    page = send(author, deck, fields, **{"item-3-back": "My back"})
    assert page.redirect_chain == [(f"/studio/{deck.pk}/merge/", 302)]
    html = page.content.decode()
    for words in ("Carlos Example", "saved version 2", "Their", "My", "both go together as they are"):
        assert words in html
    choose(author, deck)
    assert [card["back"] for card in fields_of(deck)] == ["Their back", "Back 2", "My back", "Back 4"]
    assert newest(deck).number == 3
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("choice", "backs"),
    [("mine", ["Mine", "Back 2"]), ("theirs", ["Theirs", "Back 2"]), ("both", ["Theirs", "Mine", "Back 2"])],
)
def test_where_both_changed_one_card_she_chooses(author: Client, cast: Cast, choice: str, backs: list[str]) -> None:
    deck = make_deck(cast.teacher, cards=2)
    fields = open_editor(author, deck)
    others_save(deck, reworded(0, "Theirs"), cast)
    send(author, deck, fields, **{"item-1-back": "Mine"})
    choose(author, deck, choice=choice)
    assert [card["back"] for card in fields_of(deck)] == backs
    items = load_document(newest(deck)).items
    assert items[0].item_id == load_document(deck.versions.get(number=1)).items[0].item_id


def test_mine_holds_until_she_chooses(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    fields = open_editor(author, deck)
    others_save(deck, lambda document: replace(document, title="Theirs"), cast)
    send(author, deck, fields, title="Mine")
    choose(author, deck)
    assert newest(deck).title == "Mine"


def test_rules_and_pools_and_order_are_merged(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    fields = open_editor(author, quiz)

    def change(document: Document) -> Document:
        first, *others = document.items
        frame = document.frame.model_copy(update={"shuffle_options": False})
        return replace(document, frame=frame, items=(*others, replace(first, pool="Plants")))

    others_save(quiz, change, cast)
    send(author, quiz, fields, **{"frame-pass_mark": "75"})
    choose(author, quiz)
    merged = load_document(newest(quiz))
    assert merged.frame.model_dump(include={"pass_mark", "shuffle_options"}) == {
        "pass_mark": 75,
        "shuffle_options": False,
    }
    assert [entry.pool for entry in merged.items] == ["", "", "", "Plants"]


def test_both_moved_things_and_the_order_is_a_choice(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    fields = open_editor(author, deck)
    others_save(deck, lambda document: replace(document, items=document.items[::-1]), cast)
    fields["item"] = ["2", "1", "3"]
    send(author, deck, fields)
    choose(author, deck, choice="theirs")
    assert [heading[:7] for heading in headings(deck)] == ["Front 3", "Front 2", "Front 1"]


def test_what_one_removed_and_the_other_reworded_can_go(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    fields = open_editor(author, deck)
    others_save(deck, reworded(1, "Reworded"), cast)
    send(author, deck, {**fields, "item-2-removed": ["1"]})
    assert "Remove it" in merge_page(author, deck).content.decode()
    choose(author, deck, choice="mine")
    assert [card["back"] for card in fields_of(deck)] == ["Back 1", "Back 3"]


def test_what_they_removed_and_i_reworded_keeps_its_identity(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    known = load_document(newest(deck)).items[1].item_id
    fields = open_editor(author, deck)
    others_save(deck, lambda document: replace(document, items=(document.items[0], document.items[2])), cast)
    send(author, deck, fields, **{"item-2-back": "Still mine"})
    choose(author, deck, choice="mine")
    assert [entry.item_id for entry in load_document(newest(deck)).items][1] == known


def test_it_can_go_on_in_the_editor(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=2)
    fields = open_editor(author, deck)
    others_save(deck, reworded(0, "Theirs"), cast)
    send(author, deck, fields, **{"item-2-back": "Mine"})
    page = choose(author, deck, do="edit")
    both = form_fields(page, "editor")
    assert (both["base"], both["item-1-back"], both["item-2-back"]) == (["2"], ["Theirs"], ["Mine"])
    assert Draft.objects.exists()
    send(author, deck, both)
    assert [card["back"] for card in fields_of(deck)] == ["Theirs", "Mine"]
    assert not Draft.objects.exists()


def test_stale_again_shows_the_page_again(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    fields = open_editor(author, deck)
    others_save(deck, reworded(0, "Theirs"), cast)
    send(author, deck, fields, **{"item-1-back": "Mine"})
    seen = form_fields(merge_page(author, deck))
    chosen: Fields = seen | {name: ["both"] for name in seen if name.startswith("choice-")}
    others_save(deck, reworded(2, "Later"), cast)
    page = author.post(f"/studio/{deck.pk}/merge/", {**chosen, "do": "save"})
    assert page.status_code == 409
    assert "changed again" in page.content.decode()
    again = form_fields(page)
    assert [again[name] for name in chosen if name.startswith("choice-")] == [["both"]]
    assert newest(deck).number == 3
    author.post(f"/studio/{deck.pk}/merge/", {**again, "do": "save"})
    assert [card["back"] for card in fields_of(deck)] == ["Theirs", "Mine", "Back 2", "Later"]


def test_what_is_no_document_yet_is_mended_first(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    save_draft(author, cast.teacher, deck, with_changes(open_editor(author, deck), title=""))
    others_save(deck, reworded(0, "Theirs"), cast)
    page = author.get(f"/studio/{deck.pk}/merge/", follow=True)
    assert "Title" in errors_of(page)
    assert form_fields(page, "editor")["base"] == ["1"]


def test_the_editor_says_that_there_is_a_newer_version(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    save_draft(author, cast.teacher, deck, with_changes(open_editor(author, deck), title="Mine"))
    others_save(deck, reworded(0, "Theirs"), cast)
    assert f"/studio/{deck.pk}/merge/?base=1" in author.get(f"/studio/{deck.pk}/edit/").content.decode()


def test_without_a_draft_there_is_nothing_to_merge(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    assert merge_page(author, deck).url == f"/studio/{deck.pk}/edit/"
    others_save(deck, reworded(0, "Theirs"), cast)
    assert merge_page(author, deck, "1").url == f"/studio/{deck.pk}/compare/?from=1&to=2"


def test_strangers_see_nothing(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    for user, status in ((cast.colleague, 404), (cast.student, 403)):
        client.force_login(user)
        assert client.get(f"/studio/{deck.pk}/merge/").status_code == status
        assert client.post(f"/studio/{deck.pk}/merge/").status_code == status


def test_the_number_of_queries_does_not_grow(author: Client, cast: Cast) -> None:
    counts = []
    for cards in (3, 40):
        deck = make_deck(cast.teacher, cards=cards)
        fields = open_editor(author, deck)
        others_save(deck, reworded(0, "Theirs"), cast)
        send(author, deck, fields, **{"item-1-back": "Mine"})
        with CaptureQueriesContext(connection) as queries:
            assert merge_page(author, deck).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_are_brought_together(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    deck.authorships.create(author=cast.colleague, invited_by=cast.teacher, accepted_at=deck.created_at)
    browsers = [Client(), Client()]
    for browser, person in zip(browsers, (cast.teacher, cast.colleague), strict=True):
        browser.force_login(person)
    fields = [open_editor(browser, deck) for browser in browsers]

    def press(number: int) -> Callable[[], Any]:
        sent = {**with_changes(fields[number], **{f"item-{number + 1}-back": f"By {number}"}), "do": "save"}
        return lambda: browsers[number].post(f"/studio/{deck.pk}/edit/", sent).headers["Location"]

    addresses = at_once(press(0), press(1))
    second = browsers[next(place for place, address in enumerate(addresses) if address.endswith("/merge/"))]
    choose(second, deck)
    assert [card["back"] for card in fields_of(deck)] == ["By 0", "By 1", "Back 3"]


def added(*items: DocumentItem) -> Callable[[Document], Document]:
    return lambda document: replace(document, items=(*document.items, *items))


def test_what_both_added_is_all_there(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=1)
    fields = open_editor(author, deck)
    others_save(deck, added(item("card", front="عربي", back="theirs 😀")), cast)
    send(author, deck, fields, **{"item-2-front": "Mine", "item-2-back": "new"})
    choose(author, deck)
    assert sorted(card["back"] for card in fields_of(deck)) == sorted(["Back 1", "theirs 😀", "new"])
