"""An emergency: students lose the material at once and read why; what is wrong in it comes back nowhere by itself."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.refusals import Refusal, WrongState
from content import events
from content.actions.archiving import archive_content, restore_content
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.publishing import publish_content, unpublish_content
from content.actions.reusing import create_from_items
from content.actions.scheduling import publish_due
from content.actions.submitting import submit_content
from content.actions.withdrawing import withdraw_published
from content.documents import load_items
from content.models import Content, ItemApproval, ReviewDecision, ReviewRequest
from progress.actions.attempting import start_attempt
from progress.models import CardMemory, LearningProgress
from progress.models.memory import Rating
from progress.queues import Queue
from tests.cast import Cast, make_cast
from tests.content.bank_help import items_of, reword
from tests.content.publishing_help import (
    address,
    approve,
    approve_and_wait,
    in_days,
    piece,
    set_times,
    told,
    verbs_of,
)
from tests.content.review_help import at_once
from tests.factories import make_deck, make_quiz, publish

Status = Content.Status
REASON = "Question 2 names the wrong capital. It is Lima."


def page_of(content: Content) -> str:
    return reverse("admin:content_content_withdraw", args=[content.pk])


def sharing(content: Content, title: str = "Borrower") -> Content:
    """Another piece of the same author, with the first item of that one."""
    created = create_from_items(title=title, kind=content.kind, items=items_of(content)[:1], by=content.owner)
    return created.version.content


def claimed(content: Content, by: Any) -> ReviewRequest:
    return claim_request(request=submit_content(content=content, by=content.owner), by=by)


@pytest.mark.django_db
def test_it_is_gone_at_once_and_says_why(client: Client, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher, title="Capitals"), cast.reviewer)
    start_attempt(student=cast.student, content=quiz)
    client.force_login(cast.reviewer)
    assert "Students see version 1" in client.get(page_of(quiz)).content.decode()
    page = client.post(page_of(quiz), {"reason": REASON}, follow=True).content.decode()
    assert "“Capitals” is withdrawn." in page
    quiz.refresh_from_db()
    assert (quiz.status, quiz.published_version, quiz.approved_version) == (Status.CHANGES_REQUESTED, None, None)
    assert (quiz.withdrawn_by, quiz.withdrawn_reason) == (cast.reviewer, REASON)
    assert verbs_of(quiz)[-1] == ("withdraw_published", "published", "changes_requested")
    client.force_login(cast.student)
    study = {
        "study": "GET",
        "attempt": "GET",
        "attempt-start": "POST",
        "attempt-save": "POST",
        "attempt-finish": "POST",
    }
    for name, method in {"piece": "GET", **study}.items():
        answer = client.generic(method, reverse(f"progress:{name}", args=[quiz.pk]))
        assert answer.status_code == 410, name
        assert REASON in answer.content.decode()
        assert "Capitals" not in answer.content.decode()
    assert client.get(reverse("progress:attempt-result", args=[quiz.pk, 1])).status_code == 410


@pytest.mark.django_db
def test_everybody_else_sees_what_they_saw_before(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    waiting = approve_and_wait(make_deck(cast.teacher), cast.reviewer)
    for content in (deck, waiting):
        withdraw_published(content=content, by=cast.staff, reason=REASON)
    client.force_login(cast.stranger)
    assert client.get(piece(deck)).status_code == 403
    client.force_login(cast.student)
    assert client.get(reverse("progress:cards", args=[deck.pk])).status_code == 410
    assert client.get(piece(waiting)).status_code == 404, "students never saw it, and hear nothing of it"
    client.logout()
    assert client.get(piece(deck)).status_code == 302


@pytest.mark.django_db
def test_the_desk_names_it_with_the_reason_and_asks_for_none_of_its_cards(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher, title="Capitals"), cast.reviewer)
    client.force_login(cast.student)
    card = load_items(deck.published_version)[0] if deck.published_version else None
    assert card is not None
    rated = {"card": str(card.pk), "rating": str(Rating.AGAIN.value), "reviews": "0"}
    client.post(reverse("progress:card-rate", args=[deck.pk]), rated)
    CardMemory.objects.update(due=timezone.now() - timedelta(hours=1))
    assert Queue(cast.student, timezone.now()).count().due == 1
    withdraw_published(content=deck, by=cast.reviewer, reason=REASON)
    assert Queue(cast.student, timezone.now()).count().total == 0
    page = client.get(reverse("progress:desk")).content.decode()
    assert "Capitals" in page
    assert REASON in page
    assert reverse("progress:study", args=[deck.pk]) not in page
    assert LearningProgress.objects.get(content=deck).percentage > 0
    client.force_login(cast.classmate)
    assert REASON not in client.get(reverse("progress:desk")).content.decode()


@pytest.mark.django_db
def test_authors_and_who_has_begun_it_are_told(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    start_attempt(student=cast.student, content=quiz)
    withdraw_published(content=quiz, by=cast.reviewer, reason=REASON)
    for person, url in ((cast.teacher, address(quiz)), (cast.student, piece(quiz))):
        assert told(person, events.WITHDRAWN) == [REASON]
        assert Notice.objects.get(recipient=person, event=events.WITHDRAWN).url == url
    assert told(cast.classmate, events.WITHDRAWN) == told(cast.reviewer, events.WITHDRAWN) == []


@pytest.mark.django_db
def test_a_reason_is_needed_and_what_was_chosen_stays(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    item_id = str(items_of(deck)[1])
    client.force_login(cast.reviewer)
    page = client.post(page_of(deck), {"reason": "  ", "items": [item_id]})
    assert page.status_code == 422
    assert "Say why: students who look for it read this." in page.content.decode()
    assert f'value="{item_id}"' in page.content.decode()
    with pytest.raises(Refusal, match="Say why"):
        withdraw_published(content=deck, by=cast.reviewer, reason=" ")
    deck.refresh_from_db()
    assert deck.is_published


@pytest.mark.django_db
def test_who_may(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    for person in (cast.student, cast.teacher, cast.stranger):
        client.force_login(person)
        assert client.post(page_of(deck), {"reason": REASON}).status_code in (302, 403)
        with pytest.raises(PermissionDenied):
            withdraw_published(content=deck, by=person, reason=REASON)
    deck.refresh_from_db()
    assert deck.is_published
    for person in (cast.reviewer, cast.staff, cast.operator):
        client.force_login(person)
        assert client.get(page_of(deck)).status_code == 200


@pytest.mark.django_db
def test_items_that_are_wrong_need_a_new_verdict(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    wrong = items_of(quiz)[0]
    withdraw_published(content=quiz, by=cast.reviewer, reason=REASON, items=[wrong])
    revoked = ItemApproval.objects.get(item=wrong)
    assert (revoked.revoked_by, revoked.revoked_reason) == (cast.reviewer, REASON)
    assert ItemApproval.objects.holding().filter(item__in=items_of(quiz)).count() == len(items_of(quiz)) - 1
    quiz.refresh_from_db()
    request = claimed(quiz, cast.reviewer)
    approves = ReviewDecision.Outcome.APPROVE
    with pytest.raises(Refusal, match="1 item is not called fine yet"):
        decide_request(request=request, by=cast.reviewer, outcome=approves)
    fine = {entry.pk: Verdict.fine() for entry in load_items(request.version) if entry.item_id == wrong}
    decide_request(request=request, by=cast.reviewer, outcome=approves, verdicts=fine)
    quiz.refresh_from_db()
    assert quiz.status == Status.PUBLISHED


@pytest.mark.django_db
def test_without_items_nothing_has_to_be_read_again(cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    withdraw_published(content=quiz, by=cast.reviewer, reason=REASON)
    assert not ItemApproval.objects.filter(revoked_at__isnull=False).exists()
    with pytest.raises(WrongState, match="No version of this material is approved"):
        publish_content(content=quiz, by=cast.teacher)
    assert approve(quiz, cast.reviewer).status == Status.PUBLISHED


@pytest.mark.django_db
def test_other_pieces_with_the_same_wording_go_too_and_are_named_before(client: Client, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher, title="Lender"), cast.reviewer)
    borrower = publish(sharing(quiz), cast.reviewer)
    planned = approve(sharing(quiz, "Planned"), cast.reviewer, in_days(2))
    away = publish(sharing(quiz, "Put away"), cast.reviewer)
    archive_content(content=away, by=cast.teacher)
    unaware = sharing(quiz, "Reworded")
    reword(unaware, stem="Which gas do plants give off by day?")
    unaware = publish(unaware, cast.reviewer)
    client.force_login(cast.reviewer)
    page = client.get(page_of(quiz)).content.decode()
    assert "also in “Borrower”, “Planned”, “Put away”, withdrawn with it" in page
    assert "“Reworded”" not in page
    sent = {"reason": REASON, "items": [str(items_of(quiz)[0])]}
    assert "3 other pieces are withdrawn" in client.post(page_of(quiz), sent, follow=True).content.decode()
    for content in (borrower, planned, away, unaware):
        content.refresh_from_db()
    assert (borrower.status, planned.status, away.status) == ("changes_requested", "changes_requested", "archived")
    for content in (borrower, planned, away):
        assert (content.published_version, content.approved_version, content.publish_at) == (None, None, None)
        assert content.withdrawn_reason == REASON
    assert unaware.is_published
    assert restore_content(content=away, by=cast.teacher).status == Status.CHANGES_REQUESTED


@pytest.mark.django_db
def test_the_authors_draft_stays_as_it_is(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    Content.objects.filter(pk=deck.pk).update(status=Status.DRAFT)
    [withdrawn] = withdraw_published(content=deck, by=cast.reviewer, reason=REASON)
    assert withdrawn.status == Status.DRAFT


@pytest.mark.django_db
def test_there_has_to_be_something_to_withdraw(client: Client, cast: Cast) -> None:
    draft = make_deck(cast.teacher)
    client.force_login(cast.reviewer)
    assert "There is nothing to withdraw" in client.get(page_of(draft)).content.decode()
    assert client.post(page_of(draft), {"reason": REASON}).status_code == 409
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    with pytest.raises(WrongState, match="not in this material any more"):
        withdraw_published(content=deck, by=cast.reviewer, reason=REASON, items=items_of(draft))
    withdraw_published(content=deck, by=cast.reviewer, reason=REASON)
    with pytest.raises(WrongState, match="Nothing to withdraw"):
        withdraw_published(content=deck, by=cast.reviewer, reason=REASON)
    assert client.get(reverse("admin:content_content_withdraw", args=[deck.owner_id])).status_code == 404


@pytest.mark.django_db
def test_from_the_same_page_it_can_leave_without_an_alarm(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.staff)
    client.post(page_of(deck), {"unpublish": "1", "reason": ""})
    deck.refresh_from_db()
    assert (deck.status, deck.withdrawn_at) == (Status.APPROVED, None)


@pytest.mark.django_db
def test_a_piece_put_away_comes_back_to_students_only_while_it_is_approved(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    archive_content(content=deck, by=cast.teacher)
    held = ItemApproval.objects.filter(item=items_of(deck)[0])
    held.update(revoked_by=cast.reviewer, revoked_at=timezone.now(), revoked_reason="Wrong.")
    restored = restore_content(content=deck, by=cast.teacher)
    assert (restored.status, restored.published_version) == (Status.CHANGES_REQUESTED, None)
    assert [verb for verb, _from, _to in verbs_of(deck)][-2:] == ["unpublish", "unarchive"]


@pytest.mark.django_db
def test_an_approval_is_revoked_once_and_nothing_else_of_it_changes(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    withdraw_published(content=deck, by=cast.reviewer, reason=REASON, items=items_of(deck)[:1])
    for change in ({"revoked_reason": "Another."}, {"revoked_at": None, "revoked_by": None, "revoked_reason": ""}):
        with pytest.raises(DatabaseError, match="only ever revoked"), transaction.atomic():
            ItemApproval.objects.filter(revoked_at__isnull=False).update(**change)


@pytest.mark.django_db
def test_the_page_costs_the_same_for_many_items(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    client.force_login(cast.reviewer)
    counts = []
    for cards in (2, 40):
        deck = publish(make_deck(cast.teacher, cards=cards), cast.reviewer)
        with django_assert_max_num_queries(15) as queries:
            client.get(page_of(deck))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_the_clock_publishes() -> None:
    """Whoever comes first: in the end students do not see it."""
    cast = make_cast()
    for _again in range(3):
        deck = set_times(approve(make_deck(cast.teacher), cast.reviewer, in_days(1)), publish=-1)
        wrong = items_of(deck)[:1]
        withdraw = partial(withdraw_published, content=deck, by=cast.reviewer, reason=REASON, items=wrong)
        gone, done = at_once(withdraw, publish_due)
        assert isinstance(gone, list)
        assert done in (0, 1)
        publish_due()
        deck.refresh_from_db()
        assert (deck.status, deck.published_version) == (Status.CHANGES_REQUESTED, None)


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_a_reviewer_approves() -> None:
    """The approval that comes after stands only where it judged what was revoked."""
    cast = make_cast()
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    wrong = items_of(deck)[:1]
    Content.objects.filter(pk=deck.pk).update(status=Status.DRAFT)
    deck.refresh_from_db()
    request = claimed(deck, cast.second_reviewer)
    gone, decision = at_once(
        lambda: withdraw_published(content=deck, by=cast.reviewer, reason=REASON, items=wrong),
        lambda: decide_request(
            request=request, by=cast.second_reviewer, outcome=ReviewDecision.Outcome.APPROVE, verdicts={}
        ),
    )
    assert isinstance(gone, list)
    assert isinstance(decision, ReviewDecision | Refusal)
    deck.refresh_from_db()
    assert deck.published_version is None


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_another_piece_with_the_same_wording_is_published() -> None:
    """They meet only at the approval: it is held by whoever publishes, and by whoever revokes."""
    cast = make_cast()
    for place in range(4):
        quiz = publish(make_quiz(cast.teacher, title=f"Lender {place}"), cast.reviewer)
        borrower = publish(sharing(quiz), cast.reviewer)
        unpublish_content(content=borrower, by=cast.teacher)
        wrong = items_of(quiz)[:1]
        withdraw = partial(withdraw_published, content=quiz, by=cast.reviewer, reason=REASON, items=wrong)
        gone, _published = at_once(withdraw, partial(publish_content, content=borrower, by=cast.teacher))
        if isinstance(gone, WrongState):
            gone = withdraw()
        assert len(gone) == 2
        borrower.refresh_from_db()
        assert borrower.published_version is None
        assert not ItemApproval.objects.holding().filter(item__in=wrong).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_withdraw_pieces_with_the_same_wording() -> None:
    """Neither waits for ever; the second finds nothing left to withdraw."""
    cast = make_cast()
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    borrower = publish(sharing(quiz), cast.reviewer)
    wrong = items_of(quiz)[:1]
    results = at_once(
        lambda: withdraw_published(content=quiz, by=cast.reviewer, reason=REASON, items=wrong),
        lambda: withdraw_published(content=borrower, by=cast.staff, reason=REASON, items=wrong),
    )
    assert sorted(isinstance(result, WrongState) for result in results) == [False, True]
    for content in (quiz, borrower):
        content.refresh_from_db()
        assert content.withdrawn_at is not None
        assert [verb for verb, _from, _to in verbs_of(content)].count("withdraw_published") == 1
