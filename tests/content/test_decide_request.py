"""Deciding: item by item, with reasons where they are owed, and what follows from it."""

from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.testing import InMemoryConnector

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.drafting import save_version
from content.actions.submitting import withdraw_submission
from content.documents import load_document
from content.models import Content, ItemApproval, ItemVerdict, ReviewDecision, ReviewRequest, Transition
from tests.cast import Cast, make_cast
from tests.content.review_help import (
    QUEUE,
    address,
    fine,
    items_of,
    let_claim_expire,
    problem,
    sent,
    waiting,
)
from tests.factories import choice, decide, make_deck, make_guide, make_podcast, make_quiz, publish

Outcome = ReviewDecision.Outcome


@pytest.fixture
def request_(cast: Cast) -> ReviewRequest:
    """A quiz of four questions, held by the reviewer."""
    return claim_request(request=waiting(cast.teacher, title="Leaves"), by=cast.reviewer)


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


def revise(content: Content, *, change: int) -> Content:
    """A new version in which one item reads differently."""
    content.refresh_from_db()
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    items = list(document.items)
    data = items[change].data
    items[change] = type(items[change])(
        items[change].type, data.model_copy(update={"stem": "What do leaves breathe in?"}), items[change].item_id
    )
    revised = type(document)(
        title=document.title, kind=document.kind, summary=document.summary, frame=document.frame, items=tuple(items)
    )
    number = content.latest_version.number
    save_version(content=content, document=revised, by=content.owner, base_number=number)
    content.refresh_from_db()
    return content


@pytest.mark.parametrize("make", [make_quiz, make_guide, make_deck, make_podcast])
def test_every_kind_is_shown_whole(desk: Client, cast: Cast, make: Any) -> None:
    request = waiting(cast.teacher, content=make(cast.teacher), note="Please look at the second one.")
    page = desk.get(address(request)).content.decode()
    assert "Please look at the second one." in page
    for number, item in enumerate(items_of(request), start=1):
        assert f'id="item-{number}"' in page
        assert item.heading.rpartition(": ")[2] in page  # a segment's heading names its speaker first
    assert page.count(">New<") == len(items_of(request))


def test_approving_publishes(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    first, *_rest = items_of(request_)
    page = desk.post(address(request_), sent("approve", others_fine=True) | fine(first), follow=True)
    assert page.redirect_chain == [(reverse(QUEUE), 302)]
    assert "“Leaves (1)”" not in page.content.decode()
    assert "“Leaves” is approved and published." in page.content.decode()
    content = Content.objects.get(pk=request_.content_id)
    assert (content.status, content.published_version) == ("published", request_.version)
    assert content in Content.objects.studiable_by(cast.student)
    assert ItemVerdict.objects.filter(request=request_, verdict="fine").count() == 4
    assert ItemApproval.objects.filter(approved_by=cast.reviewer).count() == 4
    record = Transition.objects.filter(content=content).order_by("at", "id").values_list("verb", flat=True)
    assert list(record) == ["create", "submit", "claim", "approve", "publish"]
    request_.refresh_from_db()
    assert (request_.state, request_.claimed_by) == ("decided", None)


def test_asking_for_changes_tells_what_is_wrong(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    first, second, *_rest = items_of(request_)
    data = sent("request_changes", reason="Mind the stems.") | problem(second, "A whale is a mammal.") | fine(first)
    assert desk.post(address(request_), data).status_code == 302
    content = Content.objects.get(pk=request_.content_id)
    assert content.status == "changes_requested"
    assert content not in Content.objects.published()
    verdict = ItemVerdict.objects.get(request=request_, verdict="problem")
    assert (verdict.item_version, verdict.reason) == (second, "A whale is a mammal.")
    assert ItemApproval.objects.filter(item=first.item).exists()
    page = desk.get(address(request_)).content.decode()
    for words in ("Changes requested", "Mind the stems.", "A whale is a mammal."):
        assert words in page


def test_rejecting(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    assert desk.post(address(request_), sent("reject", reason="Copied from a book.")).status_code == 302
    content = Content.objects.get(pk=request_.content_id)
    assert content.status == "rejected"
    assert Transition.objects.get(content=content, verb="reject").reason == "Copied from a book."


@pytest.mark.parametrize("outcome", ["request_changes", "reject"])
def test_sending_back_needs_a_reason(desk: Client, cast: Cast, request_: ReviewRequest, outcome: str) -> None:
    page = desk.post(address(request_), sent(outcome, reason="  "))
    assert page.context["form"].errors["reason"] == [
        "Give the author a reason: what is wrong, and what would make it right."
    ]
    assert not ReviewDecision.objects.exists()
    with pytest.raises(Refusal, match="Give the author a reason"):
        decide_request(request=request_, by=cast.reviewer, outcome=outcome, reason=" \n")


def test_a_problem_needs_its_reason_and_nothing_typed_is_lost(desk: Client, request_: ReviewRequest) -> None:
    first, second, third, _fourth = items_of(request_)
    data = (
        sent(
            "request_changes",
            reason="Mind <b>the stems</b>.",
        )
        | problem(first, "")
        | problem(second, "Whales & fish")
        | {f"reason-{third.pk}": "I have chosen nothing here."}
    )
    page = desk.post(address(request_), data)
    errors = page.context["form"].errors
    assert errors[f"reason-{first.pk}"] == ["Say what the problem is."]
    assert errors[f"reason-{third.pk}"] == [
        "You wrote something here: choose “Problem” or “Comment”, or empty this box."
    ]
    assert set(errors) == {f"reason-{first.pk}", f"reason-{third.pk}"}
    shown = page.content.decode()
    for words in ("Mind &lt;b&gt;the stems&lt;/b&gt;.", "Whales &amp; fish", "I have chosen nothing here."):
        assert words in shown
    assert not ItemVerdict.objects.exists()


def test_nothing_is_approved_unread(desk: Client, request_: ReviewRequest) -> None:
    first, *_rest = items_of(request_)
    page = desk.post(address(request_), sent("approve") | fine(first))
    assert "others_fine" in page.context["form"].errors
    page = desk.post(address(request_), sent("approve", others_fine=True) | problem(first, "Wrong."))
    assert "outcome" in page.context["form"].errors
    assert not ReviewDecision.objects.exists()


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        ({0: Verdict.fine()}, "3 items are not called fine yet"),
        ({0: Verdict.fine(), 1: Verdict.fine(), 2: Verdict.fine()}, "1 item is not called fine yet"),
        ({0: Verdict.problem("Wrong.")}, "You marked an item as a problem"),
        ({0: Verdict.problem("")}, "Say what the problem is"),
    ],
)
def test_the_action_holds_whatever_the_page_does(
    cast: Cast, request_: ReviewRequest, verdicts: dict[int, Verdict], sentence: str
) -> None:
    items = items_of(request_)
    given = {items[place].pk: verdict for place, verdict in verdicts.items()}
    with pytest.raises(Refusal, match=sentence):
        decide_request(request=request_, by=cast.reviewer, outcome=Outcome.APPROVE, verdicts=given)
    assert Content.objects.get(pk=request_.content_id).published_version is None


def test_verdicts_on_other_items_count_for_nothing(cast: Cast, request_: ReviewRequest) -> None:
    stranger = items_of(waiting(cast.colleague, title="Another"))[0]
    verdicts = {item.pk: Verdict.fine() for item in [*items_of(request_), stranger]}
    decide_request(request=request_, by=cast.reviewer, outcome=Outcome.APPROVE, verdicts=verdicts)
    assert not ItemApproval.objects.filter(item=stranger.item).exists()


def test_only_what_changed_is_read_again(desk: Client, cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher, title="Leaves"), cast.reviewer)
    request = waiting(cast.teacher, content=revise(content, change=0))
    claim_request(request=request, by=cast.reviewer)
    page = desk.get(address(request))
    sheet = page.context["sheet"]
    assert [item.needs_verdict for item in sheet.items] == [True, False, False, False]
    shown = page.content.decode()
    assert "To read: 1 of 4" in shown
    assert "3 of 4 approved before, as they read now" in shown
    assert "What changed, word by word" in shown
    assert "added:" in shown
    assert shown.count("Approved before") == 3
    changed = items_of(request)[0]
    assert desk.post(address(request), sent("approve") | fine(changed)).status_code == 302
    content.refresh_from_db()
    assert content.published_version == request.version


def test_the_published_one_stays_while_a_new_one_is_sent_back(cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher), cast.reviewer)
    first = content.published_version
    decide(revise(content, change=0), cast.reviewer, Outcome.REQUEST_CHANGES, "Not so.")
    content.refresh_from_db()
    assert (content.published_version, content.status) == (first, "changes_requested")


def test_what_was_found_before_stands_at_the_item(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    first, *_rest = items_of(request_)
    desk.post(address(request_), sent("request_changes", reason="See there.") | problem(first, "Too easy."))
    again = waiting(cast.teacher, content=revise(request_.content, change=0))
    page = desk.get(address(again)).content.decode()
    assert "Too easy." in page
    assert "See there." in page
    assert "What changed, word by word" in page


def test_what_was_taken_out_is_named(desk: Client, cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher), cast.reviewer)
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    shorter = type(document)(
        title="Shorter quiz", kind="quiz", summary=document.summary, frame=document.frame, items=document.items[1:]
    )
    save_version(content=content, document=shorter, by=cast.teacher, base_number=1)
    content.refresh_from_db()
    page = desk.get(address(waiting(cast.teacher, content=content))).content.decode()
    assert "Removed since version 1" in page
    assert "Changed around the items since version 1" in page
    assert document.items[0].heading in page


def test_without_a_claim_nothing_is_decided_and_all_is_kept(desk: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    page = desk.post(address(request), sent("reject", reason="A long and careful reason."))
    assert page.status_code == 409
    shown = page.content.decode()
    assert "You do not hold this request" in shown
    assert "A long and careful reason." in shown
    assert "Claim it again and send your decision" in shown
    data = sent("reject", reason="A long and careful reason.") | {"claims_again": "on"}
    assert desk.post(address(request), data).status_code == 302
    assert ReviewDecision.objects.get(request=request).reason == "A long and careful reason."


def test_a_claim_that_went_to_another_keeps_what_was_typed(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    let_claim_expire(request_)
    claim_request(request=request_, by=cast.second_reviewer)
    data = sent("reject", reason="My reason.") | {"claims_again": "on"}
    page = desk.post(address(request_), data)
    assert page.status_code == 409
    shown = page.content.decode()
    assert "Rolf Example is reviewing this" in shown
    assert "My reason." in shown
    assert "This cannot be sent any more" in shown
    assert not ReviewDecision.objects.exists()


def test_what_was_withdrawn_meanwhile_is_not_decided(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    withdraw_submission(content=request_.content, by=cast.teacher)
    page = desk.post(address(request_), sent("approve", others_fine=True))
    assert page.status_code == 409
    assert "closed already" in page.content.decode()
    with pytest.raises(WrongState):
        decide_request(request=request_, by=cast.reviewer, outcome=Outcome.REJECT, reason="No.")


@pytest.mark.parametrize("outcome", ["", "publish", "approve\x00"])
def test_bad_input_ends_in_a_sentence(desk: Client, request_: ReviewRequest, outcome: str) -> None:
    page = desk.post(address(request_), sent(outcome, reason="No\x00thing"))
    assert page.status_code == 200
    assert {"outcome", "reason"} <= set(page.context["form"].errors)


def test_the_page_costs_the_same_for_many_items(desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    costs = []
    for count in (3, 30):
        items = tuple(choice(f"What is {number} + 1?", str(number + 1), "0") for number in range(count))
        content = publish(make_quiz(cast.teacher, items=items), cast.reviewer)
        decide(revise(content, change=0), cast.reviewer, Outcome.REQUEST_CHANGES, "No.")
        request = waiting(cast.teacher, content=revise_again(content))
        claim_request(request=request, by=cast.reviewer)
        with django_assert_max_num_queries(15) as queries:
            assert desk.get(address(request)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def revise_again(content: Content) -> Content:
    return revise(content, change=1)


def run(jobs: InMemoryConnector) -> None:
    """Do what was enqueued, on this test's connection."""
    for job in list(jobs.jobs.values()):
        jobs_app.tasks[job["task_name"]](**job["args"])


@pytest.mark.parametrize(
    ("outcome", "reason", "subject"),
    [
        (Outcome.APPROVE, "", "Published: Salt & <pepper>"),
        (Outcome.REQUEST_CHANGES, "Mind the “stems”.", "Changes requested: Salt & <pepper>"),
        (Outcome.REJECT, "It's copied.", "Rejected: Salt & <pepper>"),
    ],
)
def test_the_author_is_told_by_email(
    cast: Cast, jobs: InMemoryConnector, outcome: str, reason: str, subject: str
) -> None:
    content = decide(make_quiz(cast.teacher, title="Salt & <pepper>"), cast.reviewer, outcome, reason)
    assert mail.outbox == []
    run(jobs)
    (message,) = mail.outbox
    assert (message.subject, message.to) == (subject, [cast.teacher.email])
    assert "Rina Example" in message.body
    assert reason in message.body
    assert f"http://127.0.0.1:8000/studio/{content.pk}/" in message.body
    html = message.alternatives[0].content  # type: ignore[attr-defined]
    assert "Salt &amp; &lt;pepper&gt;" in html


def test_the_email_names_each_problem(cast: Cast, jobs: InMemoryConnector, request_: ReviewRequest) -> None:
    first, *_rest = items_of(request_)
    decide_request(
        request=request_,
        by=cast.reviewer,
        outcome=Outcome.REQUEST_CHANGES,
        reason="See below.",
        verdicts={first.pk: Verdict.problem("It has two right answers.")},
    )
    run(jobs)
    assert first.heading in mail.outbox[0].body
    assert "It has two right answers." in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_the_email_is_queued_only_if_the_decision_holds(jobs: InMemoryConnector) -> None:
    cast = make_cast()
    with jobs_app.replace_connector(DjangoConnector(alias="default")):
        request = claim_request(request=waiting(cast.teacher), by=cast.reviewer)
        with transaction.atomic():
            decide_request(request=request, by=cast.reviewer, outcome=Outcome.REJECT, reason="No.")
            transaction.set_rollback(True)
        assert not ReviewDecision.objects.exists()
        sending = ProcrastinateJob.objects.filter(task_name="accounts.send_notices")
        assert not sending.exists()
        decide_request(request=request, by=cast.reviewer, outcome=Outcome.REJECT, reason="No.")
        job, notice = sending.get(), Notice.objects.get(event="decided")
    assert job.args == {"notice_ids": [str(notice.pk)]}
