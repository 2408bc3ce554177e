"""A conversation ends: by a reviewer, or by whoever began it; and it begins again."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Notice
from accounts.refusals import WrongState
from accounts.roles import Role
from content.actions.archiving import archive_content
from content.actions.deciding import Verdict, decide_request
from content.actions.discussing import open_thread, reopen_thread, resolve_thread
from content.actions.submitting import submit_content
from content.documents import load_items
from content.models import CommentThread, Content, ReviewDecision
from tests.cast import Cast
from tests.content.review_help import also, at_once
from tests.content.thread_help import board_url, do, item_ids, review_again, sent_back, thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    return sent_back(cast)


def test_any_reviewer_resolves_and_reopens(client: Client, cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    client.force_login(cast.second_reviewer)
    assert client.post(do(thread, "resolve"), {"next": "/x/"})["Location"] == f"/x/#thread-{thread.pk}"
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.is_resolved) == (cast.second_reviewer, True)
    client.force_login(cast.teacher)
    page = client.get(board_url(deck), {"state": "resolved"}).content.decode()
    assert "Resolved by Rolf Example" in page
    Notice.objects.all().delete()
    client.force_login(cast.reviewer)
    client.post(do(thread, "reopen"))
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.resolved_at) == (None, None)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.details["reason"]) == (cast.teacher, "Reopened: Turned round.")


def test_an_author_answers_a_problem_and_ends_only_what_she_began(client: Client, cast: Cast, deck: Content) -> None:
    own, problem = open_thread(content=deck, by=cast.teacher, text="Is it late?"), thread_of(deck, "Turned round.")
    client.force_login(cast.teacher)
    page = client.get(board_url(deck)).content.decode()
    assert do(own, "resolve") in page
    assert do(problem, "resolve") not in page
    assert client.post(do(problem, "resolve")).status_code == 403
    assert client.post(do(problem, "reopen")).status_code == 403
    assert client.post(do(own, "resolve")).status_code == 302
    assert CommentThread.objects.get(resolved_at__isnull=False) == own


def test_a_reviewer_who_writes_it_is_an_author_here(cast: Cast, deck: Content) -> None:
    with pytest.raises(PermissionDenied):
        resolve_thread(thread=thread_of(deck, "Turned round."), by=also(cast.teacher, Role.REVIEWER))


def test_twice_is_refused_with_a_sentence(client: Client, cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    client.force_login(cast.second_reviewer)
    again = client.post(do(thread, "reopen"), {"next": board_url(deck)})
    assert again.status_code == 302
    with pytest.raises(WrongState, match="open already"):
        reopen_thread(thread=thread, by=cast.reviewer)
    resolve_thread(thread=thread, by=cast.reviewer)
    with pytest.raises(WrongState, match="Rina Example has resolved this thread already"):
        resolve_thread(thread=thread, by=cast.second_reviewer)
    archive_content(content=deck, by=cast.teacher)
    with pytest.raises(WrongState, match="archived"):
        reopen_thread(thread=thread, by=cast.reviewer)


def test_strangers_cannot(client: Client, cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    for name in ("resolve", "reopen"):
        for person, status in ((cast.colleague, 404), (cast.student, 403), (cast.stranger, 403)):
            client.force_login(person)
            assert client.post(do(thread, name)).status_code == status
        client.force_login(cast.reviewer)
        assert client.get(do(thread, name)).status_code == 405
    assert not CommentThread.objects.filter(resolved_at__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_resolve_at_once_one_does(cast: Cast, deck: Content) -> None:
    thread = thread_of(deck, "Turned round.")
    people = (cast.reviewer, cast.second_reviewer)
    results = at_once(*(partial(resolve_thread, thread=thread, by=by) for by in people))
    refused = [result for result in results if isinstance(result, WrongState)]
    assert len(refused) == 1
    thread.refresh_from_db()
    assert thread.resolved_by == people[[isinstance(result, WrongState) for result in results].index(False)]


def test_approval_ends_what_was_said_of_fine_items_and_nothing_else(cast: Cast, deck: Content) -> None:
    """What is about the whole stays open, and so does a question about an item that needed no verdict any more."""
    about_first = open_thread(content=deck, by=cast.reviewer, text="A thought.", item_id=item_ids(deck)[0])
    request = review_again(deck, cast)
    verdicts = {entry.pk: Verdict.fine() for entry in load_items(request.version)[1:]}
    decide_request(request=request, by=cast.reviewer, outcome=ReviewDecision.Outcome.APPROVE, verdicts=verdicts)
    deck.refresh_from_db()
    assert deck.status == "published"
    left = CommentThread.objects.filter(resolved_at__isnull=True)
    assert set(left) == {about_first, thread_of(deck, "Which book is it from?")}
    ended = thread_of(deck, "Turned round.")
    assert ended.resolved_by == cast.reviewer


def test_what_is_sent_back_or_withdrawn_keeps_its_threads(cast: Cast, deck: Content) -> None:
    assert CommentThread.objects.filter(resolved_at__isnull=True).count() == 3
    request = submit_content(content=deck, by=cast.teacher)
    request.refresh_from_db()
    assert CommentThread.objects.filter(resolved_at__isnull=True).count() == 3
