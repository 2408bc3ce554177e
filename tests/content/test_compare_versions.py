"""An author reads the history of a piece, and what changed between two of its versions."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.actions.drafting import save_version
from content.documents import load_document
from content.models import Content
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import choice, item, make_deck, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(client: Client, cast: Cast) -> Content:
    """Version 2 of it rewords the first card, moves the last to the front, drops the second and adds one."""
    deck = make_deck(cast.teacher, cards=4)
    document = load_document(newest(deck))
    first, _second, third, last = document.items
    first = replace(first, data=first.data.model_copy(update={"back": "Reworded back 1"}))
    items = (last, first, third, item("card", front="Added", back="x"))
    document = replace(document, title="Better title", items=items)
    save_version(content=deck, document=document, by=cast.teacher, base_number=1, change_summary="Better")
    client.force_login(cast.teacher)
    return deck


def test_the_history_says_who_when_and_why(client: Client, deck: Content) -> None:
    page = client.get(f"/studio/{deck.pk}/history/").content.decode()
    assert page.index("Version 2") < page.index("Version 1")
    for words in ("Better", "Tamara Example", "Written", "Newest"):
        assert words in page


def test_any_two_can_be_chosen_and_earlier_ones_restored(client: Client, deck: Content) -> None:
    page = client.get(f"/studio/{deck.pk}/history/").content.decode()
    assert page.count('type="radio" name="from"') == page.count('type="radio" name="to"') == 2
    assert f"/studio/{deck.pk}/history/1/restore/" in page
    assert f"/studio/{deck.pk}/history/2/restore/" not in page, "the newest is there already"


def test_in_whatever_order_they_are_chosen_the_older_comes_first(client: Client, deck: Content) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/?from=2&to=1")
    assert (page.context["old"].number, page.context["new"].number) == (1, 2)


def test_what_is_drawn_from_another_pool_shows(client: Client, deck: Content) -> None:
    document = load_document(newest(deck))
    first, *others = document.items
    document = replace(document, items=(replace(first, pool="Energy"), *others))
    save_version(content=deck, document=document, by=deck.owner, base_number=2)
    page = client.get(f"/studio/{deck.pk}/compare/").content.decode()
    assert "Drawn from “Energy” now." in page
    assert "Other pool" in page


def test_options_show_one_by_one_and_formulas_whole(client: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=(choice("What is $E$?", "$mc^2$", "One", "Two"),))
    document = load_document(newest(quiz))
    (question,) = document.items
    one, two, three = question.data.options  # type: ignore[attr-defined]
    options = (three, one.model_copy(update={"text": "$\\frac{1}{2}mv^2$"}), two)
    question = replace(question, data=question.data.model_copy(update={"options": options}))
    save_version(content=quiz, document=replace(document, items=(question,)), by=cast.teacher, base_number=1)
    client.force_login(cast.teacher)
    page = client.get(f"/studio/{quiz.pk}/compare/").content.decode()
    assert "Moved from 3 to 1" in page
    assert "</span>$mc^2$ </del>" in page
    assert "</span>$\\frac{1}{2}mv^2$ </ins>" in page


def test_only_white_space(client: Client, deck: Content) -> None:
    document = load_document(newest(deck))
    first, *others = document.items
    first = replace(first, data=first.data.model_copy(update={"front": first.data.front.replace(" ", "  ")}))  # type: ignore[attr-defined]
    save_version(content=deck, document=replace(document, items=(first, *others)), by=deck.owner, base_number=2)
    assert "Only spaces or line breaks differ." in client.get(f"/studio/{deck.pk}/compare/").content.decode()


def test_many_changes_come_in_parts(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=500)
    document = load_document(newest(deck))
    items = tuple(replace(card, data=card.data.model_copy(update={"back": "Other"})) for card in document.items)
    save_version(content=deck, document=replace(document, items=items), by=cast.teacher, base_number=1)
    client.force_login(cast.teacher)
    page = client.get(f"/studio/{deck.pk}/compare/?from=1&to=2&part=2")
    assert (page.context["differing"], page.context["parts"], len(page.context["rows"])) == (500, 13, 40)
    assert page.context["rows"][0].new_position == 40
    assert "from=1&amp;to=2&amp;part=3" in page.content.decode()
    for odd in ("0", "x", "99999", ""):
        assert client.get(f"/studio/{deck.pk}/compare/?part={odd}").status_code == 200


def test_every_change_is_named(client: Client, deck: Content) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/?from=1&to=2")
    html = page.content.decode()
    found = {(row.change.value, row.item.heading) for row in page.context["rows"]}
    assert found == {
        ("changed", "Front 1 of Small deck"),
        ("removed", "Front 2 of Small deck"),
        ("moved", "Front 4 of Small deck"),
        ("added", "Added"),
    }
    assert page.context["same"] == 1
    assert "Reworded" in html
    assert "From place 4 to place 1." in html
    assert "Better" in html


def test_a_version_compared_with_itself_is_the_same(client: Client, deck: Content) -> None:
    assert "say the same" in client.get(f"/studio/{deck.pk}/compare/?from=2&to=2").content.decode()


@pytest.mark.parametrize("query", ["?from=9&to=1", "?from=0", "?to=3"])
def test_versions_that_are_none_lead_to_the_history(client: Client, deck: Content, query: str) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/{query}", follow=True)
    assert page.redirect_chain == [(f"/studio/{deck.pk}/history/", 302)]
    assert "There is no such version" in page.content.decode()


@pytest.mark.parametrize("query", ["", "?from=x&to=y", "?to=99999999999"])
def test_without_numbers_the_newest_two_are_compared(client: Client, deck: Content, query: str) -> None:
    page = client.get(f"/studio/{deck.pk}/compare/{query}")
    assert (page.context["old"].number, page.context["new"].number) == (1, 2)


def test_the_number_of_queries_does_not_grow(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    counts = []
    for cards in (3, 30):
        deck = make_deck(cast.teacher, cards=cards)
        for number in range(1, cards):
            document = replace(load_document(newest(deck)), title=f"Title {number}")
            save_version(content=deck, document=document, by=cast.teacher, base_number=number)
        for path in ("history/", "compare/", "preview/", ""):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/studio/{deck.pk}/{path}").status_code == 200
            counts.append((path, len(queries)))
    assert counts[:4] == counts[4:]
    assert all(count <= 15 for _path, count in counts)
