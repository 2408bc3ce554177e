"""Many requests that change next to nothing are approved together: each with the same checks as one alone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from content.actions import deciding
from content.actions.bulk_approving import approve_requests
from content.actions.claiming import claim_request
from content.actions.drafting import save_version
from content.documents import Document, load_document
from content.models import CommentThread, Content, ItemApproval, ReviewPolicy, ReviewRequest, ReviewRule
from content.review.bulk import changed_words
from content.word_diff import diff_words
from tests.cast import Cast
from tests.content.review_help import QUEUE, also, at_once, waiting
from tests.factories import item, make_deck, make_quiz, publish

BULK = reverse("admin:content_reviewrequest_bulk")
REPORT = reverse("admin:content_reviewrequest_bulk_report")
Change = Callable[[Document], Document]


def again(content: Content, change: Change) -> ReviewRequest:
    """A request for the piece in its next version."""
    content.refresh_from_db()
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    save_version(content=content, document=change(document), by=content.owner, base_number=1)
    return waiting(content.owner, content=content)


def reworded(**data: Any) -> Change:
    """The first item, said otherwise."""

    def change(document: Document) -> Document:
        first = document.items[0]
        said = replace(first, data=first.data.model_copy(update=data))
        return replace(document, items=(said, *document.items[1:]))

    return change


def with_one_more(document: Document) -> Document:
    return replace(document, items=(*document.items, item("card", front="New", back="Card")))


@pytest.fixture
def trivial(cast: Cast) -> ReviewRequest:
    deck = publish(make_deck(cast.teacher, title="Deck"), cast.second_reviewer)
    return again(deck, reworded(hint="Think twice"))


@pytest.fixture
def reviewer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


def keys(*requests: ReviewRequest) -> dict[str, list[str]]:
    return {"request": [str(request.pk) for request in requests]}


def state(request: ReviewRequest) -> tuple[str, User | None]:
    request.refresh_from_db()
    return request.state, request.claimed_by


def test_a_row_can_be_ticked_and_the_page_shows_each_change(reviewer: Client, trivial: ReviewRequest) -> None:
    queue = reviewer.get(reverse(QUEUE)).content.decode()
    assert f'name="request" value="{trivial.pk}"' in queue
    assert f'action="{BULK}"' in queue
    page = reviewer.get(BULK, keys(trivial)).content.decode()
    assert "Card 1" in page
    assert "Think twice</ins>" in page
    assert "Approve the ticked ones" in page
    assert state(trivial) == ("open", None), "showing it does nothing"


def test_they_are_approved_and_published(reviewer: Client, cast: Cast, trivial: ReviewRequest) -> None:
    unchanged = again(
        publish(make_quiz(cast.teacher, title="Quiz"), cast.second_reviewer),
        lambda document: replace(document, title="Quiz, anew"),
    )
    shown = reviewer.get(BULK, keys(trivial, unchanged)).content.decode()
    assert "Title and summary" in shown
    assert ", anew" in shown
    page = reviewer.post(BULK, keys(trivial, unchanged), follow=True)
    assert page.redirect_chain == [(REPORT, 302)]
    assert "2 requests are approved" in page.content.decode()
    for request in (trivial, unchanged):
        assert state(request) == ("decided", None)
        assert request.decision.reviewer == cast.reviewer
        assert request.content.published_version_id == request.version_id
    assert ItemApproval.objects.filter(request=trivial).count() == 1, "of the one item that changed"
    assert "2 requests are approved" in reviewer.get(REPORT).content.decode(), "it may be loaded again"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (with_one_more, "1 item is new. Read it."),
        (reworded(front="Quite another question than before"), "words; at most 3 may change."),
        (reworded(back="Another answer"), "What counts as right changed in item 1."),
    ],
)
def test_what_changed_in_more_is_refused(reviewer: Client, cast: Cast, change: Change, why: str) -> None:
    request = again(publish(make_deck(cast.teacher), cast.second_reviewer), change)
    page = reviewer.get(BULK, keys(request)).content.decode()
    assert why in page
    assert "None of those you ticked can be approved like this." in page
    report = reviewer.post(BULK, keys(request), follow=True).content.decode()
    assert "Nothing was approved" in report
    assert why in report
    assert state(request) == ("open", None), "it is not even claimed"


def test_what_was_never_approved_is_refused(reviewer: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    assert "It was never approved before." in reviewer.post(BULK, keys(request), follow=True).content.decode()
    assert state(request) == ("open", None)


def test_an_open_thread_is_read_first(reviewer: Client, cast: Cast, trivial: ReviewRequest) -> None:
    CommentThread.objects.create(content=trivial.content, version=trivial.version, opened_by=cast.second_reviewer)
    assert "A thread about it is open." in reviewer.post(BULK, keys(trivial), follow=True).content.decode()
    assert state(trivial) == ("open", None)


def test_what_another_holds_or_has_decided_is_refused(reviewer: Client, cast: Cast, trivial: ReviewRequest) -> None:
    claim_request(request=trivial, by=cast.second_reviewer)
    assert "Rolf Example is reviewing it." in reviewer.get(BULK, keys(trivial)).content.decode()
    assert "Rolf Example is reviewing this." in reviewer.post(BULK, keys(trivial), follow=True).content.decode()
    approve_requests(requests=[trivial], by=cast.second_reviewer)
    assert "It is closed already" in reviewer.get(BULK, keys(trivial)).content.decode()
    assert "closed already" in reviewer.post(BULK, keys(trivial), follow=True).content.decode()


def test_nobody_approves_her_own_work(client: Client, cast: Cast, trivial: ReviewRequest) -> None:
    client.force_login(also(cast.teacher, Role.REVIEWER))
    assert "It is not for you to decide" in client.get(BULK, keys(trivial)).content.decode()
    assert "This is your own work." in client.post(BULK, keys(trivial), follow=True).content.decode()
    assert state(trivial) == ("open", None)


def test_one_that_is_refused_leaves_the_others(
    cast: Cast, trivial: ReviewRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = again(publish(make_deck(cast.teacher, title="Other"), cast.second_reviewer), reworded(hint="No"))

    def refuse_other(version: Any) -> None:
        if version.pk == other.version_id:
            raise Refusal("A check that stops approvals has not passed.")

    monkeypatch.setattr(deciding, "require_checks", refuse_other)
    report = approve_requests(requests=[other, trivial], by=cast.reviewer)
    assert [content.title for content in report.done] == ["Deck"]
    assert [refused.reason for refused in report.refused] == ["A check that stops approvals has not passed."]
    assert state(other) == ("open", None), "its claim went with it"


def test_a_first_step_waits_for_its_second(reviewer: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher, title="Deck"), cast.second_reviewer)
    ReviewRule.objects.create(name="All of it")
    request = again(deck, reworded(hint="Think twice"))
    page = reviewer.post(BULK, keys(request), follow=True).content.decode()
    assert "The first step of 1 request is approved" in page
    assert state(request) == ("open", None)
    assert request.step == 2
    approve_requests(requests=[request], by=cast.second_reviewer)
    assert state(request)[0] == "decided"


def test_the_policy_says_what_is_trivial(cast: Cast, trivial: ReviewRequest) -> None:
    ReviewPolicy.objects.create(pk=1, trivial_words=1)
    report = approve_requests(requests=[trivial], by=cast.reviewer)
    assert [refused.reason for refused in report.refused] == ["Item 1 changed in 2 words; at most 1 may change."]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("The same.", "The same.", 0),
        ("A whale is a fish.", "A whale is no fish.", 1),
        ("one two three", "one three", 1),
        ("one two three", "four five six seven", 4),
        ("What is it", "What is it?", 1),
        ("Was ist 植物", "Was ist 動物の名", 3),
        ("Solve $x$.", "Solve $x^2 + y$.", 7),
    ],
)
def test_how_words_are_counted(old: str, new: str, words: int) -> None:
    assert changed_words(diff_words(old, new)) == words


def test_nothing_ticked_and_nothing_known(reviewer: Client, cast: Cast) -> None:
    assert "No request is ticked" in reviewer.get(BULK, {"request": "no key"}).content.decode()
    page = reviewer.post(BULK, {"request": [str(cast.teacher.pk)]}, follow=True)
    assert page.redirect_chain == [(reverse(QUEUE), 302)]
    assert "Nothing was ticked, so nothing was approved." in page.content.decode()
    assert reviewer.get(REPORT).status_code == 302


def test_the_page_costs_the_same_for_many(reviewer: Client, cast: Cast) -> None:
    requests, costs = list[ReviewRequest](), []
    for count in (1, 9):
        while len(requests) < count:
            deck = publish(make_deck(cast.teacher, title=f"Deck {len(requests)}"), cast.second_reviewer)
            requests.append(again(deck, reworded(hint="Look again")))
        reviewer.get(BULK, keys(*requests))
        with CaptureQueriesContext(connection) as queries:
            page = reviewer.get(BULK, keys(*requests))
        assert len(page.context["fitting"]) == count
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


@pytest.mark.parametrize("person", ["student", "teacher", "stranger", "staff", "operator"])
def test_it_is_for_reviewers_alone(client: Client, cast: Cast, trivial: ReviewRequest, person: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(BULK, keys(trivial)).status_code == 403
    assert client.post(BULK, keys(trivial)).status_code == 403
    assert client.get(REPORT).status_code == 403
    assert state(trivial) == ("open", None)


@pytest.mark.django_db(transaction=True)
def test_two_approve_the_same_at_once(cast: Cast, trivial: ReviewRequest) -> None:
    reports = at_once(
        lambda: approve_requests(requests=[trivial], by=cast.reviewer),
        lambda: approve_requests(requests=[trivial], by=cast.second_reviewer),
    )
    assert sorted((len(report.done), len(report.refused)) for report in reports) == [(0, 1), (1, 0)]
    assert state(trivial)[0] == "decided"
