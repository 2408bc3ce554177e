"""Answers in a thread: both sides give them, nobody changes them, and nothing typed beside them is lost."""

from functools import partial

import pytest
from django.db import Error, transaction
from django.test import Client

from accounts.models import Notice
from accounts.refusals import WrongState
from content.actions.archiving import archive_content
from content.actions.discussing import reply_to_thread, resolve_thread
from content.models import Comment, Content
from content.review.recipients import authors_of
from content.review.threads import ThreadBoard
from tests.cast import Cast
from tests.content.review_help import at_once
from tests.content.thread_help import board_url, do, sent_back, thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    return sent_back(cast)


def states(content: Content) -> dict[str, str]:
    board = ThreadBoard(content, authors_of(content))
    return {shown.opening: shown.state for shown in board.all}


def test_the_author_answers_and_it_counts_as_answered(client: Client, cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    client.force_login(cast.teacher)
    page = client.post(do(thread, "reply"), {f"reply-{thread.pk}": "Turned back in version 2."}, follow=True)
    assert page.redirect_chain[0][0] == f"{board_url(deck)}#thread-{thread.pk}"
    assert states(deck) == {
        "Which book is it from?": "open",
        "Turned round.": "answered",
        "Could be shorter.": "open",
    }
    assert "1 of 3" in page.content.decode()
    answered = client.get(board_url(deck), {"state": "answered"}).content.decode()
    assert "Turned back in version 2." in answered
    assert "Answered" in answered
    reply_to_thread(thread=thread, by=cast.reviewer, text="Not quite.")
    assert states(deck)["Turned round."] == "open"


def test_who_took_part_hears_of_it_once(cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    Notice.objects.all().delete()
    reply_to_thread(thread=thread, by=cast.second_reviewer, text="I think so too.")
    reply_to_thread(thread=thread, by=cast.teacher, text="Mended.")
    assert {notice.details["what"] for notice in Notice.objects.all()} == {"reply"}
    told = [(notice.details["reason"], notice.recipient) for notice in Notice.objects.order_by("created_at", "pk")]
    assert sorted(told, key=lambda pair: (pair[0], str(pair[1]))) == [
        ("I think so too.", cast.reviewer),
        ("I think so too.", cast.teacher),
        ("Mended.", cast.reviewer),
        ("Mended.", cast.second_reviewer),
    ]


def test_what_was_typed_into_other_boxes_is_there_again(client: Client, cast: Cast, deck: Content) -> None:
    thread, other = thread_of(deck, "Turned round."), thread_of(deck, "Could be shorter.")
    client.force_login(cast.teacher)
    boxes = {f"reply-{thread.pk}": "Mended.", f"reply-{other.pk}": "Half a <sentence>"}
    page = client.post(do(thread, "reply"), boxes, follow=True).content.decode()
    assert "Half a &lt;sentence&gt;</textarea>" in page
    assert other.comments.count() == 1
    assert "Half a" not in client.get(board_url(deck)).content.decode()


def test_a_comment_never_changes(cast: Cast, deck: Content) -> None:
    comment = reply_to_thread(thread=thread_of(deck, "Turned round."), by=cast.teacher, text="Mended.")
    for change in (lambda: Comment.objects.filter(pk=comment.pk).update(text="Else"), comment.delete):
        with pytest.raises(Error), transaction.atomic():
            change()
    comment.refresh_from_db()
    assert comment.text == "Mended."


def test_what_is_resolved_or_archived_takes_no_answer(client: Client, cast: Cast, deck: Content) -> None:
    thread, other = thread_of(deck, "Turned round."), thread_of(deck, "Could be shorter.")
    resolve_thread(thread=thread, by=cast.reviewer)
    client.force_login(cast.teacher)
    page = client.post(do(thread, "reply"), {f"reply-{thread.pk}": "Too late"}, follow=True).content.decode()
    assert "Rina Example has resolved this thread meanwhile" in page
    archive_content(content=deck, by=cast.teacher)
    with pytest.raises(WrongState, match="archived"):
        reply_to_thread(thread=other, by=cast.teacher, text="Too late")
    assert "Your answer</label>" not in client.get(board_url(deck)).content.decode()
    assert Comment.objects.count() == 3


def test_strangers_cannot(client: Client, cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    for person, status in ((cast.colleague, 404), (cast.student, 403), (cast.stranger, 403)):
        client.force_login(person)
        assert client.post(do(thread, "reply"), {f"reply-{thread.pk}": "Me too"}).status_code == status
    client.force_login(cast.teacher)
    assert client.get(do(thread, "reply")).status_code == 405
    assert Comment.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_end_at_once_leave_a_whole_thread(cast: Cast, deck: Content) -> None:
    for text in ("Turned round.", "Could be shorter.", "Which book is it from?"):
        thread = thread_of(deck, text)
        answer, _end = at_once(
            partial(reply_to_thread, thread=thread, by=cast.teacher, text="Mended."),
            partial(resolve_thread, thread=thread, by=cast.reviewer),
        )
        thread.refresh_from_db()
        assert thread.is_resolved
        if isinstance(answer, WrongState):
            assert thread.comments.count() == 1
        else:
            assert answer.at < thread.resolved_at
            assert thread.comments.count() == 2
