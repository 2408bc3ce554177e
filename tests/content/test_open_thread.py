"""Reviewers and authors begin conversations: about a piece, an item of it, or one field of an item."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from content.actions.archiving import archive_content
from content.actions.claiming import claim_request
from content.actions.discussing import open_thread
from content.actions.submitting import submit_content
from content.models import CommentThread, Content
from tests.cast import Cast
from tests.content.thread_help import board_url, item_ids
from tests.factories import make_deck, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    """Submitted, and claimed by the reviewer."""
    request = submit_content(content=make_deck(cast.teacher), by=cast.teacher)
    return claim_request(request=request, by=cast.reviewer).content


def url(content: Content) -> str:
    return reverse("content:thread-open", args=[content.pk])


def said(about: Any, text: str, **others: str) -> dict[str, str]:
    return {f"open-{about}": text, **others}


def test_a_reviewer_asks_about_one_field(client: Client, cast: Cast, deck: Content) -> None:
    item = item_ids(deck)[1]
    client.force_login(cast.reviewer)
    sent = said(item, "  Is this the back?\r\nOr not?  ", item=str(item), **{f"field-{item}": "back"})
    answer = client.post(url(deck), {**sent, "next": "/admin/somewhere/?a=b"})
    thread = CommentThread.objects.get()
    assert answer["Location"] == f"/admin/somewhere/?a=b#thread-{thread.pk}"
    assert (thread.item_id, thread.field, thread.opened_by, thread.is_problem) == (item, "back", cast.reviewer, False)
    assert (thread.version, thread.request) == (deck.latest_version, deck.review_requests.get())
    assert thread.comments.get().text == "Is this the back?\nOr not?"
    client.force_login(cast.teacher)
    page = client.get(board_url(deck)).content.decode()
    assert "About “Back”" in page
    assert "Is this the back?<br>Or not?" in page


def test_the_other_side_hears_of_it(cast: Cast, deck: Content) -> None:
    open_thread(content=deck, by=cast.reviewer, text="Why so?")
    open_thread(content=deck, by=cast.teacher, text="Is the level right?")
    hers, his = Notice.objects.filter(event="commented").order_by("created_at", "pk")
    assert (hers.recipient, hers.actor, hers.details["reason"]) == (cast.teacher, cast.reviewer, "Why so?")
    assert hers.url.startswith(board_url(deck) + "#thread-")
    assert (his.recipient, his.actor) == (cast.reviewer, cast.teacher)
    assert his.url.startswith("/admin/content/reviewrequest/")


def test_somebody_else_s_page_is_no_way_back(client: Client, cast: Cast, deck: Content) -> None:
    for person, place in ((cast.teacher, board_url(deck)), (cast.reviewer, "/admin/content/reviewrequest/")):
        client.force_login(person)
        for wanted in ("https://example.org/", "//example.org/", "javascript:alert(1)", ""):
            answer = client.post(url(deck), {**said(deck.pk, "Why?"), "next": wanted})
            assert answer["Location"].startswith(place)


@pytest.mark.parametrize(("text", "told"), [("", "nothing in it"), (" \u200b ", "nothing in it"), ("x" * 4001, "4001")])
def test_no_words_or_too_many_are_refused_and_kept(
    client: Client, cast: Cast, deck: Content, text: str, told: str
) -> None:
    client.force_login(cast.teacher)
    page = client.post(url(deck), {**said(deck.pk, text), "reply-x": "Half an answer"}, follow=True)
    assert told in page.content.decode()
    assert not CommentThread.objects.exists()
    if text.strip(" \u200b"):
        assert f">{text}</textarea>" in page.content.decode()
        assert f">{text}</textarea>" not in client.get(board_url(deck)).content.decode()


def test_an_item_or_field_that_is_not_there_is_refused(cast: Cast, deck: Content) -> None:
    other = make_deck(cast.colleague)
    with pytest.raises(Refusal, match="not in the material any more"):
        open_thread(content=deck, by=cast.teacher, text="Why?", item_id=item_ids(other)[0])
    with pytest.raises(Refusal, match="no such part"):
        open_thread(content=deck, by=cast.teacher, text="Why?", item_id=item_ids(deck)[0], field="colour")
    assert not CommentThread.objects.exists()


def test_nobody_comments_on_what_is_archived(cast: Cast) -> None:
    deck = archive_content(content=publish(make_deck(cast.teacher), cast.reviewer), by=cast.teacher)
    with pytest.raises(WrongState, match="archived"):
        open_thread(content=deck, by=cast.reviewer, text="Why?")


def test_strangers_cannot_and_reviewers_only_on_what_was_submitted(client: Client, cast: Cast, deck: Content) -> None:
    draft = make_deck(cast.teacher, title="Draft")
    for person, status in ((cast.colleague, 404), (cast.student, 403), (cast.staff, 403), (cast.stranger, 403)):
        client.force_login(person)
        assert client.post(url(deck), said(deck.pk, "Why?")).status_code == status
    client.force_login(cast.reviewer)
    assert client.post(url(draft), said(draft.pk, "Why?")).status_code == 404
    assert client.get(url(deck)).status_code == 405
    assert not CommentThread.objects.exists()


def test_the_author_asks_herself_before_any_review(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    assert "Nobody has said anything yet" in client.get(board_url(deck)).content.decode()
    page = client.post(url(deck), said(deck.pk, "Ask about the source."), follow=True).content.decode()
    assert "Ask about the source." in page
    assert "Your comment is sent." in page
    assert not Notice.objects.exists()
