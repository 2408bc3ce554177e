"""An author answers what she was asked while she submits again; the reviewer sees each answer at its thread."""

import pytest
from django.test import Client

from accounts.models import Notice
from accounts.refusals import Refusal
from content.actions.discussing import reply_to_thread, resolve_thread
from content.actions.submitting import submit_content
from content.models import Comment, Content, ReviewRequest
from content.review.recipients import authors_of
from content.review.threads import ThreadBoard
from tests.cast import Cast
from tests.content.thread_help import sent_back, thread_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    return sent_back(cast)


def url(content: Content) -> str:
    return f"/studio/{content.pk}/submit/"


def test_the_page_asks_for_each_and_sends_all_at_once(client: Client, cast: Cast, deck: Content) -> None:
    problem, shorter = thread_of(deck, "Turned round."), thread_of(deck, "Could be shorter.")
    reply_to_thread(thread=shorter, by=cast.teacher, text="I shall see.")
    Notice.objects.all().delete()
    client.force_login(cast.teacher)
    page = client.get(url(deck)).content.decode()
    for words in ("What you were asked", "Turned round.", "I shall see.", "Not answered yet", "Answered", "The whole"):
        assert words in page
    sent = {"note": "Second try", f"answer-{problem.pk}": " Turned back. ", f"answer-{shorter.pk}": "Shortened."}
    assert client.post(url(deck), sent).status_code == 302
    board = ThreadBoard(deck, authors_of(deck))
    assert {shown.opening: [answer.text for answer in shown.answers] for shown in board.all} == {
        "Which book is it from?": [],
        "Turned round.": ["Turned back."],
        "Could be shorter.": ["I shall see.", "Shortened."],
    }
    assert (len(board.answered), len(board.asked)) == (2, 3)
    notice = Notice.objects.get(event="commented")
    assert (notice.recipient, notice.details["reason"]) == (cast.reviewer, "Turned back.\n\nShortened.")


def test_without_answers_it_is_submitted_too(client: Client, cast: Cast, deck: Content) -> None:
    client.force_login(cast.teacher)
    assert client.post(url(deck), {"note": ""}).status_code == 302
    assert Comment.objects.count() == 3


def test_an_answer_too_long_is_told_at_its_box_and_nothing_is_lost(client: Client, cast: Cast, deck: Content) -> None:
    problem, whole = thread_of(deck, "Turned round."), thread_of(deck, "Which book is it from?")
    client.force_login(cast.teacher)
    long = "y" * 4001
    sent = {"note": "A note", f"answer-{problem.pk}": long, f"answer-{whole.pk}": "Mine \x00"}
    page = client.post(url(deck), sent).content.decode()
    for words in ("4001 characters", f">\n{long}</textarea>", "A note</textarea>", "Null characters"):
        assert words in page
    assert f'href="#id_answer-{problem.pk}"' in page
    assert Comment.objects.count() == 3
    assert ReviewRequest.objects.count() == 1


def test_in_the_action_it_is_all_or_nothing(cast: Cast, deck: Content) -> None:
    problem, whole = thread_of(deck, "Turned round."), thread_of(deck, "Which book is it from?")
    with pytest.raises(Refusal, match="characters"):
        submit_content(content=deck, by=cast.teacher, answers={whole.pk: "Mine.", problem.pk: "y" * 4001})
    deck.refresh_from_db()
    assert deck.status == "changes_requested"
    assert Comment.objects.count() == 3


def test_what_was_resolved_meanwhile_keeps_the_answer(client: Client, cast: Cast, deck: Content) -> None:
    problem = thread_of(deck, "Turned round.")
    resolve_thread(thread=problem, by=cast.second_reviewer)
    client.force_login(cast.teacher)
    assert client.post(url(deck), {f"answer-{problem.pk}": "Turned back."}).status_code == 302
    problem.refresh_from_db()
    assert problem.is_resolved
    assert problem.comments.filter(text="Turned back.").exists()


def test_another_piece_s_thread_is_not_answered(cast: Cast, deck: Content) -> None:
    foreign = thread_of(sent_back(cast), "Turned round.")
    submit_content(content=deck, by=cast.teacher, answers={foreign.pk: "Sneaked in."})
    assert Comment.objects.filter(text="Sneaked in.").count() == 0
