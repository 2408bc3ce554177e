"""An author duplicates a piece: her own, or one that another shares."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.actions.drafting import save_version
from content.actions.duplicating import duplicate_content
from content.documents import load_document, load_items
from content.lineage import count_stale
from content.models import Content, Derivation
from content.sources import descent_of
from tests.cast import Cast
from tests.content.studio_help import fields_of, newest
from tests.factories import QUESTIONS, make_deck, make_guide, make_podcast, make_quiz, publish

pytestmark = pytest.mark.django_db


def duplicate(client: Client, content: Content) -> Content:
    answer = client.post(reverse("content:content-duplicate", args=[content.pk]))
    assert answer.status_code == 302
    return Content.objects.get(pk=answer["Location"].split("/")[2])


def share(content: Content) -> Content:
    Content.objects.filter(pk=content.pk).update(is_shared=True)
    content.refresh_from_db()
    return content


@pytest.mark.parametrize("make", [make_quiz, make_guide, make_deck, make_podcast])
def test_every_kind_says_the_same_with_items_of_its_own(client: Client, cast: Cast, make: object) -> None:
    content = make(cast.teacher, tags=("a", "b"), licence="CC BY 4.0")  # type: ignore[operator]
    client.force_login(cast.teacher)
    copy = duplicate(client, content)
    assert copy.title == f"Copy of {content.title}"
    assert fields_of(copy) == fields_of(content)
    old, new = (load_items(newest(piece)) for piece in (content, copy))
    assert {entry.item_id for entry in old}.isdisjoint(entry.item_id for entry in new)
    assert [entry.fingerprint for entry in old] == [entry.fingerprint for entry in new]
    assert (copy.owner, copy.status, copy.is_shared, copy.is_published) == (cast.teacher, "draft", False, False)
    assert (copy.kind, copy.level, copy.licence) == (content.kind, content.level, "CC BY 4.0")
    assert sorted(tag.name for tag in copy.tags.all()) == ["a", "b"]
    assert copy.source == f"“{content.title}” by Tamara Example"
    assert copy.copied_from == newest(content)
    sources = {row.item_id: row.seen for row in Derivation.objects.filter(item__content=copy)}
    assert [sources[entry.item_id] for entry in new] == old


def test_rules_and_pools_come_along(cast: Cast) -> None:
    items = tuple(replace(question, pool="Some") for question in QUESTIONS)
    quiz = make_quiz(cast.teacher, items=items)
    document = load_document(newest(quiz))
    frame = document.frame.model_copy(update={"pass_mark": 80})
    save_version(content=quiz, document=replace(document, frame=frame), by=cast.teacher, base_number=1)
    quiz.refresh_from_db()
    copy = duplicate_content(content=quiz, by=cast.teacher)
    assert newest(copy).frame == newest(quiz).frame
    assert [entry.pool for entry in load_items(newest(copy))] == ["Some"] * 4


def test_of_what_another_shares_the_published_version_is_copied(client: Client, cast: Cast) -> None:
    quiz = share(publish(make_quiz(cast.teacher), cast.reviewer))
    document = replace(load_document(newest(quiz)), title="Not for others yet")
    save_version(content=quiz, document=document, by=cast.teacher, base_number=1)
    client.force_login(cast.colleague)
    copy = duplicate(client, quiz)
    assert (copy.title, copy.owner, copy.copied_from) == ("Copy of Small quiz", cast.colleague, quiz.published_version)
    page = client.get(reverse("content:content-detail", args=[copy.pk])).content.decode()
    assert "This is your copy of" in page


def test_a_source_that_is_named_stays(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, source="A book")
    assert duplicate_content(content=quiz, by=cast.teacher).source == "A book"


def test_long_titles_are_cut_and_said_whole_nowhere(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, title="🦊" * 200)
    copy = duplicate_content(content=quiz, by=cast.teacher)
    assert len(copy.title) == 200
    again = duplicate_content(content=copy, by=cast.teacher)
    assert len(newest(again).change_summary) <= 300


def test_a_copy_is_stale_when_its_original_changes(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    duplicate_content(content=deck, by=cast.teacher)
    assert count_stale(cast.teacher) == 0
    document = load_document(newest(deck))
    first = replace(document.items[0], data=document.items[0].data.model_copy(update={"back": "Reworded"}))
    items = (first, *document.items[1:])
    save_version(content=deck, document=replace(document, items=items), by=cast.teacher, base_number=1)
    assert count_stale(cast.teacher) == 1


def test_what_is_not_shared_is_not_there_for_others(client: Client, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    client.force_login(cast.colleague)
    address = reverse("content:content-duplicate", args=[quiz.pk])
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405
    with pytest.raises(PermissionDenied):
        duplicate_content(content=quiz, by=cast.colleague)
    client.force_login(cast.student)
    assert client.post(address).status_code == 403
    assert Content.objects.count() == 1


def test_the_number_of_queries_does_not_grow(cast: Cast) -> None:
    counts = []
    for cards in (2, 40):
        deck = make_deck(cast.teacher, cards=cards)
        with CaptureQueriesContext(connection) as queries:
            duplicate_content(content=deck, by=cast.teacher)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_both_pages_tell_of_each_other(cast: Cast) -> None:
    quiz = share(publish(make_quiz(cast.teacher), cast.reviewer))
    mine = duplicate_content(content=quiz, by=cast.teacher)
    duplicate_content(content=quiz, by=cast.colleague)
    descent = descent_of(quiz, cast.teacher)
    assert (descent.origin, descent.count, descent.named) == (None, 2, [mine]), "another's copy is counted, not named"
    descent = descent_of(mine, cast.teacher)
    assert (descent.origin, descent.is_origin_editable, descent.count) == (quiz.latest_version, True, 0)
    assert not descent_of(mine, cast.colleague).is_origin_editable
