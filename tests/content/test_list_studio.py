"""An author finds her material on the desk of the studio."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from content.actions.archiving import archive_content
from content.actions.drafting import save_version
from content.actions.saved_views import save_view
from content.documents import load_document, load_items
from content.models import Authorship, Content, Derivation, Presence, ReviewDecision, Topic
from feedback.actions.giving import give_feedback
from tests.cast import Cast
from tests.content.studio_help import newest
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
    page = log_in(client, cast.teacher).get(URL)
    html = page.content.decode()
    assert html.index("Sent back") < html.index("Newer")
    assert (
        html.index("First things first") < html.index("Rina Example asks for changes") < html.index("Card 2 is wrong.")
    )
    assert [content.title for content in page.context["page"].rows] == ["Newer", "Sent back"], "the list is whole"
    assert "First things first" not in client.get(URL, {"kind": "flashcards"}).content.decode()


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
    """Whatever stands on the desk: pieces that came back, that are due, stale items, ratings, an invitation."""
    log_in(client, cast.teacher)
    counts = []
    for number in (3, 27):
        for _index in range(number):
            deck = make_deck(cast.teacher, cards=1, due_on=timezone.localdate())
            source = make_guide(cast.teacher)
            derive(source, deck, cast.teacher)
        decide(deck, cast.reviewer, ReviewDecision.Outcome.REJECT, reason="No.")
        published = publish(make_deck(cast.teacher, cards=1), cast.reviewer)
        give_feedback(content=published, by=cast.student, rating=4, type="quality", text="Good.")
        other = make_deck(cast.colleague)
        Authorship.objects.create(content=other, author=cast.teacher, invited_by=cast.colleague)
        save_view(name=f"View {number}", query="state=draft", by=cast.teacher)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(URL).content.decode()
        for words in ("Due today", "No.", "asks you to write along", "Good.", f"View {number}", "to look at"):
            assert words in html, words
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15, [query["sql"][:200] + query["sql"][-150:] for query in queries]
    with CaptureQueriesContext(connection) as queries:
        client.get(URL, {"more": "1", "q": "deck", "tag": "x", "stale": "on", "sort": "due"})
    assert len(queries) <= 15


def derive(source: Content, dependent: Content, by: User) -> None:
    """Let an item of `dependent` say that it was made from one of `source`, which then changes."""
    (item, *_rest), (section, *_others) = (load_items(newest(content)) for content in (dependent, source))
    Derivation.objects.create(item=item.item, source=section.item, seen=section, by=by)
    document = load_document(newest(source))
    changed = replace(document.items[0], data=document.items[0].data.model_copy(update={"body": "Something else."}))
    rest = document.items[1:]
    save_version(content=source, document=replace(document, items=(changed, *rest)), by=by, base_number=1)


def test_what_is_due_stands_first_until_it_is_done(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    make_deck(cast.teacher, title="Late", due_on=today - timedelta(days=2))
    make_deck(cast.teacher, title="Soon", due_on=today + timedelta(days=3))
    make_deck(cast.teacher, title="Some day", due_on=today + timedelta(days=30))
    done = publish(make_deck(cast.teacher, title="Done", due_on=today - timedelta(days=2)), cast.reviewer)
    page = log_in(client, cast.teacher).get(URL)
    assert [content.title for content in page.context["attention"].due] == ["Late", "Soon"]
    assert page.content.decode().count("Was due") == 2, "in what comes first, and in the list"
    assert titles(client, "due=overdue") == ["Late"]
    assert titles(client, "due=week&sort=due") == ["Late", "Soon"]
    assert titles(client, "due=dated&sort=due") == ["Late", done.title, "Soon", "Some day"]


def titles(client: Client, query: str) -> list[str]:
    return [content.title for content in client.get(f"{URL}?{query}").context["page"].rows]


def test_tabs_count_what_is_in_each_state(client: Client, cast: Cast) -> None:
    for number in range(3):
        make_deck(cast.teacher, title=f"Deck {number}")
    publish(make_quiz(cast.teacher), cast.reviewer)
    archive_content(content=make_quiz(cast.teacher, title="Old"), by=cast.teacher)
    shared = make_guide(cast.colleague, title="Theirs")
    Authorship.objects.create(
        content=shared, author=cast.teacher, invited_by=cast.colleague, accepted_at=timezone.now()
    )
    page = log_in(client, cast.teacher).get(URL)
    tabs = {str(tab["label"]): (tab["count"], tab["url"]) for tab in page.context["tabs"]}
    assert {label: count for label, (count, _url) in tabs.items()} == {
        "All": 5,
        "Draft": 4,
        "Published": 1,
        "Archived": 1,
        "Shared with me": 1,
    }
    for count, url in tabs.values():
        assert len(client.get(URL + url).context["page"].rows) == count
    assert "with Carlos Example" in page.content.decode()
    narrowed = client.get(URL, {"kind": "quiz"}).context["tabs"]
    assert {str(tab["label"]): tab["count"] for tab in narrowed} == {"All": 1, "Published": 1, "Archived": 1}


def test_topics_take_those_below_and_tags_go_by_name(client: Client, cast: Cast) -> None:
    biology, cells = Topic.objects.at_path("Biology"), Topic.objects.at_path("Biology / Cells")
    make_deck(cast.teacher, title="Life", topic=biology, level="college")
    make_deck(cast.teacher, title="Walls", topic=cells, tags=("Plants",))
    make_deck(cast.teacher, title="Other")
    log_in(client, cast.teacher)
    assert set(titles(client, f"topic={biology.pk}")) == {"Life", "Walls"}
    assert titles(client, f"topic={cells.pk}") == ["Walls"]
    assert titles(client, "tag=plants") == ["Walls"]
    assert titles(client, "level=college") == ["Life"]
    assert len(titles(client, "topic=nonsense")) == 3


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", []),
        ("created", ["alpha", "Beta", "äther"]),
        ("due", ["Beta", "alpha", "äther"]),
    ],
)
def test_every_order_goes_on_by_key(client: Client, cast: Cast, sort: str, expected: list[str]) -> None:
    today = timezone.localdate()
    for title, due in (("äther", None), ("Beta", today), ("alpha", today + timedelta(days=9))):
        make_deck(cast.teacher, title=title, cards=1, due_on=due)
    for number in range(25):
        make_deck(cast.teacher, title=f"m {number:02}", cards=1, due_on=today + timedelta(days=20 + number))
    log_in(client, cast.teacher)
    found: list[str] = []
    address = f"{URL}?sort={sort}"
    for _page in range(5):
        page = client.get(address)
        found += [content.title for content in page.context["page"].rows]
        if not page.context["links"]["next_url"]:
            break
        address = URL + page.context["links"]["next_url"]
    assert len(found) == len(set(found)) == 28
    if sort == "title":
        assert found.index("alpha") < found.index("Beta") < found.index("m 00") < found.index("m 24")
    else:
        assert [title for title in found if title in expected] == expected


def test_who_else_is_editing_is_said(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    presence = Presence.objects.create(content=deck, person=cast.colleague)
    log_in(client, cast.teacher)
    assert "Carlos Example is editing" in client.get(URL).content.decode()
    Presence.objects.filter(pk=presence.pk).update(seen_at=timezone.now() - timedelta(minutes=5))
    assert "is editing" not in client.get(URL).content.decode()


def test_words_of_other_scripts_and_nulls_are_no_trouble(client: Client, cast: Cast) -> None:
    make_deck(cast.teacher, title="خلايا 🧬")
    log_in(client, cast.teacher)
    assert titles(client, "q=خلايا") == ["خلايا 🧬"]
    assert client.get(URL, {"q": "a\x00b", "tag": "\x00", "topic": "\x00", "sort": "\x00"}).status_code == 200


def test_an_empty_desk_teaches(client: Client, cast: Cast) -> None:
    assert "Write your first piece" in log_in(client, cast.teacher).get(URL).content.decode()


def test_it_needs_the_role(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    for user in (cast.student, cast.reviewer, cast.staff, cast.stranger):
        assert log_in(client, user).get(URL).status_code == 403
    assert log_in(client, cast.teacher).post(URL).status_code == 405
