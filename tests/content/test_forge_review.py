"""What an attacker sends to the pages of review: methods, ids, names and ways back that are not hers to send."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import serializers
from django.test import Client
from django.urls import reverse

from accounts.models import Notice
from content.actions.claiming import claim_request
from content.models import (
    Comment,
    CommentThread,
    Content,
    ItemVerdict,
    ReviewDecision,
    ReviewDraft,
    ReviewRequest,
    SecondReview,
    SecondVerdict,
    Transition,
)
from tests.addresses import address_of, read_matrix
from tests.cast import Cast
from tests.content import second_help, thread_help
from tests.content.review_help import address, items_of, sent, waiting

pytestmark = pytest.mark.django_db

PARTS = ("review", "check", "record", "thread", "publish", "withdraw", "schedule", "notice")
NEW = [name for name in read_matrix() if name.startswith(("content:", "admin:content_", "accounts:notice"))]
NEW = [name for name in NEW if any(part in name for part in PARTS)]
POSTED = [name for name in NEW if read_matrix()[name][0] == "POST"]
KEPT = (Content, ReviewRequest, ReviewDraft, ReviewDecision, ItemVerdict, SecondReview, SecondVerdict, CommentThread)
ELSEWHERE = ["//evil.example/", "https://evil.example/", "///evil.example", "\\\\evil.example", "javascript:alert(1)"]
NOWHERE = [
    "rubbish",
    "accounts:profile",
    "content:studio",
    "a\x00b",
    "{{ x }}",
    "/a\r\nSet-Cookie: x=y",
    "/" + "x" * 9000,
]


def everything() -> list[str]:
    """All that review keeps, as text."""
    kept = [*KEPT, Comment, Transition]
    return [serializers.serialize("json", model._default_manager.order_by("pk")) for model in kept]


def people(cast: Cast) -> list[Any]:
    return [cast.teacher, cast.reviewer, cast.staff, cast.operator]


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


@pytest.fixture
def held(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher, title="Leaves"), by=cast.reviewer)


def test_looking_changes_nothing(client: Client, cast: Cast, world: dict[str, Any]) -> None:
    """But that a notice which is opened counts as read."""
    before = everything()
    for person in people(cast):
        client.force_login(person)
        for name in NEW:
            for method in (client.get, client.head):
                assert method(address_of(name, world)).status_code != 500, name
    assert everything() == before


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options", "trace"])
def test_what_is_posted_is_nothing_but_posted(client: Client, cast: Cast, world: dict[str, Any], method: str) -> None:
    before = everything()
    for person in people(cast):
        client.force_login(person)
        for name in POSTED:
            assert getattr(client, method)(address_of(name, world)).status_code in (403, 404, 405), name
    assert everything() == before


def test_nothing_is_done_without_the_token(cast: Cast, world: dict[str, Any]) -> None:
    before, unread = everything(), Notice.objects.filter(read_at__isnull=True).count()
    for person in people(cast):
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(person)
        for name in NEW:
            assert careful.post(address_of(name, world), {"csrfmiddlewaretoken": "forged"}).status_code == 403, name
    assert (everything(), Notice.objects.filter(read_at__isnull=True).count()) == (before, unread)


@pytest.mark.parametrize("page", ["change", "draft", "comments", "claim", "release", "prioritise", "checks"])
def test_ids_of_other_things_lead_nowhere(desk: Client, held: ReviewRequest, page: str) -> None:
    before = everything()
    for pk in (uuid4(), held.content_id, held.version_id, items_of(held)[0].pk):
        to = reverse(f"admin:content_reviewrequest_{page}", args=[pk])
        assert desk.post(to, sent("reject", reason="No.")).status_code == 404
    assert everything() == before


def test_a_draft_keeps_the_fields_of_the_review_alone(desk: Client, held: ReviewRequest) -> None:
    item = items_of(held)[0]
    forged = {"a\x00b": "x", "reason-": "x", "reason-x\x00": "x", "verdict-1": "x", "claims_again": "on", "kept": "x"}
    typed = forged | {"reason": "Mine", f"reason-{item.pk}": "Hers\x00"}
    assert desk.post(address(held, "draft"), typed).status_code == 302
    assert ReviewDraft.objects.get().fields == {"reason": ["Mine"], f"reason-{item.pk}": ["Hers"]}


def test_verdicts_on_items_of_another_piece_are_none(desk: Client, cast: Cast, held: ReviewRequest) -> None:
    other = waiting(cast.colleague, title="Roots")
    foreign = {f"verdict-{item.pk}": "fine" for item in items_of(other)}
    answer = desk.post(address(held), sent("request_changes", reason="Mend it.") | foreign)
    assert answer.status_code == 302
    assert not ItemVerdict.objects.exists()
    comment = {f"verdict-{items_of(other)[0].pk}": "comment", f"reason-{items_of(other)[0].pk}": "Mine to say?"}
    claim_request(request=other, by=cast.second_reviewer)
    third = claim_request(request=waiting(cast.teacher, title="Stems"), by=cast.reviewer)
    assert desk.post(address(third, "comments"), sent("") | comment).status_code == 409
    assert not Comment.objects.exists()


def test_an_item_of_another_piece_begins_no_thread_here(desk: Client, cast: Cast, held: ReviewRequest) -> None:
    theirs = items_of(waiting(cast.colleague, title="Roots"))[0].item_id
    to = reverse("content:thread-open", args=[held.content_id])
    page = desk.post(to, {"item": str(theirs), f"open-{theirs}": "On theirs", "next": address(held)}, follow=True)
    assert "This item is not in the material any more." in page.content.decode()
    field = {"item": str(items_of(held)[0].item_id), f"field-{items_of(held)[0].item_id}": "__class__"}
    page = desk.post(to, field | {f"open-{items_of(held)[0].item_id}": "On no part"}, follow=True)
    assert "This item has no such part any more." in page.content.decode()
    assert not CommentThread.objects.exists()


@pytest.mark.parametrize("way", [*ELSEWHERE, *NOWHERE])
def test_a_way_back_leads_to_pages_of_ours_alone(client: Client, cast: Cast, way: str) -> None:
    deck = thread_help.sent_back(cast)
    thread = thread_help.thread_of(deck, "Which book is it from?")
    client.force_login(cast.teacher)
    box = {f"reply-{thread.pk}": "From mine."}
    for to, typed in ((thread_help.do(thread, "reply"), box), (reverse("content:thread-open", args=[deck.pk]), {})):
        answer = client.post(to, typed | {"next": way})
        assert answer.status_code == 302
        if not way.startswith("/") or way in ELSEWHERE:
            assert answer["Location"].partition("#")[0] == thread_help.board_url(deck)
        assert "\n" not in answer["Location"]
    assert thread.comments.filter(text="From mine.").exists()


def test_ids_that_are_ticked_in_a_forged_list(desk: Client, cast: Cast, held: ReviewRequest) -> None:
    bulk = reverse("admin:content_reviewrequest_bulk")
    rubbish = ["", "x", "\x00", "9" * 400, str(uuid4()), str(held.content_id)]
    page = desk.post(bulk, {"request": rubbish}, follow=True)
    assert "Nothing was ticked" in page.content.decode()
    assert "6 that you ticked are left out" in page.content.decode()
    page = desk.post(bulk, {"request": [*rubbish, str(held.pk), str(held.pk)]}, follow=True)
    assert [row["id"] for row in page.context["report"]["refused"]] == [str(held.pk)]
    assert not ReviewDecision.objects.exists()


def test_a_second_review_takes_its_own_items_alone(desk: Client, cast: Cast) -> None:
    review = second_help.drawn(cast.teacher, cast.second_reviewer)
    other = items_of(waiting(cast.colleague, title="Roots"))[0]
    assert desk.post(second_help.address(review, "claim")).status_code == 302
    fields = second_help.sent(review) | {
        f"verdict-{other.pk}": "problem",
        f"reason-{other.pk}": "Not mine",
        "a\x00": "b",
    }
    assert desk.post(second_help.address(review, "draft"), fields).status_code == 302
    assert not {f"verdict-{other.pk}", "a\x00"} & ReviewDraft.objects.get().fields.keys()
    assert desk.post(second_help.address(review), fields).status_code == 302
    assert not SecondVerdict.objects.filter(item_version=other).exists()
    assert not CommentThread.objects.exists()
