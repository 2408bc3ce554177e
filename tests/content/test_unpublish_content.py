"""A piece leaves the library: nobody finds it, what students did stays, and the clock does not bring it back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.refusals import WrongState
from content import events
from content.actions.publishing import unpublish_content
from content.actions.scheduling import publish_due
from content.models import Content
from progress.actions.attempting import finish_attempt, start_attempt
from progress.models import LearningProgress, QuizAttempt
from tests.cast import Cast
from tests.content.publishing_help import address, approve, in_days, piece, set_times, told, verbs_of
from tests.factories import make_deck, make_quiz, publish

Status = Content.Status


def test_students_do_not_find_it_and_keep_what_they_did(client: Client, cast: Cast) -> None:
    quiz = publish(make_quiz(cast.teacher), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    finish_attempt(attempt=attempt, by=cast.student, answers={}, accepts_missing=True)
    client.force_login(cast.teacher)
    page = client.post(address(quiz, "content-unpublish"), {"why": "A newer one comes."}, follow=True).content.decode()
    assert "has left the library" in page
    assert "Version 1 is approved." in page
    quiz.refresh_from_db()
    assert (quiz.status, quiz.published_version) == (Status.APPROVED, None)
    assert quiz.approved_version == quiz.latest_version
    last = quiz.transitions.order_by("at", "id").last()
    assert last is not None
    assert (last.verb, last.by, last.reason) == ("unpublish", cast.teacher, "A newer one comes.")
    client.force_login(cast.student)
    assert client.get(piece(quiz)).status_code == 404
    assert client.get(reverse("progress:attempt-result", args=[quiz.pk, 1])).status_code == 404
    assert QuizAttempt.objects.filter(student=cast.student, finished_at__isnull=False).count() == 1
    assert LearningProgress.objects.get(student=cast.student, content=quiz).percentage == 100


def test_the_clock_does_not_bring_it_back(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    set_times(deck, publish=-1)
    assert unpublish_content(content=deck, by=cast.teacher).publish_at is None
    assert publish_due() == 0
    deck.refresh_from_db()
    assert deck.published_version is None


def test_reviewers_and_staff_may_and_the_author_is_told(cast: Cast) -> None:
    for person in (cast.reviewer, cast.staff, cast.operator):
        deck = publish(make_deck(cast.teacher), cast.second_reviewer)
        unpublish_content(content=deck, by=person, reason="Not now.")
    assert told(cast.teacher, events.PUBLISHED) == ["unpublished"] * 3
    deck = publish(make_deck(cast.teacher), cast.second_reviewer)
    for person in (cast.colleague, cast.student, cast.stranger):
        with pytest.raises(PermissionDenied):
            unpublish_content(content=deck, by=person)


def test_only_what_students_see_is_unpublished(client: Client, cast: Cast) -> None:
    deck = approve(make_deck(cast.teacher), cast.reviewer, in_days(2))
    client.force_login(cast.teacher)
    assert client.post(address(deck, "content-unpublish")).status_code == 409
    published = publish(make_deck(cast.teacher), cast.reviewer)
    Content.objects.filter(pk=published.pk).update(status=Status.ARCHIVED)
    with pytest.raises(WrongState, match="nothing to unpublish"):
        unpublish_content(content=published, by=cast.teacher)
    assert verbs_of(published)[-1][0] == "publish"


def test_a_draft_of_it_stays_a_draft(cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    Content.objects.filter(pk=deck.pk).update(status=Status.DRAFT)
    assert unpublish_content(content=deck, by=cast.teacher).status == Status.DRAFT
