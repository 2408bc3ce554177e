"""An author does the same to many pieces: each by the action for one, with a report of what was refused and why."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.actions.archiving import archive_content
from content.actions.submitting import submit_content
from content.forms.bulk import Operation
from content.models import Authorship, Content, Topic
from tests.cast import Cast
from tests.factories import choice, make_deck, make_quiz, publish

pytestmark = pytest.mark.django_db
URL = reverse("content:bulk-edit")
REPORT = reverse("content:bulk-report")


def do(client: Client, operation: str, contents: Sequence[Content], **fields: str) -> str:
    """The page where it ends."""
    pieces = [str(content.pk) for content in contents]
    answer = client.post(URL, {"do": operation, "piece": pieces, **fields}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def again(content: Content) -> Content:
    return Content.objects.select_related("topic").get(pk=content.pk)


@pytest.fixture
def decks(cast: Cast) -> list[Content]:
    return [make_deck(cast.teacher, title=f"Deck {number}", tags=("old",)) for number in range(3)]


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def test_the_desk_leads_to_a_page_that_names_what_will_happen(teacher: Client, decks: list[Content]) -> None:
    desk = teacher.get("/studio/").content.decode()
    assert f'action="{URL}"' in desk
    assert f'name="piece" value="{decks[0].pk}"' in desk
    page = teacher.get(URL, {"do": "archive", "piece": [str(deck.pk) for deck in decks[:2]]})
    html = page.content.decode()
    assert "2 pieces are chosen" in html
    assert "Deck 1" in html
    assert "Deck 2" not in html
    assert again(decks[0]).status == "draft", "showing it does nothing"


def test_tags_are_added_and_taken_away(teacher: Client, decks: list[Content]) -> None:
    assert "2 pieces are changed" in do(teacher, Operation.ADD_TAGS, decks[:2], tags="Energy, old, cells")
    assert [sorted(tag.name for tag in deck.tags.all()) for deck in decks] == [
        ["Energy", "cells", "old"],
        ["Energy", "cells", "old"],
        ["old"],
    ]
    do(teacher, Operation.REMOVE_TAGS, decks, tags="ENERGY, old")
    assert [[tag.name for tag in deck.tags.all()] for deck in decks] == [["cells"], ["cells"], []]


def test_too_many_tags_are_refused_for_that_piece_alone(teacher: Client, cast: Cast, decks: list[Content]) -> None:
    full = make_deck(cast.teacher, title="Full", tags=tuple(f"tag {number}" for number in range(19)))
    html = do(teacher, Operation.ADD_TAGS, [*decks, full], tags="one, two")
    assert "3 pieces are changed" in html
    assert "It would have 21 tags; at most 20 fit." in html
    assert full.tags.count() == 19
    page = do(teacher, Operation.ADD_TAGS, decks, tags=", ".join(f"t{number}" for number in range(21)))
    assert "These are 21 tags; at most 20 fit." in page


def test_topic_and_level_are_set(teacher: Client, decks: list[Content]) -> None:
    topic = Topic.objects.at_path("Geography")
    do(teacher, Operation.SET_TOPIC, decks, topic=str(topic.pk))
    do(teacher, Operation.SET_LEVEL, decks[:1], level="college")
    assert [again(deck).topic for deck in decks] == [topic] * 3
    assert [again(deck).level for deck in decks] == ["college", "high_school", "high_school"]
    assert "Choose a topic, or say" in do(teacher, Operation.SET_TOPIC, decks[:1], topic="")
    assert again(decks[0]).topic == topic
    do(teacher, Operation.SET_TOPIC, decks[:1], topic="", no_topic="on")
    assert again(decks[0]).topic is None
    gone = str(topic.pk)
    Content.objects.update(topic=None)
    topic.delete()
    assert "This topic is gone" in do(teacher, Operation.SET_TOPIC, decks, topic=gone)


def test_submitting_reports_what_has_to_be_mended(teacher: Client, cast: Cast, decks: list[Content]) -> None:
    broken = make_quiz(cast.teacher, title="Broken", items=(choice("Which?", ""),))
    published = publish(make_deck(cast.teacher, title="Out already"), cast.reviewer)
    html = do(teacher, Operation.SUBMIT, [*decks, broken, published], note="All at once")
    assert "3 pieces are changed" in html
    assert "have to be mended before review" in html
    assert "Only a draft can be submitted. This material is: Published." in html
    assert [again(deck).status for deck in decks] == ["pending"] * 3
    assert again(broken).status == "draft"
    assert {request.note for request in decks[0].review_requests.all()} == {"All at once"}


def test_archiving_and_restoring(teacher: Client, cast: Cast, decks: list[Content]) -> None:
    submit_content(content=decks[0], by=cast.teacher)
    html = do(teacher, Operation.ARCHIVE, decks)
    assert "Withdraw it first, then archive it." in html
    assert [again(deck).status for deck in decks] == ["pending", "archived", "archived"]
    archived = teacher.get(URL, {"do": "restore", "all": "1", "match": "state=archived"})
    assert {content.title for content in archived.context["contents"]} == {"Deck 1", "Deck 2"}
    do(teacher, Operation.RESTORE, decks)
    assert [again(deck).status for deck in decks] == ["pending", "draft", "draft"]


def test_all_that_match_go_by_the_filters(teacher: Client, cast: Cast, decks: list[Content]) -> None:
    make_quiz(cast.teacher, title="Deck of questions")
    archive_content(content=decks[0], by=cast.teacher)
    page = teacher.get(URL, {"do": "add-tags", "all": "1", "match": "q=deck&kind=flashcards"})
    assert [content.title for content in page.context["contents"]] == ["Deck 1", "Deck 2"]
    assert f'name="piece" value="{decks[1].pk}"' in page.content.decode(), "what was shown is what is changed"


def test_others_material_is_out_of_reach(teacher: Client, cast: Cast) -> None:
    theirs, shared = make_deck(cast.colleague, title="Theirs"), make_deck(cast.colleague, title="Shared")
    Authorship.objects.create(
        content=shared, author=cast.teacher, invited_by=cast.colleague, accepted_at=timezone.now()
    )
    do(teacher, Operation.ADD_TAGS, [theirs, shared], tags="mine")
    assert theirs.tags.count() == 0
    assert shared.tags.count() == 1
    assert "Only the owner of this material archives" in do(teacher, Operation.ARCHIVE, [shared])


def test_what_cannot_be_understood_asks_again(teacher: Client, decks: list[Content]) -> None:
    assert "No piece is chosen" in teacher.get(URL).content.decode()
    assert "No piece is chosen" in teacher.get(URL, {"do": "archive", "piece": "\x00nonsense"}).content.decode()
    assert "What to do with them" in teacher.post(URL, {"piece": str(decks[0].pk), "do": "explode"}).content.decode()
    assert teacher.get(REPORT)["Location"] == "/studio/", "no report yet"
    assert "Write at least one tag." in do(teacher, Operation.ADD_TAGS, decks, tags=" , ")


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_the_role(client: Client, cast: Cast, method: str) -> None:
    for person in (cast.student, cast.reviewer, cast.staff, cast.stranger):
        client.force_login(person)
        assert getattr(client, method)(URL).status_code == 403
    assert client.get(REPORT).status_code == 403


def test_the_number_of_queries_of_the_page_does_not_grow(teacher: Client, cast: Cast) -> None:
    counts = []
    for number in (2, 20):
        decks: list[Any] = [make_deck(cast.teacher, cards=1) for _index in range(number)]
        with CaptureQueriesContext(connection) as queries:
            teacher.get(URL, {"do": "set-topic", "piece": [str(deck.pk) for deck in decks]})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
