"""Sending notices by email: each at most once, whatever stops in between; what fails is tried again, and shows.

A notice is claimed before the mail server is asked. Where the server is known not to have taken it, it waits for
another attempt; where nobody knows, it stays claimed, for an operator to look at."""

import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from smtplib import SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.letters import write_letter
from accounts.models import Notice, User
from accounts.models.notices import MAX_ATTEMPTS
from accounts.notices import Delivery
from accounts.refusals import WrongState

OPERATOR = "accounts.change_notice"
MAX_AT_A_TIME = 500
REFUSALS = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)  # the server answered, and it said no
State = Notice.Email
log = logging.getLogger(__name__)


def send_waiting(notice_ids: Collection[str]) -> None:
    """Send those of these notices that wait to go out at once."""
    for notice_id in notice_ids:
        waiting = Notice.objects.filter(pk=notice_id, email_state=State.WAITING, delivery=Delivery.NOW)
        if claim(waiting):
            deliver(list(Notice.objects.select_related("recipient__profile", "actor").filter(pk=notice_id)))


def send_due() -> None:
    """Send what waits to go out at once and was left: after an attempt that failed, or because its job was lost."""
    due = Notice.objects.to_send(timezone.now()).filter(delivery=Delivery.NOW)
    send_waiting([str(pk) for pk in due.order_by("created_at").values_list("pk", flat=True)[:MAX_AT_A_TIME]])


def claim(waiting: QuerySet[Notice]) -> int:
    """Take these for oneself, in one statement; how many they were. Nobody else takes them then."""
    return waiting.update(
        email_state=State.SENDING, email_attempts=F("email_attempts") + 1, email_tried_at=timezone.now()
    )


def deliver(claimed: Sequence[Notice]) -> None:
    """Hand claimed notices of one recipient to the mail server as one email, and write down what became of it."""
    if not claimed:
        return
    recipient = claimed[0].recipient
    if recipient.is_active and recipient.email:
        _send(claimed)
    else:
        _write_down(claimed, State.NONE, "This account is shut, or has no email address.")


def _send(claimed: Sequence[Notice]) -> None:
    try:
        message = write_letter(claimed)
        message.message()  # what cannot be written is found out before the server is asked
        connection = get_connection()
        connection.open()
    except Exception as error:  # noqa: BLE001 - whatever it is, nothing went out
        _try_later(claimed, error)
    else:
        _hand_over(message, connection, claimed)


@transaction.atomic
def send_again(*, notice: Notice, by: User) -> None:
    """Let its email go out anew, with all its attempts, when what waits is looked through next. Raises
    PermissionDenied; WrongState unless it failed, or its sending was cut off a while ago."""
    if not by.has_perm(OPERATOR):
        raise PermissionDenied(_("Only operators send notices again. Ask one to do it."))
    found = Notice.objects.select_for_update().filter(pk=notice.pk).first()
    if found is None or not found.can_be_sent_again(timezone.now()):
        raise WrongState(_("Only an email that failed, or was cut off a quarter of an hour ago, can be sent again."))
    found.email_state, found.email_attempts, found.email_error = State.WAITING, 0, ""
    found.save(update_fields=["email_state", "email_attempts", "email_error"])


def _hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend, claimed: Sequence[Notice]) -> None:
    message.connection = connection
    try:
        message.send()
    except REFUSALS as error:
        _try_later(claimed, error, is_final=is_for_good(error))
    except Exception as error:  # noqa: BLE001 - the line broke, and it may have gone out before
        _write_down(claimed, State.SENDING, f"It may have gone out. {_words(error)}")
    else:
        _write_down(claimed, State.SENT)
    finally:
        with suppress(SMTPException, OSError):
            connection.close()


def is_for_good(error: Exception) -> bool:
    """Whether the server does not take mail for this address, and will not later either."""
    return isinstance(error, SMTPRecipientsRefused) and all(code >= 500 for code, _text in error.recipients.values())


def _try_later(claimed: Sequence[Notice], error: Exception, *, is_final: bool = False) -> None:
    spent = [notice for notice in claimed if is_final or notice.email_attempts >= MAX_ATTEMPTS]
    _write_down(spent, State.FAILED, _words(error))
    _write_down([notice for notice in claimed if notice not in spent], State.WAITING, _words(error))


def _write_down(claimed: Sequence[Notice], state: str, error: str = "") -> None:
    """Only what is still claimed changes: nobody else touched it, unless an operator has given it up for lost."""
    ours = Notice.objects.filter(pk__in=[notice.pk for notice in claimed], email_state=State.SENDING)
    if claimed:
        ours.update(
            email_state=state, email_error=error[:500], emailed_at=timezone.now() if state == State.SENT else None
        )
    if claimed and error:
        log.warning("%d notices to %s: %s: %s", len(claimed), claimed[0].recipient_id, state, error)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\x00", "")
