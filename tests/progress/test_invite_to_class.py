"""A teacher invites by a list; whoever owns an address accepts or declines; strangers get a letter, once."""

import re
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notice
from accounts.refusals import WrongState
from progress.actions import inviting
from progress.actions.enrolling import leave_class, remove_student
from progress.actions.writing import write_to_invited
from progress.classes.roster import read_roster
from progress.models import ClassInvitation, Classroom, Enrolment
from tests.cast import Cast
from tests.jobs import JobsInMemory, run_jobs
from tests.progress.classes import as_person, make_class, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def classroom(cast: Cast) -> Classroom:
    return make_class(cast.teacher)


def invite(classroom: Classroom, cast: Cast, *lines: str) -> list[str]:
    """What became of each line."""
    outcomes = inviting.invite_people(classroom=classroom, rows=read_roster("\n".join(lines)), by=cast.teacher)
    return [found.outcome.value for found in outcomes]


def invited(classroom: Classroom, cast: Cast, line: str = "sami@example.org") -> ClassInvitation:
    invite(classroom, cast, line)
    return ClassInvitation.objects.get(email=line)


def days_pass(days: float = 2) -> None:
    for invitation in ClassInvitation.objects.all():
        invitation.invited_at -= timedelta(days=days)
        invitation.save()


def send(client: Client, classroom: Classroom, people: str) -> str:
    answer = client.post(f"/classes/{classroom.pk}/invite/", {"people": people})
    assert answer.status_code == 200
    return answer.content.decode()


def boxed(page: str) -> str:
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    return found[1]


def test_every_line_is_answered_for(cast: Cast) -> None:
    classroom = make_class(cast.teacher, cast.classmate)
    ClassInvitation.objects.bulk_create(
        ClassInvitation(classroom=classroom, email=f"{name}@example.org", invited_by=cast.teacher, invited_at=at)
        for name, at in {"old": timezone.now() - timedelta(days=3), "new": timezone.now()}.items()
    )
    lines = [
        "Name, Email",
        "Sami Example, Sami@example.org",
        "",
        "ada@example.com",
        "Ada again <ada@example.com>",
        "old@example.org",
        "new@example.org",
        "Clara, clara@example.org",
        "tamara@example.org",
        "no address <here>",
    ]
    page = send(as_person(cast.teacher), classroom, "\r\n".join(lines))
    for words in [
        "3 people are invited.",
        "Invited: 2",
        "Invited again: 1",
        "Invited before: 1",
        "In the class already: 1",
        "Teaches the class: 1",
        "Twice in this list: 1",
        "Not taken: 1",
        "Head of the table: 1",
        "It stands in line 4 already.",
        "There is no email address in this line.",
    ]:
        assert words in page
    assert boxed(page) == "no address &lt;here&gt;", "what was not taken stays, to be mended"
    assert ClassInvitation.objects.count() == 4
    assert ClassInvitation.objects.get(email="sami@example.org").name == "Sami Example"
    page = send(as_person(cast.teacher), classroom, "\r\n".join(lines))
    assert "Nobody new was invited." in page, "sent again, it invites nobody twice"
    assert ClassInvitation.objects.count() == 4


def test_nobody_learns_who_has_an_account(cast: Cast, classroom: Classroom, jobs: JobsInMemory) -> None:
    verify(cast.student)
    assert invite(classroom, cast, "sami@example.org", "clara@example.org", "nobody@example.org") == ["invited"] * 3
    run_jobs(jobs)
    to = sorted(message.to[0] for message in mail.outbox)
    assert to == ["clara@example.org", "nobody@example.org", "sami@example.org"]
    page = as_person(cast.teacher).get(f"/classes/{classroom.pk}/people/").content.decode()
    rows = [re.sub(r"[0-9a-f-]{36}|\w+@example.org|name=\"csrf\S+ value=\S+", "", row) for row in page.split("</li>")]
    assert len({row.rpartition("<li")[2] for row in rows if "has not answered yet" in row}) == 1


def test_who_has_the_address_is_told_in_the_app(cast: Cast, classroom: Classroom, jobs: JobsInMemory) -> None:
    verify(cast.student, "other@example.org")
    invite(classroom, cast, "OTHER@example.org")
    notice = Notice.objects.get(recipient=cast.student)
    assert (notice.event, notice.subject, notice.url) == ("class_invited", "Biology 7b", "/classes/")
    page = as_person(cast.student).get("/classes/").content.decode()
    assert page.index("You are invited") < page.index("Join a class")
    assert "Tamara Example invited you" in page
    run_jobs(jobs)
    assert [message.to for message in mail.outbox] == [[cast.student.email]], "a notice, and no letter"


def test_a_stranger_gets_one_letter(cast: Cast, classroom: Classroom, jobs: JobsInMemory) -> None:
    Classroom.objects.update(name="Bio\nlogy <7b>")
    invite(classroom, cast, "Ada Byron, ada@example.com")
    (job,) = [dict(job["args"]) for job in jobs.jobs.values()]
    run_jobs(jobs)
    write_to_invited(**job)
    write_to_invited(**job)
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.com"]
    assert letter.subject == "Tamara Example invites you to the class “Bio logy <7b>”"
    for words in ["Hello Ada Byron,", "/accounts/signup/?next=%2Fclasses%2F", "ada@example.com", "do nothing"]:
        assert words in letter.body
    assert isinstance(letter, EmailMultiAlternatives)
    assert "&lt;7b&gt;" in str(letter.alternatives[0][0])
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_what_was_taken_back_is_not_written(cast: Cast, classroom: Classroom, jobs: JobsInMemory) -> None:
    inviting.take_back_invitation(invitation=invited(classroom, cast, "ada@example.com"), by=cast.teacher)
    run_jobs(jobs)
    assert mail.outbox == []


class Server(EmailBackend):
    """A mail server that does as `answers` say, one a letter: an error that it raises, or None."""

    answers: list[Exception | None] = []

    def send_messages(self, messages: Any) -> int:
        answer = self.answers.pop(0)
        if answer:
            raise answer
        return super().send_messages(messages)


def letters(cast: Cast, classroom: Classroom, *answers: Exception | None) -> list[str]:
    """Invite three strangers, and send to a server that answers so; then again, to one that takes all. Who got one."""
    invite(classroom, cast, "a@example.com", "b@example.com", "c@example.com")
    keys = [str(pk) for pk in ClassInvitation.objects.order_by("email").values_list("pk", flat=True)]
    Server.answers = list(answers)
    with mock.patch("progress.actions.writing.get_connection", Server), pytest.raises(SMTPException):
        write_to_invited(invitation_ids=keys)
    write_to_invited(invitation_ids=keys)
    return sorted(message.to[0] for message in mail.outbox)


def test_what_the_server_may_take_later_is_sent_later(cast: Cast, classroom: Classroom) -> None:
    busy = SMTPRecipientsRefused({"b@example.com": (451, b"Try later")})
    assert letters(cast, classroom, None, busy, None) == ["a@example.com", "b@example.com", "c@example.com"]


def test_where_the_line_breaks_nobody_gets_two(cast: Cast, classroom: Classroom) -> None:
    assert letters(cast, classroom, None, SMTPServerDisconnected("gone")) == ["a@example.com", "c@example.com"]


def test_what_the_server_never_takes_stops_nobody(cast: Cast, classroom: Classroom) -> None:
    invite(classroom, cast, "a@example.com", "b@example.com")
    keys = [str(pk) for pk in ClassInvitation.objects.order_by("email").values_list("pk", flat=True)]
    Server.answers = [SMTPRecipientsRefused({"a@example.com": (550, b"No such user")}), None]
    with mock.patch("progress.actions.writing.get_connection", Server):
        write_to_invited(invitation_ids=keys)
        write_to_invited(invitation_ids=keys)
    assert [message.to for message in mail.outbox] == [["b@example.com"]]


def test_she_accepts(cast: Cast, classroom: Classroom) -> None:
    verify(cast.student)
    invitation = invited(classroom, cast)
    url = f"/classes/invitations/{invitation.pk}/accept/"
    assert as_person(cast.student).get(url).status_code == 405
    assert as_person(cast.classmate).post(url).status_code == 404
    page = as_person(cast.student).post(url, follow=True).content.decode()
    assert "You are in “Biology 7b” now." in page
    enrolment = Enrolment.objects.get()
    assert (enrolment.student, enrolment.way) == (cast.student, "list")
    assert not Notice.objects.filter(recipient=cast.student).exists(), "the notice holds no more"
    assert inviting.accept_invitation(invitation=invitation, by=cast.student) == enrolment
    assert invite(classroom, cast, "sami@example.org") == ["enrolled"]
    with pytest.raises(PermissionDenied):
        inviting.accept_invitation(invitation=invitation, by=cast.classmate)
    leave_class(classroom=classroom, by=cast.student)
    with pytest.raises(WrongState, match="have used this invitation"):
        inviting.accept_invitation(invitation=invitation, by=cast.student)
    assert invite(classroom, cast, "sami@example.org") == ["invited"]
    assert inviting.accept_invitation(invitation=invitation, by=cast.student) == enrolment


def test_an_address_that_is_not_confirmed_accepts_nothing(cast: Cast, classroom: Classroom) -> None:
    invitation = invited(classroom, cast)
    page = as_person(cast.student).get("/classes/").content.decode()
    assert "You are invited" not in page
    assert "confirmed that it is yours" in page
    assert as_person(cast.student).post(f"/classes/invitations/{invitation.pk}/accept/").status_code == 404
    verify(cast.student)
    page = as_person(cast.student).get("/classes/").content.decode()
    assert "You are invited" in page
    assert "confirmed that it is yours" not in page


def test_she_declines_and_thinks_better_of_it(cast: Cast, classroom: Classroom) -> None:
    verify(cast.student)
    invitation = invited(classroom, cast)
    student = as_person(cast.student)
    page = student.post(f"/classes/invitations/{invitation.pk}/decline/", follow=True).content.decode()
    assert "You have declined to join “Biology 7b”." in page
    assert "1 invitation that you declined" in page
    assert "Declined" in as_person(cast.teacher).get(f"/classes/{classroom.pk}/people/").content.decode()
    assert invite(classroom, cast, "sami@example.org") == ["waiting"], "nobody is pestered"
    days_pass()
    assert invite(classroom, cast, "sami@example.org") == ["again"]
    inviting.decline_invitation(invitation=invitation, by=cast.student)
    student.post(f"/classes/invitations/{invitation.pk}/accept/")
    invitation.refresh_from_db()
    assert (bool(invitation.accepted_at), invitation.declined_at) == (True, None)
    with pytest.raises(WrongState, match="Leave it instead"):
        inviting.decline_invitation(invitation=invitation, by=cast.student)


def test_it_is_taken_back(cast: Cast, classroom: Classroom) -> None:
    verify(cast.student)
    invitation = invited(classroom, cast)
    url = f"/classes/{classroom.pk}/invitations/{invitation.pk}/remove/"
    teacher = as_person(cast.teacher)
    assert teacher.get(url).status_code == 405
    assert as_person(cast.student).post(url).status_code == 403
    assert as_person(cast.colleague).post(url).status_code == 404
    assert "is taken back." in teacher.post(url, follow=True).content.decode()
    assert not Notice.objects.filter(recipient=cast.student).exists()
    assert teacher.post(url).status_code == 404
    for action in (inviting.accept_invitation, inviting.decline_invitation):
        with pytest.raises(WrongState, match="was taken back"):
            action(invitation=invitation, by=cast.student)
    accepted = invited(classroom, cast)
    inviting.accept_invitation(invitation=accepted, by=cast.student)
    with pytest.raises(WrongState, match="is accepted"):
        inviting.take_back_invitation(invitation=accepted, by=cast.teacher)


def test_it_is_sent_again_after_a_day(cast: Cast, classroom: Classroom, jobs: JobsInMemory) -> None:
    invitation = invited(classroom, cast, "ada@example.com")
    run_jobs(jobs)
    url = f"/classes/{classroom.pk}/invitations/{invitation.pk}/again/"
    teacher = as_person(cast.teacher)
    assert teacher.post(url).status_code == 409
    days_pass()
    assert "is asked once more" in teacher.post(url, follow=True).content.decode()
    run_jobs(jobs)
    assert len(mail.outbox) == 2


def test_who_was_removed_can_be_invited_again(cast: Cast) -> None:
    verify(cast.student)
    classroom = make_class(cast.teacher, cast.student)
    remove_student(enrolment=Enrolment.objects.get(), by=cast.teacher)
    inviting.accept_invitation(invitation=invited(classroom, cast), by=cast.student)
    enrolment = Enrolment.objects.get()
    assert (enrolment.left_at, enrolment.removed_by) == (None, None)


def test_who_teaches_it_cannot_accept(cast: Cast, classroom: Classroom) -> None:
    invitation = invited(classroom, cast, "someone@example.org")
    verify(cast.teacher, "someone@example.org")
    assert as_person(cast.teacher).post(f"/classes/invitations/{invitation.pk}/accept/").status_code == 409
    assert invite(classroom, cast, "someone@example.org") == ["teaches"]


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ("", "This field is required."),
        (" \r\n\t ", "Write at least one address."),
        ("a@example.org\n" * 501, "There are 501 lines; at most 500"),
        ("x" * 100_001, "at most 100000 characters"),
        ("a@example.org\x00", "Null characters are not allowed."),
    ],
)
def test_what_is_no_list_is_told_and_stays(cast: Cast, classroom: Classroom, people: str, words: str) -> None:
    page = send(as_person(cast.teacher), classroom, people)
    assert words in page
    assert boxed(page).strip() == people.strip()
    assert not ClassInvitation.objects.exists()


def test_there_is_a_limit_and_an_archive(cast: Cast, classroom: Classroom) -> None:
    with mock.patch.object(inviting, "MAX_WAITING", 1):
        page = send(as_person(cast.teacher), classroom, "a@example.org\nb@example.org")
        assert "At most 1 invitations of a class can wait" in page
        assert boxed(page) == "a@example.org\nb@example.org"
        assert not ClassInvitation.objects.exists()
    verify(cast.student)
    invitation = invited(classroom, cast)
    Classroom.objects.update(archived_at=timezone.now())
    assert "This class is archived" in send(as_person(cast.teacher), classroom, "a@example.org")
    assert "You are invited" not in as_person(cast.student).get("/classes/").content.decode()
    with pytest.raises(WrongState):
        inviting.accept_invitation(invitation=invitation, by=cast.student)
    for url in (f"/classes/{classroom.pk}/invite/",):
        assert as_person(cast.student).post(url).status_code == 403
        assert as_person(cast.colleague).post(url).status_code == 404


def test_five_hundred_lines_cost_what_five_cost(cast: Cast) -> None:
    verify(cast.student)

    def cost(count: int) -> int:
        classroom = make_class(cast.teacher)
        lines = ["sami@example.org", *(f"Person {n}, p{n}@example.com" for n in range(count - 1))]
        with CaptureQueriesContext(connection) as queries:
            assert invite(classroom, cast, *lines) == ["invited"] * count
        return len(queries)

    cost(1)  # her permissions are read once
    assert cost(5) == cost(500)
