"""An owner asks colleagues to write along; they accept, decline, leave, or are removed."""

from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from content.access import can_edit
from content.actions.authorship import (
    MAX_AUTHORS,
    accept_invitation,
    decline_invitation,
    forget_kept_draft,
    invite_author,
    leave_content,
    remove_author,
)
from content.actions.drafting import save_draft
from content.actions.presence import note_presence
from content.authoring import invitations_for, kept_drafts, typed_texts
from content.models import Authorship, Content, Draft, Presence, Transition
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.factories import UserFactory, make_quiz
from tests.jobs import JobsInMemory, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_quiz(cast.teacher)


def page_of(content: Content) -> str:
    return reverse("content:author-list", args=[content.pk])


def invite(quiz: Content, cast: Cast) -> Authorship:
    return invite_author(content=quiz, who=cast.colleague.email, by=cast.teacher)


def join(quiz: Content, cast: Cast) -> Authorship:
    invited = invite(quiz, cast)
    accept_invitation(authorship=invited, by=cast.colleague)
    return invited


def as_person(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("who", ["carlos@example.org", " Carlos@Example.ORG ", "carlos"])
def test_a_colleague_is_invited_by_email_or_username(client: Client, cast: Cast, quiz: Content, who: str) -> None:
    client.force_login(cast.teacher)
    page = client.post(page_of(quiz), {"who": who}, follow=True).content.decode()
    assert "Carlos Example is invited." in page
    assert "has not answered yet" in page
    assert not can_edit(cast.colleague, quiz), "she may edit only once she accepts"
    assert [found.content for found in invitations_for(cast.colleague)] == [quiz]


def test_she_is_told_by_email_unless_it_is_taken_back_before(cast: Cast, quiz: Content, jobs: JobsInMemory) -> None:
    invite(quiz, cast)
    run_jobs(jobs)
    (message,) = mail.outbox
    assert message.to == [cast.colleague.email]
    assert message.subject == "Tamara Example invites you to write “Small quiz” together"
    assert "/studio/invitations/" in message.body
    other = invite_author(content=make_quiz(cast.teacher), who="carlos", by=cast.teacher)
    remove_author(authorship=other, by=cast.teacher)
    run_jobs(jobs)
    assert len(mail.outbox) == 1


def test_who_has_no_account_and_who_is_no_teacher_cannot_be_told_apart(
    client: Client, cast: Cast, quiz: Content
) -> None:
    UserFactory.create(username="gone", roles=[Role.TEACHER], status=User.Status.SUSPENDED)
    client.force_login(cast.teacher)
    answers = set()
    for who in ("nobody@example.org", "sami", "sami@example.org", "zoe", "gone", "omar"):
        page = client.post(page_of(quiz), {"who": who})
        assert page.status_code == 200
        answers.add(page.context["form"].errors["who"][0])
        assert f'value="{who}"' in page.content.decode(), "what she typed stays"
    assert len(answers) == 1
    assert not Authorship.objects.exists()


@pytest.mark.parametrize("who", ["", " ", "\x00", "a" * 300, "مرحبا", "🦊", "<script>"])
def test_odd_names_end_in_a_sentence(client: Client, cast: Cast, quiz: Content, who: str) -> None:
    client.force_login(cast.teacher)
    page = client.post(page_of(quiz), {"who": who})
    assert page.status_code == 200
    assert page.context["form"].errors["who"]


def test_an_email_goes_before_a_username_that_looks_like_it(cast: Cast, quiz: Content) -> None:
    UserFactory.create(username=cast.colleague.email, email="other@example.org", roles=[Role.TEACHER])
    assert invite(quiz, cast).author == cast.colleague


def test_nobody_is_invited_twice_nor_the_owner(cast: Cast, quiz: Content) -> None:
    invited = invite(quiz, cast)
    with pytest.raises(Refusal, match="has not answered yet"):
        invite(quiz, cast)
    accept_invitation(authorship=invited, by=cast.colleague)
    with pytest.raises(Refusal, match="writes along already"):
        invite(quiz, cast)
    with pytest.raises(Refusal, match="your own"):
        invite_author(content=quiz, who="tamara", by=cast.teacher)


def test_there_is_a_limit(cast: Cast, quiz: Content) -> None:
    for number in range(MAX_AUTHORS):
        UserFactory.create(username=f"t{number}", roles=[Role.TEACHER])
        invite_author(content=quiz, who=f"t{number}", by=cast.teacher)
    with pytest.raises(Refusal, match="At most 20 people"):
        invite(quiz, cast)


def test_she_accepts_and_edits(cast: Cast, quiz: Content) -> None:
    invited = invite(quiz, cast)
    colleague = as_person(cast.colleague)
    assert colleague.get(reverse("content:content-detail", args=[quiz.pk])).status_code == 404
    assert "Small quiz" in colleague.get(reverse("content:invitation-list")).content.decode()
    colleague.post(reverse("content:invitation-accept", args=[invited.pk]))
    assert can_edit(cast.colleague, quiz)
    assert colleague.get(reverse("content:content-edit", args=[quiz.pk])).status_code == 200
    assert Transition.objects.filter(content=quiz, verb="join", by=cast.colleague).exists()
    accept_invitation(authorship=invited, by=cast.colleague)
    assert Transition.objects.filter(content=quiz, verb="join").count() == 1, "a second time changes nothing"


def test_she_declines(cast: Cast, quiz: Content) -> None:
    invited = invite(quiz, cast)
    page = as_person(cast.colleague).post(reverse("content:invitation-decline", args=[invited.pk]), follow=True)
    assert "The invitation is declined." in page.content.decode()
    assert not Authorship.objects.exists()
    with pytest.raises(WrongState, match="taken back"):
        accept_invitation(authorship=invited, by=cast.colleague)


def test_an_invitation_is_for_one_person(cast: Cast, quiz: Content) -> None:
    invited = invite(quiz, cast)
    other = UserFactory.create(username="other", roles=[Role.TEACHER])
    for name in ("invitation-accept", "invitation-decline"):
        assert as_person(other).post(reverse(f"content:{name}", args=[invited.pk])).status_code == 404
        assert as_person(cast.colleague).get(reverse(f"content:{name}", args=[invited.pk])).status_code == 405
    with pytest.raises(PermissionDenied):
        accept_invitation(authorship=invited, by=other)
    with pytest.raises(PermissionDenied):
        decline_invitation(authorship=invited, by=other)


def test_who_is_no_teacher_any_more_cannot_accept(cast: Cast, quiz: Content) -> None:
    invited = invite(quiz, cast)
    cast.colleague.groups.clear()
    with pytest.raises(PermissionDenied):
        accept_invitation(authorship=invited, by=User.objects.get(pk=cast.colleague.pk))


def test_a_co_author_sees_who_writes_and_manages_nobody(cast: Cast, quiz: Content) -> None:
    joined = join(quiz, cast)
    colleague = as_person(cast.colleague)
    page = colleague.get(page_of(quiz)).content.decode()
    assert "Tamara Example" in page
    assert "Invite a colleague" not in page
    assert colleague.post(page_of(quiz), {"who": "sami"}).status_code == 403
    assert colleague.post(reverse("content:author-remove", args=[quiz.pk, joined.pk])).status_code == 403
    assert colleague.get(reverse("content:content-hand-over", args=[quiz.pk, joined.pk])).status_code == 403


def test_removal_ends_her_access_at_once_and_leaves_her_what_she_typed(cast: Cast, quiz: Content) -> None:
    joined = join(quiz, cast)
    colleague = as_person(cast.colleague)
    save_draft(content=quiz, by=cast.colleague, fields={"title": ["Mine"], "item-0-stem": ["Why is it green? 🌱"]})
    note_presence(content=quiz, by=cast.colleague)
    as_person(cast.teacher).post(reverse("content:author-remove", args=[quiz.pk, joined.pk]))
    for name in ("content-detail", "content-edit", "version-list", "author-list", "version-authors"):
        assert colleague.get(reverse(f"content:{name}", args=[quiz.pk])).status_code == 404
    assert not Presence.objects.filter(content=quiz).exists()
    (draft,) = kept_drafts(cast.colleague)
    assert "Small quiz" in colleague.get(reverse("content:invitation-list")).content.decode()
    page = colleague.get(reverse("content:kept-draft", args=[draft.pk])).content.decode()
    assert "Why is it green? 🌱" in page
    assert as_person(cast.teacher).get(reverse("content:kept-draft", args=[draft.pk])).status_code == 404
    colleague.post(reverse("content:kept-draft-forget", args=[draft.pk]))
    assert not Draft.objects.exists()


def test_what_she_typed_stands_in_the_order_of_the_form() -> None:
    fields = {
        "as": ["form"],
        "base": ["3"],
        "item": ["7", "2"],
        "item-2-back": ["two"],
        "item-7-back": ["b"],
        "item-7-front": ["a"],
        "item-7-id": ["01a1fb60-bd05-754c-80d4-e1481446b4c5"],
        "item-7-options-0-text": ["an option"],
        "item-7-shuffle": ["on"],
        "title": ["Mine"],
    }
    shown = [(text.label, text.text) for text in typed_texts(fields)]
    assert shown == [
        ("Title", "Mine"),
        ("1. Front", "a"),
        ("1. Back", "b"),
        ("1. Text", "an option"),
        ("2. Back", "two"),
    ]


def test_a_draft_of_what_she_still_writes_is_not_among_those_to_throw_away(cast: Cast, quiz: Content) -> None:
    join(quiz, cast)
    draft = save_draft(content=quiz, by=cast.colleague, fields={"title": ["Mine"]})
    assert as_person(cast.colleague).get(reverse("content:kept-draft", args=[draft.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        forget_kept_draft(draft=draft, by=cast.colleague)


def test_she_leaves(cast: Cast, quiz: Content) -> None:
    join(quiz, cast)
    page = as_person(cast.colleague).post(reverse("content:content-leave", args=[quiz.pk]), follow=True)
    assert "do not write along" in page.content.decode()
    assert not can_edit(cast.colleague, quiz)
    with pytest.raises(WrongState, match="nothing to leave"):
        leave_content(content=quiz, by=cast.teacher)


def test_who_left_cannot_be_removed(cast: Cast, quiz: Content) -> None:
    joined = join(quiz, cast)
    leave_content(content=quiz, by=cast.colleague)
    with pytest.raises(WrongState, match="left, or declined"):
        remove_author(authorship=joined, by=cast.teacher)


def test_the_number_of_queries_does_not_grow(cast: Cast, quiz: Content) -> None:
    counts = []
    client = as_person(cast.teacher)
    for number in (1, 8):
        for place in range(number):
            UserFactory.create(username=f"t{number}{place}", roles=[Role.TEACHER])
            accept_invitation(
                authorship=(asked := invite_author(content=quiz, who=f"t{number}{place}", by=cast.teacher)),
                by=asked.author,
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(quiz))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.django_db(transaction=True)
def test_accepting_and_removing_at_once_leave_her_either_in_or_out() -> None:
    cast = make_cast()
    for _time in range(5):
        quiz = make_quiz(cast.teacher)
        invited = invite(quiz, cast)
        accepted, removed = at_once(
            partial(accept_invitation, authorship=invited, by=User.objects.get(pk=cast.colleague.pk)),
            partial(remove_author, authorship=invited, by=User.objects.get(pk=cast.teacher.pk)),
        )
        assert removed is None
        assert isinstance(accepted, Content | WrongState)
        assert not Authorship.objects.filter(content=quiz).exists(), "the owner's word is the last"
        assert not can_edit(cast.colleague, quiz)
