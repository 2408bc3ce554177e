"""Notices by email, through a real mail server: once each, tried again, and visible when they fail."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actions import mailing
from accounts.actions.mailing import send_due, send_waiting
from accounts.models import Notice, User
from accounts.tasks import send_due_notices, send_notices
from content import events
from tests.accounts.notice_help import PATH, let_time_pass, state_of, tell
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.jobs import JobsInMemory, run_jobs
from tests.mail_server import MailServer, serving

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with serving(settings) as server:
        yield server


def parts(message: EmailMessage) -> tuple[str, str]:
    """Its text and its HTML."""
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_it_arrives_with_both_parts(server: MailServer, cast: Cast, jobs: JobsInMemory) -> None:
    details = {
        "what": "request_changes",
        "reason": "Mind the “stems” & <roots>.",
        "points": [{"about": "What is 6 × 7?", "label": "Problem", "said": "Two answers are right. 🌱"}],
    }
    notice = tell(cast.teacher, actor=cast.reviewer, subject="Salt & <pepper> – Größe", details=details)
    assert server.messages == []
    run_jobs(jobs)
    (message,) = server.messages
    assert message["Subject"].strip() == "Changes requested: Salt & <pepper> – Größe"
    assert message["To"] == cast.teacher.email
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == f"<{SITE}/profile/notices/>"
    text, html = parts(message)
    for words in (
        "Rina Example asks you for changes",
        "What is 6 × 7?",
        "Problem: Two answers are right. 🌱",
        SITE + PATH,
    ):
        assert words in text
    assert "Mind the “stems” & <roots>." in text
    assert f"{SITE}/profile/notices/" in text
    assert "Salt &amp; &lt;pepper&gt; – Größe" in html
    assert "Mind the “stems” &amp; &lt;roots&gt;." in html
    assert f'href="{SITE}{PATH}"' in html
    assert f'href="{SITE}/profile/notices/"' in html
    assert state_of(notice) == ("sent", 1)
    assert notice.emailed_at is not None


def test_times_are_those_of_the_reader(server: MailServer, cast: Cast) -> None:
    cast.reviewer.profile.time_zone = "Asia/Tokyo"
    cast.reviewer.profile.save()
    facts = [
        {"name": "Level", "value": "College"},
        {"name": "Due", "at": datetime(2026, 3, 1, 20, tzinfo=UTC).isoformat()},
    ]
    notice = tell(cast.reviewer, event=events.DECIDED, details={"facts": facts})
    send_waiting([str(notice.pk)])
    text, html = parts(server.messages[0])
    assert "Level: College" in text
    assert "Due: 2 March 2026, 05:00 JST" in text
    assert "2 March 2026, 05:00 JST" in html


def test_no_title_writes_a_header_of_its_own(server: MailServer, cast: Cast) -> None:
    notice = tell(cast.teacher, subject="Leaves\r\nBcc: everybody@example.org\r\n\r\nHello %(actor)s")
    send_waiting([str(notice.pk)])
    (message,) = server.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "Reviewed: Leaves Bcc: everybody@example.org Hello %(actor)s"


def test_each_is_sent_once_however_often_its_job_runs(server: MailServer, cast: Cast, jobs: JobsInMemory) -> None:
    notice = tell(cast.teacher)
    tell(cast.teacher)  # under the same key
    run_jobs(jobs)
    send_notices(notice_ids=[str(notice.pk)])
    send_due_notices(timestamp=0)
    assert len(server.messages) == 1


def test_a_server_that_was_down_gets_it_later_and_once(settings: Any, cast: Cast) -> None:
    with serving(settings) as gone:
        port = gone.port
    notice = tell(cast.teacher)
    send_waiting([str(notice.pk)])
    assert state_of(notice) == ("waiting", 1)
    assert "ConnectionRefusedError" in notice.email_error
    with serving(settings, port) as server:
        send_due()
        assert server.messages == [], "it did not wait before it tried again"
        let_time_pass(notice, minutes=1)
        send_due()
        send_due()
        assert len(server.messages) == 1
    assert (state_of(notice), notice.email_error) == (("sent", 2), "")


def test_after_six_attempts_with_growing_pauses_it_has_failed(server: MailServer, cast: Cast) -> None:
    server.is_busy = True
    notice = tell(cast.teacher)
    send_waiting([str(notice.pk)])
    for attempt, minutes in enumerate((1, 5, 30, 120, 480), start=2):
        let_time_pass(notice, minutes=minutes - 0.1)
        send_due()
        assert state_of(notice) == ("waiting", attempt - 1)
        let_time_pass(notice, minutes=0.1)
        send_due()
        assert notice.email_attempts == attempt - 1
    assert state_of(notice) == ("failed", 6)
    assert "Come back later" in notice.email_error
    let_time_pass(notice, minutes=10_000)
    server.is_busy = False
    send_due()
    assert server.messages == []


def test_what_a_server_may_have_taken_is_not_sent_again(server: MailServer, cast: Cast) -> None:
    server.hangs_up = True
    notice = tell(cast.teacher)
    send_waiting([str(notice.pk)])
    assert state_of(notice) == ("sending", 1)
    assert "may have gone out" in notice.email_error
    server.hangs_up = False
    let_time_pass(notice, minutes=10_000)
    send_due()
    send_waiting([str(notice.pk)])
    assert len(server.messages) == 1


def test_an_address_that_is_refused_fails_at_once_and_holds_up_nobody(server: MailServer, cast: Cast) -> None:
    server.refused = {cast.teacher.email}
    notice = tell(cast.teacher, cast.colleague)
    other = Notice.objects.get(recipient=cast.colleague)
    send_waiting([str(notice.pk), str(other.pk)])
    assert state_of(notice) == ("failed", 1)
    assert "No such person here" in notice.email_error
    assert state_of(other) == ("sent", 1)
    assert [message["To"] for message in server.messages] == [cast.colleague.email]


def test_a_crash_in_between_is_left_for_somebody_to_look_at(
    server: MailServer, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*args: Any) -> None:
        raise KeyboardInterrupt

    notice = tell(cast.teacher)
    with monkeypatch.context() as patch:
        patch.setattr(mailing, "_hand_over", crash)
        with pytest.raises(KeyboardInterrupt):
            send_waiting([str(notice.pk)])
    let_time_pass(notice, minutes=10_000)
    send_due()
    assert state_of(notice) == ("sending", 1)
    assert server.messages == []


def test_what_cannot_be_written_shows(server: MailServer, cast: Cast) -> None:
    notice = tell(cast.teacher, details={"facts": [{"at": "no time"}]})
    send_waiting([str(notice.pk)])
    assert state_of(notice) == ("waiting", 1)
    assert "KeyError" in notice.email_error


@pytest.mark.parametrize("fields", [{"status": "suspended"}, {"status": "inactive"}, {"email": ""}])
def test_whose_account_is_shut_gets_no_email(server: MailServer, cast: Cast, fields: dict[str, str]) -> None:
    notice = tell(cast.teacher)
    User.objects.filter(pk=cast.teacher.pk).update(**fields)
    send_waiting([str(notice.pk)])
    assert state_of(notice)[0] == "none"
    assert server.messages == []


def test_a_job_that_was_lost_loses_nothing(server: MailServer, cast: Cast, jobs: JobsInMemory) -> None:
    tell(cast.teacher)
    jobs.jobs.clear()
    send_due_notices(timestamp=0)
    assert len(server.messages) == 1


def test_what_was_taken_back_is_not_sent(server: MailServer, cast: Cast, jobs: JobsInMemory) -> None:
    tell(cast.teacher).delete()
    run_jobs(jobs)
    assert server.messages == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(settings: Any) -> None:
    cast = make_cast()
    with serving(settings) as server:
        keys = [str(tell(cast.teacher, key=f"{number}").pk) for number in range(5)]
        at_once(*[lambda: send_waiting(keys)] * 2, *[send_due] * 2)
        assert len(server.messages) == 5
    assert set(Notice.objects.values_list("email_state", "email_attempts")) == {("sent", 1)}


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_with_its_transaction_is_never_sent(settings: Any) -> None:
    cast = make_cast()
    with serving(settings) as server, jobs_app.replace_connector(DjangoConnector(alias="default")):
        with transaction.atomic():
            tell(cast.teacher)
            assert ProcrastinateJob.objects.count() == 1
            transaction.set_rollback(True)
        assert not ProcrastinateJob.objects.exists()
        assert not Notice.objects.exists()
        send_due()
        assert server.messages == []


def test_no_job_is_tried_again_by_the_queue_itself() -> None:
    """Attempts are counted at the notice alone."""
    assert send_notices.retry_strategy is None
    scheduled = {task.task.name for task in jobs_app.periodic_registry.periodic_tasks.values()}
    assert {"accounts.send_due_notices", "accounts.send_notice_digests", "accounts.forget_read_notices"} <= scheduled
