"""An author finds her material on the desk of the studio."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Content, ReviewDecision
from tests.cast import Cast
from tests.factories import decide, make_deck, make_guide, make_quiz, publish

pytestmark = pytest.mark.django_db
URL = "/studio/"


def log_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


def test_own_material_is_listed_with_its_state(client: Client, cast: Cast) -> None:
    make_deck(cast.teacher, title="Capitals", cards=7)
    make_guide(cast.colleague, title="Somebody else's")
    page = log_in(client, cast.teacher).get(URL)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Capitals" in html
    assert "7 items" in html
    assert "Draft" in html
    assert "Somebody else" not in html


def test_what_came_back_stands_first_with_its_reason(client: Client, cast: Cast) -> None:
    sent_back = make_deck(cast.teacher, title="Sent back")
    decide(sent_back, cast.reviewer, ReviewDecision.Outcome.REQUEST_CHANGES, reason="Card 2 is wrong.")
    make_deck(cast.teacher, title="Newer")
    html = log_in(client, cast.teacher).get(URL).content.decode()
    assert html.index("Sent back") < html.index("Newer")
    assert "Card 2 is wrong." in html
    assert html.count("Sent back") == 1


def test_published_material_in_editing_says_what_students_see(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), by=cast.reviewer)
    Content.objects.filter(pk=deck.pk).update(status="draft")
    assert "Students see version 1" in log_in(client, cast.teacher).get(URL).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=capit", ["Capitals"]),
        ("kind=quiz", ["Sums"]),
        ("state=pending", []),
        ("state=nonsense", ["Capitals", "Sums"]),
    ],
)
def test_filters(client: Client, cast: Cast, query: str, found: list[str]) -> None:
    make_deck(cast.teacher, title="Capitals")
    make_quiz(cast.teacher, title="Sums")
    html = log_in(client, cast.teacher).get(f"{URL}?{query}").content.decode()
    assert [title for title in ("Capitals", "Sums") if title in html] == found


def test_pages_go_on_by_key_and_back(client: Client, cast: Cast) -> None:
    for number in range(45):
        make_deck(cast.teacher, title=f"Deck {number:02}.", cards=1)
    log_in(client, cast.teacher)
    first = client.get(URL)
    second = client.get(URL + first.context["links"]["next_url"])
    third = client.get(URL + second.context["links"]["next_url"])
    titles = [[content.title for content in page.context["page"].rows] for page in (first, second, third)]
    assert [*titles[0], *titles[1], *titles[2]] == [f"Deck {number:02}." for number in reversed(range(45))]
    assert third.context["links"]["next_url"] == ""
    back = client.get(URL + second.context["links"]["previous_url"])
    assert [content.title for content in back.context["page"].rows] == titles[0]
    assert back.context["links"]["previous_url"] == ""


def test_a_forged_page_is_the_first_with_a_sentence(client: Client, cast: Cast) -> None:
    make_deck(cast.teacher, title="Capitals")
    page = log_in(client, cast.teacher).get(URL, {"after": "W3RydWUsW1tdXV0:forged"})
    assert page.status_code == 200
    assert "could not be found" in page.content.decode()
    assert "Capitals" in page.content.decode()


def test_the_number_of_queries_does_not_grow(client: Client, cast: Cast) -> None:
    log_in(client, cast.teacher)
    counts = []
    for number in (3, 27):
        for _index in range(number):
            deck = make_deck(cast.teacher, cards=1)
        decide(deck, cast.reviewer, ReviewDecision.Outcome.REJECT, reason="No.")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


def test_an_empty_desk_teaches(client: Client, cast: Cast) -> None:
    assert "Write your first piece" in log_in(client, cast.teacher).get(URL).content.decode()


def test_it_needs_the_role(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    for user in (cast.student, cast.reviewer, cast.staff, cast.stranger):
        assert log_in(client, user).get(URL).status_code == 403
    assert log_in(client, cast.teacher).post(URL).status_code == 405
