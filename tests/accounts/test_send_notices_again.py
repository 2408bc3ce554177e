"""Operators see which email failed, and why, and send it again."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.actions.mailing import send_again, send_due
from accounts.models import Notice
from tests.accounts.notice_help import ago, state_of, tell
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/notice/"


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.operator)
    return client


def as_if(notice: Notice, state: str, **fields: object) -> Notice:
    Notice.objects.filter(pk=notice.pk).update(email_state=state, **fields)
    notice.refresh_from_db()
    return notice


def test_it_shows_what_failed_and_why(desk: Client, cast: Cast) -> None:
    as_if(tell(cast.teacher, key="a", subject="Failed one"), "failed", email_error="SMTPDataError: no <room>")
    as_if(tell(cast.teacher, key="b", subject="Stuck one"), "sending", email_tried_at=ago(minutes=16))
    as_if(tell(cast.teacher, key="c", subject="Fresh one"), "sending", email_tried_at=ago(minutes=1))
    as_if(tell(cast.teacher, key="d", subject="Sent one"), "sent")
    everything = desk.get(LIST).content.decode()
    assert "SMTPDataError: no &lt;room&gt;" in everything
    for chosen, shown in (("failed", "Failed one"), ("stuck", "Stuck one"), ("sent", "Sent one")):
        page = desk.get(LIST, {"email": chosen}).content.decode()
        assert shown in page
        others = {"Failed one", "Stuck one", "Fresh one", "Sent one"} - {shown}
        assert not any(other in page for other in others)


def test_only_what_nobody_sends_any_more_is_sent_again(desk: Client, cast: Cast) -> None:
    failed = as_if(tell(cast.teacher, key="a"), "failed", email_attempts=6, email_tried_at=ago(minutes=1))
    stuck = as_if(tell(cast.teacher, key="b"), "sending", email_attempts=1, email_tried_at=ago(minutes=16))
    fresh = as_if(tell(cast.teacher, key="c"), "sending", email_attempts=1, email_tried_at=ago(minutes=1))
    gone = as_if(tell(cast.teacher, key="d"), "sent", email_attempts=1)
    chosen = {"action": "send_emails_again", "_selected_action": [row.pk for row in (failed, stuck, fresh, gone)]}
    page = desk.post(LIST, chosen, follow=True).content.decode()
    assert "2 emails go out again." in page
    assert "2 were left as they are" in page
    send_due()
    assert len(mail.outbox) == 2
    assert [state_of(row)[0] for row in (failed, stuck, fresh, gone)] == ["sent", "sent", "sending", "sent"]


def test_the_rule_is_the_same_for_rows_and_for_one(cast: Cast) -> None:
    for number, (state, tried) in enumerate(
        (state, tried) for state in Notice.Email.values for tried in (None, ago(minutes=1), ago(minutes=16))
    ):
        as_if(tell(cast.teacher, key=str(number)), state, email_tried_at=tried)
    now = ago()
    by_row = {notice.pk for notice in Notice.objects.all() if notice.can_be_sent_again(now)}
    assert by_row == set(Notice.objects.sendable_again(now).values_list("pk", flat=True))
    assert len(by_row) == 4


def test_nothing_is_written_or_removed_here(desk: Client, cast: Cast) -> None:
    notice = tell(cast.teacher)
    change = reverse("admin:accounts_notice_change", args=[notice.pk])
    assert desk.get(change).status_code == 200
    desk.post(change, {"subject": "Other words"})
    notice.refresh_from_db()
    assert notice.subject == "Leaves"
    assert desk.get("/admin/accounts/notice/add/").status_code == 403
    assert desk.get(reverse("admin:accounts_notice_delete", args=[notice.pk])).status_code == 403


def test_only_for_operators(client: Client, cast: Cast) -> None:
    notice = as_if(tell(cast.teacher), "failed")
    for person in (cast.teacher, cast.reviewer, cast.staff):
        client.force_login(person)
        assert client.get(LIST).status_code == 403
        with pytest.raises(PermissionDenied):
            send_again(notice=notice, by=person)
    assert state_of(notice)[0] == "failed"
