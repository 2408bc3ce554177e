"""A teacher puts items of the bank into a piece of hers: by reference, so that they stay one item."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.refusals import Refusal, WrongState
from content.actions.drafting import save_draft
from content.actions.reusing import create_from_items, reuse_items
from content.actions.submitting import submit_content
from content.documents import load_document
from content.models import Content, Draft, Item, ItemVersion
from tests.cast import Cast
from tests.content.bank_help import items_of, reword
from tests.content.review_help import at_once
from tests.content.studio_help import headings, item_versions, newest
from tests.factories import choice, make_deck, make_guide, make_quiz, publish

URL = "/studio/items/use/"


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def source(cast: Cast) -> Content:
    return make_quiz(cast.teacher, title="Source", items=(choice("One?", "Yes", "No"), choice("Two?", "Yes", "No")))


def look(client: Client, items: Any, **fields: Any) -> Any:
    return client.get(URL, {"item": items, **fields})


def put(client: Client, items: Any, **fields: Any) -> Any:
    return client.post(URL, {"item": items, **fields}, follow=True)


def test_the_very_same_items_stand_in_both(author: Client, cast: Cast, source: Content) -> None:
    target = make_quiz(cast.teacher, title="Target")
    items, wordings = Item.objects.count(), ItemVersion.objects.count()
    page = look(author, items_of(source), into=target.pk)
    assert "Put 2 items into a piece" in page.content.decode()
    assert f'<option value="{target.pk}" selected>' in page.content.decode()
    page = put(author, items_of(source), into=target.pk, pool="  Easy   ones ")
    assert page.redirect_chain[-1][0] == f"/studio/{target.pk}/"
    assert (Item.objects.count(), ItemVersion.objects.count()) == (items, wordings)
    assert item_versions(target)[-2:] == item_versions(source)
    assert [item.pool for item in load_document(newest(target)).items] == [""] * 4 + ["Easy ones"] * 2
    assert newest(target).number == 2
    assert newest(target).change_summary == "Put in 2 items from the item bank"


def test_into_a_new_piece(author: Client, source: Content) -> None:
    page = put(author, items_of(source), into="new", title="")
    assert "A new piece needs a title" in page.content.decode()
    put(author, items_of(source), into="new", title="Newly made")
    made = Content.objects.get(title="Newly made")
    assert item_versions(made) == item_versions(source)
    assert (made.kind, newest(made).number) == ("quiz", 1)


def test_of_shared_material_the_published_wording(author: Client, cast: Cast) -> None:
    shared = publish(make_guide(cast.colleague, sections=1), cast.reviewer)
    target = make_guide(cast.teacher, title="Mine", sections=1)
    items = items_of(shared)
    assert "Choose at least one item first." in put(author, items, into=target.pk).content.decode()
    with pytest.raises(Refusal, match="not in your item bank"):
        reuse_items(content=target, items=items, by=cast.teacher)
    Content.objects.filter(pk=shared.pk).update(is_shared=True)
    published = item_versions(shared)
    reword(shared, body="Newer words.")
    put(author, items, into=target.pk)
    assert item_versions(target)[1:] == published


def test_what_stands_in_the_way_is_named_and_the_choice_stays(author: Client, cast: Cast, source: Content) -> None:
    target = make_quiz(cast.teacher, title="Target", items=())
    put(author, items_of(source)[:1], into=target.pk)
    page = put(author, items_of(source), into=target.pk)
    assert page.status_code == 409
    assert "“Target” holds “One?” already." in page.content.decode()
    assert page.content.decode().count('" checked><span>') == 2
    assert newest(target).number == 2
    page = look(author, [*items_of(source), *items_of(make_deck(cast.teacher))])
    assert "No kind of material holds all of these" in page.content.decode()
    deck = make_deck(cast.teacher)
    with pytest.raises(Refusal, match="cannot hold “One\\?” and “Two\\?”"):
        reuse_items(content=deck, items=items_of(source), by=cast.teacher)
    with pytest.raises(Refusal, match="Only a quiz draws"):
        reuse_items(content=deck, items=items_of(make_deck(cast.teacher)), by=cast.teacher, pool="Easy")
    with pytest.raises(Refusal, match="No item is chosen"):
        create_from_items(title="Empty", kind="quiz", items=[], by=cast.teacher)


def test_not_while_it_waits_for_review(author: Client, cast: Cast, source: Content) -> None:
    target = make_quiz(cast.teacher, title="Target")
    page = look(author, items_of(source))
    submit_content(content=target, by=cast.teacher)
    assert f'value="{target.pk}"' in page.content.decode()
    with pytest.raises(WrongState, match="waits for review"):
        reuse_items(content=target, items=items_of(source), by=cast.teacher)
    assert f'value="{target.pk}"' not in look(author, items_of(source)).content.decode()


def test_a_draft_of_hers_stays(cast: Cast, source: Content) -> None:
    target = make_quiz(cast.teacher, title="Target")
    save_draft(content=target, by=cast.teacher, fields={"title": ["Half typed"]}, base_number=1)
    reuse_items(content=target, items=items_of(source), by=cast.teacher)
    draft = Draft.objects.get(content=target)
    assert draft.fields == {"title": ["Half typed"]}
    assert draft.base_version
    assert draft.base_version.number == 1


def test_only_into_her_own_and_only_by_those_who_write(client: Client, cast: Cast, source: Content) -> None:
    items = items_of(source)
    client.force_login(cast.student)
    assert look(client, items).status_code == 403
    client.force_login(cast.colleague)
    assert "Choose at least one item first." in put(client, items).content.decode()
    client.force_login(cast.teacher)
    other = make_quiz(cast.colleague)
    assert "Select a valid choice" in put(client, items, into=other.pk).content.decode()
    assert "Choose at least one" in put(client, ["nonsense", uuid4()], into=other.pk).content.decode()
    assert headings(other) == headings(make_quiz(cast.teacher))


@pytest.mark.django_db(transaction=True)
def test_the_same_items_twice_at_once_stand_there_once(cast: Cast) -> None:
    source = make_quiz(cast.teacher, title="Source", items=(choice("One?", "Yes", "No"),))
    target = make_quiz(cast.teacher, title="Target")
    items = items_of(source)

    def reuse() -> Any:
        return reuse_items(content=target, items=items, by=cast.teacher)

    results = at_once(reuse, reuse)
    assert [isinstance(result, Refusal) for result in results].count(True) == 1
    assert headings(target).count("One?") == 1
    assert newest(target).number == 2
