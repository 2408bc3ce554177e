"""What the tests of threads share: a piece that came back with a problem and comments, and the addresses of threads."""

from uuid import UUID

from django.urls import reverse

from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.discussing import open_thread
from content.actions.submitting import submit_content
from content.documents import load_items
from content.models import CommentThread, Content, ReviewDecision, ReviewRequest
from tests.cast import Cast
from tests.factories import make_deck


def sent_back(cast: Cast) -> Content:
    """A deck of the teacher's: its second card has a problem, its third a comment, and the whole a comment, all of the
    reviewer's; its first card is approved."""
    deck = make_deck(cast.teacher)
    request = submit_content(content=deck, by=cast.teacher)
    first, second, third = load_items(request.version)
    claim_request(request=request, by=cast.reviewer)
    open_thread(content=deck, by=cast.reviewer, text="Which book is it from?")
    verdicts = {
        first.pk: Verdict.fine(),
        second.pk: Verdict.problem("Turned round."),
        third.pk: Verdict.comment("Could be shorter."),
    }
    outcome = ReviewDecision.Outcome.REQUEST_CHANGES
    decide_request(request=request, by=cast.reviewer, outcome=outcome, reason="Nearly there.", verdicts=verdicts)
    deck.refresh_from_db()
    return deck


def thread_of(content: Content, text: str) -> CommentThread:
    """The thread that begins with these words."""
    return CommentThread.objects.get(content=content, comments__text=text)


def item_ids(content: Content) -> list[UUID]:
    assert content.latest_version is not None
    return [entry.item_id for entry in load_items(content.latest_version)]


def do(thread: CommentThread, name: str) -> str:
    """The address that does it: "reply", "resolve", "reopen"."""
    return reverse(f"content:thread-{name}", args=[thread.pk])


def board_url(content: Content) -> str:
    return reverse("content:review-threads", args=[content.pk])


def review_again(content: Content, cast: Cast) -> ReviewRequest:
    """Submitted once more, and claimed by the reviewer."""
    return claim_request(request=submit_content(content=content, by=cast.teacher), by=cast.reviewer)
