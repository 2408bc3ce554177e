"""The first words of a new piece make it; asked twice, there is one."""

import pytest
from django.test import Client

from content.models import Content, Draft
from tests.cast import Cast
from tests.content.draft_help import post, with_changes
from tests.content.review_help import at_once
from tests.content.studio_help import Fields, form_fields, newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def opened(author: Client, kind: str = "quiz") -> Fields:
    return form_fields(author.get(f"/studio/new/{kind}/"), "editor")


def body(cast: Cast, fields: Fields, **changes: str) -> dict[str, object]:
    return {"author": str(cast.teacher.pk), "page": fields["page"][0], "fields": with_changes(fields, **changes)}


def test_the_first_words_make_an_untitled_piece(author: Client, cast: Cast) -> None:
    fields = opened(author)
    told = post(author, "/studio/new/quiz/draft/", body(cast, fields, summary="About"))
    assert told.status_code == 200
    piece = Content.objects.get()
    assert (piece.title, piece.owner, piece.kind) == ("Untitled quiz", cast.teacher, "quiz")
    assert told.json()["edit"] == f"/studio/{piece.pk}/edit/"
    assert form_fields(author.get(told.json()["edit"]), "editor")["summary"] == ["About"]


def test_the_details_of_its_first_page_are_kept(author: Client, cast: Cast) -> None:
    fields = opened(author)
    sent = body(cast, fields, title="Leaves", **{"details-level": "college", "details-tags": "cells"})
    post(author, "/studio/new/quiz/draft/", sent)
    piece = Content.objects.get()
    assert (piece.title, piece.level, [tag.name for tag in piece.tags.all()]) == ("Leaves", "college", ["cells"])


def test_asked_twice_there_is_one(author: Client, cast: Cast) -> None:
    fields = with_changes(opened(author), window="one")
    for summary in ("First", "Second"):
        sent = body(cast, fields, summary=summary) | {"window": "one"}
        assert post(author, "/studio/new/quiz/draft/", sent).status_code == 200
    assert Content.objects.count() == 1
    assert Draft.objects.get().fields["summary"] == ["Second"]


def test_the_form_of_the_first_page_saves_the_piece_that_is_there(author: Client, cast: Cast) -> None:
    fields = opened(author, "flashcards")
    post(author, "/studio/new/flashcards/draft/", body(cast, fields, title="Cap"))
    revision = str(Draft.objects.get().revision)
    typed = with_changes(fields, title="Capitals", revision=revision, **{"item-1-front": "Peru", "item-1-back": "Lima"})
    author.post("/studio/new/flashcards/", {**typed, "do": "save"})
    piece = Content.objects.get()
    assert newest(piece).title == "Capitals"
    assert newest(piece).entries.count() == 1
    assert not Draft.objects.exists()


def test_a_key_is_good_for_its_author_and_kind_alone(author: Client, cast: Cast) -> None:
    fields = opened(author)
    other = Client()
    other.force_login(cast.colleague)
    for client, path, sent in (
        (other, "/studio/new/quiz/draft/", body(cast, fields) | {"author": str(cast.colleague.pk)}),
        (author, "/studio/new/podcast/draft/", body(cast, fields)),
        (author, "/studio/new/quiz/draft/", body(cast, fields) | {"page": "forged"}),
    ):
        answer = post(client, path, sent)
        assert answer.status_code == 409
        assert answer.json()["message"]
    assert not Content.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(cast: Cast) -> None:
    author = Client()
    author.force_login(cast.teacher)
    sent = body(cast, with_changes(opened(author), window="one")) | {"window": "one"}
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(cast.teacher)
    answers = at_once(*(lambda client=client: post(client, "/studio/new/quiz/draft/", sent) for client in clients))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Content.objects.count() == 1
