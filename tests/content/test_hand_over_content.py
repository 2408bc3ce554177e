"""An owner makes a co-author the owner, and stays as a co-author."""

from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.refusals import WrongState
from accounts.roles import Role
from content.access import can_edit, can_manage
from content.actions.authorship import accept_invitation, hand_over_content, invite_author
from content.actions.submitting import submit_content
from content.models import Authorship, Content, Transition
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.factories import UserFactory, make_quiz
from tests.jobs import JobsInMemory, run_jobs

pytestmark = pytest.mark.django_db


def written_together(cast: Cast) -> tuple[Content, Authorship]:
    quiz = make_quiz(cast.teacher)
    joined = invite_author(content=quiz, who=cast.colleague.username, by=cast.teacher)
    accept_invitation(authorship=joined, by=cast.colleague)
    return quiz, joined


def test_the_piece_changes_hands_and_it_is_written_down(client: Client, cast: Cast) -> None:
    quiz, joined = written_together(cast)
    client.force_login(cast.teacher)
    address = reverse("content:content-hand-over", args=[quiz.pk, joined.pk])
    assert "Only Carlos Example can hand it back" in client.get(address).content.decode()
    page = client.post(address, follow=True).content.decode()
    assert "You still write along" in page
    quiz.refresh_from_db()
    assert can_manage(cast.colleague, quiz)
    assert can_edit(cast.teacher, quiz)
    assert not can_manage(cast.teacher, quiz)
    (record,) = Transition.objects.filter(content=quiz, verb="hand_over")
    assert (record.by, record.reason) == (cast.teacher, "Carlos Example")


def test_the_new_owner_is_told_by_email(cast: Cast, jobs: JobsInMemory) -> None:
    quiz, _joined = written_together(cast)
    run_jobs(jobs)
    mail.outbox.clear()
    hand_over_content(content=quiz, to=cast.colleague, by=cast.teacher)
    run_jobs(jobs)
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("“Small quiz” is yours now", [cast.colleague.email])


def test_only_to_somebody_who_writes_along(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    invite_author(content=quiz, who=cast.colleague.username, by=cast.teacher)
    with pytest.raises(WrongState, match="only to somebody who writes along"):
        hand_over_content(content=quiz, to=cast.colleague, by=cast.teacher)


def test_only_to_an_active_teacher(cast: Cast) -> None:
    quiz, _joined = written_together(cast)
    User.objects.filter(pk=cast.colleague.pk).update(status=User.Status.SUSPENDED)
    with pytest.raises(WrongState, match="no active teacher"):
        hand_over_content(content=quiz, to=cast.colleague, by=cast.teacher)


def test_not_while_it_waits_for_review(client: Client, cast: Cast) -> None:
    quiz, joined = written_together(cast)
    submit_content(content=quiz, by=cast.teacher)
    client.force_login(cast.teacher)
    address = reverse("content:content-hand-over", args=[quiz.pk, joined.pk])
    assert "Withdraw it first" in client.get(address).content.decode()
    answer = client.post(address)
    assert answer.status_code == 409
    assert "waits for review" in answer.content.decode()


def test_a_co_author_does_not_hand_it_over(cast: Cast) -> None:
    quiz, _joined = written_together(cast)
    with pytest.raises(PermissionDenied):
        hand_over_content(content=quiz, to=cast.colleague, by=cast.colleague)


@pytest.mark.django_db(transaction=True)
def test_of_two_hand_overs_at_once_one_holds() -> None:
    cast = make_cast()
    other = UserFactory.create(username="other", roles=[Role.TEACHER])
    for _time in range(4):
        quiz, _joined = written_together(cast)
        accept_invitation(authorship=invite_author(content=quiz, who="other", by=cast.teacher), by=other)
        owner = User.objects.get(pk=cast.teacher.pk)
        results = at_once(
            *(partial(hand_over_content, content=quiz, to=to, by=owner) for to in (cast.colleague, other))
        )
        assert sorted(type(result).__name__ for result in results) == ["Content", "PermissionDenied"]
        quiz.refresh_from_db()
        authors = set(quiz.authorships.values_list("author__username", flat=True))
        assert authors == {"tamara", "carlos", "other"} - {quiz.owner.username}
