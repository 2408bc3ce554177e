"""A page of review that is sent after things have changed: nothing is done that should not be, and what was typed is
still there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.standing import suspend_user
from accounts.models import User
from accounts.roles import Role
from content.actions.authorship import accept_invitation, invite_author
from content.actions.claiming import claim_request
from content.actions.deciding import decide_request
from content.actions.discussing import resolve_thread
from content.actions.submitting import submit_content, withdraw_submission
from content.actions.topics import delete_topic, merge_topic
from content.models import (
    CheckSetting,
    Comment,
    Content,
    ItemVerdict,
    ReviewDecision,
    ReviewDraft,
    ReviewerGroup,
    ReviewPolicy,
    ReviewRequest,
    ReviewRule,
    StepApproval,
    Topic,
)
from tests.cast import Cast
from tests.content import publishing_help, second_help, thread_help
from tests.content.review_help import QUEUE, address, also, items_of, let_claim_expire, problem, sent, waiting
from tests.factories import make_deck, publish

pytestmark = pytest.mark.django_db

MINE = "Half an hour of my words."
JSON = {"accept": "application/json"}
Change = Callable[[Cast, ReviewRequest], object]


def taken_by_another(cast: Cast, request: ReviewRequest) -> None:
    let_claim_expire(request)
    claim_request(request=request, by=cast.second_reviewer)


def decided_by_another(cast: Cast, request: ReviewRequest) -> None:
    taken_by_another(cast, request)
    decide_request(request=request, by=cast.second_reviewer, outcome="reject", reason="No.")


def submitted_again(cast: Cast, request: ReviewRequest) -> None:
    withdraw_submission(content=request.content, by=cast.teacher)
    submit_content(content=request.content, by=cast.teacher)


def first_step_taken(cast: Cast, request: ReviewRequest) -> None:
    ReviewRequest.objects.filter(pk=request.pk).update(steps=2)
    taken_by_another(cast, request)
    request.refresh_from_db()
    decide_request(request=request, by=cast.second_reviewer, outcome="approve", others_fine=True)


LATE: dict[str, Change] = {
    "the claim ran out": lambda _cast, request: let_claim_expire(request),
    "another holds it": taken_by_another,
    "another decided": decided_by_another,
    "the author took it back": lambda cast, request: withdraw_submission(content=request.content, by=cast.teacher),
    "the author submitted it again": submitted_again,
    "it is at its second step": first_step_taken,
}


def joins(cast: Cast, request: ReviewRequest) -> None:
    """The reviewer writes the piece from now on."""
    also(cast.reviewer, Role.TEACHER)
    invited = invite_author(content=request.content, who=cast.reviewer.username, by=cast.teacher)
    accept_invitation(authorship=invited, by=User.objects.get(pk=cast.reviewer.pk))


def moves_to_another_group(_cast: Cast, request: ReviewRequest) -> None:
    ReviewRequest.objects.filter(pk=request.pk).update(
        steps=2, first_group=ReviewerGroup.objects.create(name="Botanists")
    )


BARRED: dict[str, tuple[Change, int]] = {
    "she is no reviewer any more": (lambda cast, _request: cast.reviewer.groups.clear(), 403),
    "she is suspended": (lambda cast, _request: suspend_user(user=cast.reviewer, by=cast.operator), 302),
    "she writes it now": (joins, 403),
    "it is for another group": (moves_to_another_group, 403),
}


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


@pytest.fixture
def held(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher, title="Leaves"), by=cast.reviewer)


def done() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (ReviewDecision, StepApproval, ItemVerdict, Comment))


@pytest.mark.parametrize("what", LATE)
@pytest.mark.parametrize("page", ["change", "comments"])
def test_sent_too_late(desk: Client, cast: Cast, held: ReviewRequest, what: str, page: str) -> None:
    typed = sent("reject", reason=MINE) | problem(items_of(held)[0], "A word on this one.")
    LATE[what](cast, held)
    before, is_open = done(), ReviewRequest.objects.get(pk=held.pk).state == "open"
    answer = desk.post(address(held, page), typed)
    if page == "comments" and is_open:
        assert answer.status_code == 302  # comments need no claim
        return
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert MINE in shown
    assert "A word on this one." in shown
    assert answer.context["form"].non_field_errors()
    assert done() == before


@pytest.mark.parametrize("what", BARRED)
def test_sent_by_who_may_not_any_more(desk: Client, cast: Cast, held: ReviewRequest, what: str) -> None:
    change, status = BARRED[what]
    change(cast, held)
    before = done()
    for page in ("change", "comments", "claim", "release", "prioritise"):
        typed = sent("reject", reason=MINE) | {"priority": "4", "claims_again": "on"}
        assert desk.post(address(held, page), typed).status_code in (status, 302 if page in ("claim", "release") else 0)
    held.refresh_from_db()
    assert (done(), held.priority, held.state) == (before, ReviewRequest.Priority.NORMAL, "open")


def test_a_decision_sent_twice_counts_once(desk: Client, cast: Cast, held: ReviewRequest) -> None:
    typed = sent("reject", reason=MINE)
    assert [desk.post(address(held), typed).status_code for _twice in range(2)] == [302, 409]
    assert ReviewDecision.objects.count() == 1
    review = second_help.drawn(cast.teacher, cast.second_reviewer, title="Roots")
    desk.post(second_help.address(review, "claim"))
    fields = second_help.sent(review)
    assert [desk.post(second_help.address(review), fields).status_code for _twice in range(2)] == [302, 409]


# Two windows


@pytest.mark.parametrize("is_second", [False, True])
def test_of_two_windows_none_writes_over_the_other_by_itself(
    desk: Client, cast: Cast, held: ReviewRequest, is_second: bool
) -> None:
    draft = address(held, "draft")
    if is_second:
        review = second_help.drawn(cast.teacher, cast.second_reviewer, title="Roots")
        desk.post(second_help.address(review, "claim"))
        draft = second_help.address(review, "draft")
    first = desk.post(draft, {"reason": "In the first.", "kept": ""}, headers=JSON).json()["kept"]
    answer = desk.post(draft, {"reason": "In the second.", "kept": ""}, headers=JSON)
    assert answer.status_code == 409
    assert "You went on with this review in another window" in answer.json()["message"]
    assert ReviewDraft.objects.get().fields["reason"] == ["In the first."]
    assert desk.post(draft, {"reason": "On in the first.", "kept": first}, headers=JSON).status_code == 200
    assert f'name="kept" value="{ReviewDraft.objects.get().stamp}"' in desk.get(draft[:-6] + "change/").content.decode()
    assert desk.post(draft, {"reason": "By the button.", "kept": first}).status_code == 302
    assert ReviewDraft.objects.get().fields["reason"] == ["By the button."]


def test_a_window_left_open_after_the_decision_keeps_nothing(desk: Client, held: ReviewRequest) -> None:
    kept = desk.post(address(held, "draft"), {"reason": "x", "kept": ""}, headers=JSON).json()["kept"]
    assert desk.post(address(held), sent("reject", reason="No.")).status_code == 302
    assert desk.post(address(held, "draft"), {"reason": "y", "kept": kept}, headers=JSON).status_code == 409
    assert not ReviewDraft.objects.exists()


# Threads and publishing


def test_an_answer_to_what_was_resolved_meanwhile_is_kept(client: Client, cast: Cast) -> None:
    deck = thread_help.sent_back(cast)
    thread = thread_help.thread_of(deck, "Which book is it from?")
    resolve_thread(thread=thread, by=cast.reviewer)
    client.force_login(cast.teacher)
    box = {f"reply-{thread.pk}": MINE, f"open-{deck.pk}": "And another."}
    page = client.post(thread_help.do(thread, "reply"), box, follow=True).content.decode()
    for words in ("has resolved this thread meanwhile", MINE, "And another."):
        assert words in page
    Content.objects.filter(pk=deck.pk).update(status="archived")
    page = client.post(reverse("content:thread-open", args=[deck.pk]), box, follow=True).content.decode()
    assert "This material is archived: nobody comments on it." in page
    assert not Comment.objects.filter(text__in=[MINE, "And another."]).exists()


def test_publishing_from_pages_that_are_old(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.teacher)
    to = {page: publishing_help.address(deck, f"content-{page}") for page in ("publish", "unpublish", "unschedule")}
    assert client.post(to["publish"]).status_code == 409
    assert [client.post(to["unpublish"]).status_code for _twice in range(2)] == [302, 409]
    assert [client.post(to["publish"]).status_code for _twice in range(2)] == [302, 409]
    Content.objects.filter(pk=deck.pk).update(status="archived")
    assert {client.post(old).status_code for old in to.values()} == {409}
    late = client.post(publishing_help.address(deck), {"publish_at": "2031-01-01T10:00"})
    assert (late.status_code, Content.objects.get().publish_at) == (409, None)


def test_withdrawn_twice(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.staff)
    withdrawal = reverse("admin:content_content_withdraw", args=[deck.pk])
    assert client.post(withdrawal, {"reason": "Wrong."}).status_code == 302
    for late in ({"reason": MINE}, {"reason": MINE, "unpublish": "1"}):
        page = client.post(withdrawal, late)
        assert page.status_code == 409
    assert Content.objects.get().withdrawn_reason == "Wrong."


# What staff change under a review


def test_rows_of_staff_that_are_not_there(desk: Client, cast: Cast, held: ReviewRequest) -> None:
    ReviewPolicy.objects.all().delete()
    CheckSetting.objects.create(name="of an older release", is_blocking=True, threshold=1.0)
    assert desk.get(reverse(QUEUE)).status_code == 200
    assert desk.get(address(held)).status_code == 200
    assert desk.post(address(held), sent("approve", others_fine=True)).status_code == 302
    assert Content.objects.get().is_published
    staff = Client()
    staff.force_login(cast.staff)
    old = CheckSetting.objects.get(name="of an older release")
    assert "older release" not in staff.get(reverse("admin:content_checksetting_changelist")).content.decode()
    assert staff.get(reverse("admin:content_checksetting_change", args=[old.pk])).status_code == 302
    assert staff.post(reverse("admin:content_reviewpolicy_change", args=[1]), {"claim_minutes": "5"}).status_code == 302


def test_what_waits_for_a_group_that_is_deleted_is_for_everybody(desk: Client, cast: Cast, held: ReviewRequest) -> None:
    moves_to_another_group(cast, held)
    assert desk.post(address(held, "claim")).status_code == 403
    staff = Client()
    staff.force_login(cast.staff)
    group = ReviewerGroup.objects.get(name="Botanists")
    staff.post(reverse("admin:content_reviewergroup_delete", args=[group.pk]), {"post": "yes"})
    assert desk.post(address(held, "claim")).status_code == 302
    assert ReviewRequest.objects.get().is_claimed_by(cast.reviewer)


def test_a_rule_goes_where_its_topic_goes(cast: Cast) -> None:
    cells, life, plants = (Topic.objects.at_path(path) for path in ("Cells", "Life", "Plants"))
    rule = ReviewRule.objects.create(name="Cells, twice", topic=cells)
    with pytest.raises(Exception, match="is named by the second step “Cells, twice”"):
        delete_topic(topic=cells, by=cast.staff)
    merge_topic(topic=cells, into=life, by=cast.staff)
    rule.refresh_from_db()
    assert rule.topic == life
    assert waiting(cast.teacher, content=make_deck(cast.teacher, topic=life)).steps == 2
    ReviewRule.objects.create(name="Plants, twice", topic=plants)
    with pytest.raises(Exception, match="“Plants, twice” and “Cells, twice” would be for the same"):
        merge_topic(topic=plants, into=life, by=cast.staff)
    assert ReviewRule.objects.count() == 2


def test_a_check_that_stops_approvals_is_told_before_many_are_sent(desk: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.second_reviewer)
    Content.objects.filter(pk=deck.pk).update(status="draft")
    request = waiting(cast.teacher, content=deck)
    bulk = reverse("admin:content_reviewrequest_bulk")
    page: Any = desk.get(bulk, {"request": str(request.pk)})
    assert [found.request for found in page.context["fitting"]] == [request]
    CheckSetting.objects.create(name="structure", is_blocking=True)
    page = desk.get(bulk, {"request": str(request.pk)})
    assert "has not finished. Nothing is approved before" in page.content.decode()
    assert page.context["fitting"] == []


def test_more_than_go_together_are_not_dropped_in_silence(desk: Client, cast: Cast) -> None:
    from_many = [waiting(cast.teacher, content=make_deck(cast.teacher, cards=1)).pk for _ in range(51)]
    page = desk.post(reverse("admin:content_reviewrequest_bulk"), {"request": from_many}, follow=True)
    assert "1 that you ticked is left out: 50 go together at most" in page.content.decode()
    assert len(page.context["report"]["refused"]) == 50


def test_a_group_gets_no_strangers(client: Client, cast: Cast) -> None:
    client.force_login(cast.staff)
    page = reverse("admin:content_reviewergroup_add")
    for name, members in (("Editors", [str(cast.student.pk)]), ("reviewers", []), ("\u200b", ["x", "\x00"])):
        assert client.post(page, {"name": name, "members": members}).status_code in (200, 302, 409)
    assert not cast.student.groups.filter(name="Editors").exists()
    suspended = suspend_user(user=cast.second_reviewer, by=cast.operator)
    client.post(page, {"name": "Late", "members": [str(suspended.pk)]})
    assert not suspended.groups.filter(name="Late").exists()
