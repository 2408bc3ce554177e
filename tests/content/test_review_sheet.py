"""The page of a review: each item beside what is approved, with all that is known of it."""

import gzip
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.access import can_review
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request, send_comments
from content.actions.deriving import derive_item
from content.actions.drafting import save_version
from content.documents import load_document
from content.models import CheckResult, CheckRun, CheckSetting, Content, ItemApproval, ReviewRequest
from content.review.standing import Standing, requests_as_seen_by
from feedback.models import ContentFeedback
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.counting import count_attempts
from tests.cast import Cast
from tests.content.review_help import address, fine, items_of, sent, waiting
from tests.factories import choice, make_guide, make_quiz, publish


def reword(content: Content, stems: dict[int, str]) -> Content:
    """A new version in which the items at these places ask something else."""
    content.refresh_from_db()
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    items = [
        replace(item, data=item.data.model_copy(update={"stem": stems[place]})) if place in stems else item
        for place, item in enumerate(document.items)
    ]
    number = content.latest_version.number
    save_version(content=content, document=replace(document, items=tuple(items)), by=content.owner, base_number=number)
    content.refresh_from_db()
    return content


def large_quiz(cast: Cast) -> Content:
    items = tuple(choice(f"What is {number} + 1?", str(number + 1), "0") for number in range(20))
    return make_quiz(cast.teacher, title="Sums", items=items)


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.reviewer)
    return client


@pytest.fixture
def revised(cast: Cast) -> ReviewRequest:
    """A published quiz of which the second question was reworded; held by the reviewer."""
    content = reword(publish(make_quiz(cast.teacher, title="Leaves"), cast.reviewer), {1: "A whale is a mammal."})
    return claim_request(request=waiting(cast.teacher, content=content), by=cast.reviewer)


def test_a_changed_item_stands_beside_what_is_approved(desk: Client, revised: ReviewRequest) -> None:
    page = desk.get(address(revised))
    item = page.context["sheet"].items[1]
    assert (item.is_changed, item.before.is_approved) == (True, True)
    assert [field.label for field in item.fields if field.is_changed] == ["Question"]
    shown = page.content.decode()
    for words in ("Approved now", "Submitted", "A whale is a fish.", "A whale is a mammal."):
        assert words in shown
    assert 'href="#item-2"' in shown


def test_the_wording_approved_last_is_shown_even_if_the_version_before_was_sent_back(desk: Client, cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher), cast.reviewer)
    reworded = reword(content, {1: "Whales are fish."})
    request = claim_request(request=waiting(cast.teacher, content=reworded), by=cast.reviewer)
    changed = items_of(request)[1]
    decide_request(
        request=request,
        by=cast.reviewer,
        outcome=Outcome.REQUEST_CHANGES,
        reason="See the first.",
        verdicts={changed.pk: Verdict.fine()},
    )
    again = waiting(cast.teacher, content=reword(content, {1: "Whales are mammals."}))
    item = desk.get(address(again)).context["sheet"].items[1]
    assert item.before.entry == changed, "the base is version 1, but this wording was approved since"
    assert item.before.is_approved


def test_the_whole_is_compared_with_what_is_live(desk: Client, revised: ReviewRequest) -> None:
    content = Content.objects.get(pk=revised.content_id)
    page = desk.get(address(revised), {"base": "live"})
    sheet = page.context["sheet"]
    assert (sheet.base.version, sheet.base.is_chosen) == (content.published_version, True)
    assert "The whole is compared with version 1." in page.content.decode()
    assert [item.is_shown for item in sheet.items] == [False, True, False, False]


@pytest.mark.parametrize("base", ["approved", "1", "99", "2", "x", "\x00", "-1", "live"])
def test_any_base_ends_in_a_page(desk: Client, revised: ReviewRequest, base: str) -> None:
    assert desk.get(address(revised), {"base": base}).status_code == 200


def test_what_study_and_students_say_stands_at_the_item(desk: Client, cast: Cast, revised: ReviewRequest) -> None:
    content = Content.objects.get(pk=revised.content_id)
    assert content.published_version is not None
    second = items_of(revised)[1]
    attempt = start_attempt(student=cast.student, content=content)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    count_attempts()
    given = {"content": content, "version": content.published_version, "author": cast.student}
    ContentFeedback.objects.create(**given, item=second.item, rating=2, text="Is this a trick question?")
    sheet = desk.get(address(revised)).context["sheet"]
    answered, *_others = sheet.items[0].evidence
    assert (answered.label, answered.value) == ("Answered", "1 first answer")
    labels = {found.label: found for found in sheet.items[1].evidence}
    assert labels["Ratings"].value == "2.0 of 5"
    assert "Is this a trick question?" in labels["Quality"].note
    assert "Answered" in labels, "students see its wording before"


def test_what_the_checks_found_stands_at_the_item(desk: Client, revised: ReviewRequest) -> None:
    second = items_of(revised)[1]
    CheckRun.objects.update_or_create(version=revised.version, defaults={"state": CheckRun.State.DONE})
    finding = {"item": str(second.item_id), "field": "stem", "sentence": "This is hard to read.", "url": ""}
    CheckResult.objects.create(
        version=revised.version, check_name="readability", metric=0.1, sentence="Hard.", findings=[finding]
    )
    page = desk.get(address(revised))
    assert [found.sentence for found in page.context["sheet"].items[1].findings] == ["This is hard to read."]
    assert "This is hard to read." in page.content.decode()


def test_a_check_that_stops_the_approval_is_told_before(desk: Client, revised: ReviewRequest) -> None:
    second = items_of(revised)[1]
    CheckSetting.objects.update_or_create(name="readability", defaults={"is_blocking": True, "is_enabled": True})
    assert "An approval is stopped" in desk.get(address(revised)).content.decode()
    page = desk.post(address(revised), sent("approve", reason="Kept words.") | fine(second))
    assert page.status_code == 409
    assert "Kept words." in page.content.decode()
    assert desk.post(address(revised), sent("request_changes", reason="Too hard.")).status_code == 302


def test_the_passage_an_item_was_made_from_is_there(desk: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher, title="Green leaves")
    quiz = make_quiz(cast.teacher)
    item, source = quiz.items.first(), guide.items.first()
    assert item is not None
    assert source is not None
    derive_item(content=quiz, item=item, source_id=source.pk, by=cast.teacher)
    request = waiting(cast.teacher, content=quiz)
    page = desk.get(address(request)).content.decode()
    assert "Made from a passage of “Green leaves”" in page
    assert "The passage reads otherwise now." not in page
    assert guide.latest_version is not None
    document = load_document(guide.latest_version)
    changed = [replace(one, data=one.data.model_copy(update={"body": "Rewritten."})) for one in document.items]
    save_version(content=guide, document=replace(document, items=tuple(changed)), by=cast.teacher, base_number=1)
    page = desk.get(address(request)).content.decode()
    assert "The passage reads otherwise now." in page


def test_comments_of_an_earlier_review_stand_at_the_item(desk: Client, revised: ReviewRequest, cast: Cast) -> None:
    second = items_of(revised)[1]
    send_comments(request=revised, by=cast.reviewer, comments={second.pk: "Which whale?", None: "Nicely done."})
    page = desk.get(address(revised))
    assert [shown.opening for shown in page.context["sheet"].items[1].threads] == ["Which whale?"]
    for words in ("Which whale?", "Nicely done."):
        assert words in page.content.decode()


def test_two_steps_are_told(desk: Client, cast: Cast) -> None:
    request = waiting(cast.teacher)
    ReviewRequest.objects.filter(pk=request.pk).update(steps=2)
    request.refresh_from_db()
    claim_request(request=request, by=cast.reviewer)
    page = desk.get(address(request)).content.decode()
    assert "Step 1 of 2" in page
    assert "it goes on to the second step" in page
    assert 'name="publish"' not in page
    verdicts = {f"verdict-{item.pk}": "fine" for item in items_of(request)}
    page = desk.post(address(request), sent("approve", reason="Sound.") | verdicts, follow=True).content.decode()
    assert "goes on to the second step, for another reviewer" in page
    assert not ItemApproval.objects.exists()
    second = Client()
    second.force_login(cast.second_reviewer)
    claim_request(request=request, by=cast.second_reviewer)
    page = second.get(address(request)).content.decode()
    for words in ("Step 2 of 2", "Rina Example approved the first step", "Sound."):
        assert words in page
    assert second.post(address(request), sent("approve") | verdicts).status_code == 302
    assert Content.objects.get(pk=request.content_id).status == "published"
    page = second.get(address(request)).content.decode()
    assert "step 1" in page
    assert "step 2" in page


def test_how_one_stands_is_what_access_says(cast: Cast) -> None:
    plain = waiting(cast.teacher)
    other = waiting(cast.colleague, title="Another")
    group = Group.objects.create(name="Biologists")
    group.user_set.add(cast.second_reviewer)
    ReviewRequest.objects.filter(pk=other.pk).update(steps=2, first_group=group)
    for person in (cast.teacher, cast.reviewer, cast.second_reviewer, cast.student):
        for request in requests_as_seen_by(person).filter(pk__in=[plain.pk, other.pk]):
            assert Standing.of(request).can_decide == can_review(person, request)


def test_a_full_page_of_twenty_costs_little(desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    content = publish(large_quiz(cast), cast.reviewer)
    guide = make_guide(cast.teacher)
    item, source = content.items.first(), guide.items.first()
    assert item is not None
    assert source is not None
    derive_item(content=content, item=item, source_id=source.pk, by=cast.teacher)
    finish_attempt(
        attempt=start_attempt(student=cast.student, content=content), by=cast.student, answers={}, accepts_missing=True
    )
    request = waiting(cast.teacher, content=reword(content, dict.fromkeys(range(10), "What is it?")))
    claim_request(request=request, by=cast.reviewer)
    for entry in items_of(request):
        ContentFeedback.objects.create(
            content=content, version=request.version, item=entry.item, author=cast.student, rating=4, text="Good."
        )
    send_comments(request=request, by=cast.reviewer, comments={entry.pk: "Why?" for entry in items_of(request)})
    desk.get(address(request))
    with django_assert_max_num_queries(15):
        html = desk.get(address(request)).content
    assert len(gzip.compress(html)) < 30_000


@pytest.mark.parametrize("changed", [3, 20])
def test_approving_twenty_questions_costs_little(desk: Client, cast: Cast, changed: int) -> None:
    content = large_quiz(cast)
    if changed < 20:
        content = reword(publish(content, cast.reviewer), {place: f"How much is {place}?" for place in range(changed)})
    request = claim_request(request=waiting(cast.teacher, content=content), by=cast.reviewer)
    verdicts = {name: said for item in items_of(request)[:changed] for name, said in fine(item).items()}
    desk.get(address(request))
    with CaptureQueriesContext(connection) as queries:
        assert desk.post(address(request), sent("approve") | verdicts).status_code == 302
    assert len(queries) <= 31
    assert Content.objects.get(pk=content.pk).published_version == request.version
