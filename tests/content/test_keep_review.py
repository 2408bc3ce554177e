"""Nothing a reviewer typed is lost: kept as she goes, there when she comes back, gone once she has decided."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.actions.claiming import claim_request
from content.models import Comment, Content, ItemVerdict, ReviewDecision, ReviewDraft, ReviewRequest
from tests.cast import Cast
from tests.content.review_help import address, fine, items_of, let_claim_expire, problem, sent, waiting


@pytest.fixture
def request_(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher, title="Leaves"), by=cast.reviewer)


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


def comment(request: ReviewRequest, place: int, text: str) -> dict[str, str]:
    item = items_of(request)[place]
    return {f"verdict-{item.pk}": "comment", f"reason-{item.pk}": text}


def test_what_was_typed_comes_back(desk: Client, request_: ReviewRequest) -> None:
    first, second, *_rest = items_of(request_)
    typed = sent("reject", reason="Half a sen\x00tence") | fine(first) | problem(second, "Not <so>.")
    saved = desk.post(
        address(request_, "draft"),
        typed | {f"faults-{second.pk}": ["key", "level"]},
        headers={"accept": "application/json"},
    )
    assert set(saved.json()) == {"saved", "kept"}
    page = desk.get(address(request_))
    form = page.context["form"]
    assert form[f"verdict-{first.pk}"].value() == "fine"
    assert form[f"faults-{second.pk}"].value() == ["key", "level"]
    assert form["outcome"].value() == "reject"
    shown = page.content.decode()
    for words in ("Half a sentence", "Not &lt;so&gt;.", "What you typed before is back"):
        assert words in shown
    assert page.context["said"] == 2
    assert not ItemVerdict.objects.exists()


def test_a_button_keeps_it_too(desk: Client, request_: ReviewRequest) -> None:
    page = desk.post(address(request_, "draft"), sent("", reason="Later."), follow=True)
    assert page.redirect_chain == [(address(request_), 302)]
    assert "What you typed is kept." in page.content.decode()
    assert "Later." in page.content.decode()


def test_it_outlives_the_claim_and_is_only_hers(desk: Client, cast: Cast, request_: ReviewRequest) -> None:
    desk.post(address(request_, "draft"), sent("", reason="My words."))
    let_claim_expire(request_)
    claim_request(request=request_, by=cast.second_reviewer)
    other = Client()
    other.force_login(cast.second_reviewer)
    assert "My words." not in other.get(address(request_)).content.decode()
    let_claim_expire(request_)
    claim_request(request=request_, by=cast.reviewer)
    assert "My words." in desk.get(address(request_)).content.decode()


def test_a_decision_ends_it(desk: Client, request_: ReviewRequest) -> None:
    desk.post(address(request_, "draft"), sent("", reason="Later."))
    assert desk.post(address(request_), sent("reject", reason="No.")).status_code == 302
    assert not ReviewDraft.objects.exists()


def test_what_was_typed_before_a_decision_does_not_come_after_it(desk: Client, request_: ReviewRequest) -> None:
    """The page sent it a moment before the decision, and it arrives a moment after."""
    desk.post(address(request_), sent("reject", reason="No."))
    late = sent("", reason="Half a sen") | {"kept": ""}
    answer = desk.post(address(request_, "draft"), late, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert "You have sent your decision." in answer.json()["message"]
    assert not ReviewDraft.objects.exists()


def test_comments_beside_it_are_kept_with_it(desk: Client, request_: ReviewRequest) -> None:
    first, second, *_rest = items_of(request_)
    typed = sent("", reason="The whole.") | fine(first) | {f"open-{second.item_id}": "Half a com"}
    desk.post(address(request_, "draft"), typed, headers={"accept": "application/json"})
    for _time in range(2):
        page = desk.get(address(request_))
        assert "Half a com" in page.content.decode()
        assert page.context["form"][f"verdict-{first.pk}"].value() == "fine"


def test_sending_a_comment_loses_no_verdict(desk: Client, request_: ReviewRequest) -> None:
    """The form of the threads is that of the review: without scripts, all that stands on the page comes along."""
    first, second, *_rest = items_of(request_)
    typed = sent("reject", reason="The whole.") | fine(first)
    typed |= {f"open-{first.item_id}": "Why this one?", f"open-{second.item_id}": "Half a com"}
    button = {"item": str(first.item_id), "review": str(request_.pk), "next": address(request_)}
    page = desk.post(reverse("content:thread-open", args=[request_.content_id]), typed | button, follow=True)
    assert Comment.objects.get().text == "Why this one?"
    form, shown = page.context["form"], page.content.decode()
    assert form[f"verdict-{first.pk}"].value() == "fine"
    assert form["outcome"].value() == "reject"
    assert "The whole." in shown
    assert "Half a com" in shown
    assert shown.count("Why this one?") == 1


def test_a_decision_keeps_a_comment_that_was_not_sent(desk: Client, request_: ReviewRequest) -> None:
    second = items_of(request_)[1]
    typed = sent("reject", reason="No.") | {f"open-{second.item_id}": "Half a com"}
    page = desk.post(address(request_), typed, follow=True)
    assert page.redirect_chain == [(address(request_), 302)]
    assert "You wrote comments that were not sent." in page.content.decode()
    assert "Half a com" in page.content.decode()
    assert ReviewDecision.objects.get().outcome == "reject"


@pytest.mark.parametrize("page", ["draft", "comments"])
def test_only_reviewers_keep_and_comment_and_only_by_post(
    desk: Client, client: Client, cast: Cast, request_: ReviewRequest, page: str
) -> None:
    assert desk.get(address(request_, page)).status_code == 405
    client.force_login(cast.teacher)
    assert client.post(address(request_, page), sent("", reason="x")).status_code == 403
    assert not ReviewDraft.objects.exists()


def test_comments_go_out_alone_and_the_rest_stays(desk: Client, request_: ReviewRequest) -> None:
    first, second, *_rest = items_of(request_)
    typed = sent("approve", reason="I like it.") | comment(request_, 1, "Which whale?") | problem(first, "Two answers.")
    page = desk.post(address(request_, "comments"), typed, follow=True)
    assert "Your comments are sent." in page.content.decode()
    assert set(Comment.objects.values_list("text", flat=True)) == {"I like it.", "Which whale?"}
    assert not ReviewDecision.objects.exists()
    request_.refresh_from_db()
    assert request_.is_claimed
    form = page.context["form"]
    assert form[f"reason-{first.pk}"].value() == "Two answers."
    assert not form[f"verdict-{second.pk}"].value()
    assert not form["reason"].value()


def test_no_comment_is_no_comment(desk: Client, request_: ReviewRequest) -> None:
    first, *_rest = items_of(request_)
    page = desk.post(address(request_, "comments"), sent("") | problem(first, "Kept all the same."))
    assert page.status_code == 409
    assert "There is no comment to send." in page.content.decode()
    assert "Kept all the same." in page.content.decode()


def test_faults_go_with_a_problem_alone(desk: Client, request_: ReviewRequest) -> None:
    first, second, *_rest = items_of(request_)
    typed = sent("request_changes", reason="See there.") | problem(first, "Wrong key.") | fine(second)
    desk.post(address(request_), typed | {f"faults-{first.pk}": ["key"], f"faults-{second.pk}": ["level"]})
    faults = dict(ItemVerdict.objects.values_list("item_version", "faults"))
    assert faults == {first.pk: ["key"], second.pk: []}
    assert "Answer key" in desk.get(address(request_)).content.decode()


def test_a_comment_does_not_approve(desk: Client, request_: ReviewRequest) -> None:
    typed = sent("approve", others_fine=True) | comment(request_, 0, "Hm.")
    page = desk.post(address(request_), typed)
    assert "outcome" in page.context["form"].errors
    page = desk.post(address(request_), sent("approve", others_fine=True) | comment(request_, 0, " "))
    assert page.context["form"].errors[f"reason-{items_of(request_)[0].pk}"] == [
        "Write your comment, or choose another verdict."
    ]
    assert not ReviewDecision.objects.exists()


def test_approved_for_later(desk: Client, request_: ReviewRequest) -> None:
    at = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    typed = sent("approve", others_fine=True) | {"publish": "at"}
    for wrong in ("", "soon", "2020-01-01T10:00"):
        page = desk.post(address(request_), typed | {"publish_at": wrong})
        assert "publish_at" in page.context["form"].errors, wrong
    page = desk.post(address(request_), typed | {"publish_at": f"{at:%Y-%m-%dT%H:%M}"}, follow=True)
    assert "is approved, and will be published at its time" in page.content.decode()
    content = Content.objects.get(pk=request_.content_id)
    assert (content.status, content.publish_at, content.published_version) == ("approved", at, None)


def test_at_once_goes_before_what_the_author_planned(desk: Client, request_: ReviewRequest) -> None:
    planned = timezone.now() + timedelta(days=7)
    Content.objects.filter(pk=request_.content_id).update(publish_at=planned)
    assert "At the time the author set" in desk.get(address(request_)).content.decode()
    desk.post(address(request_), sent("approve", others_fine=True) | {"publish": "now"})
    content = Content.objects.get(pk=request_.content_id)
    assert (content.status, content.published_version) == ("published", request_.version)
