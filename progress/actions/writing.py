"""Letters to people without an account who are invited to a class: each at most once, whatever stops in between.

A letter is claimed before the mail server is asked. Where the server is known not to have taken it, it is given back,
and the job tries again; where nobody knows, it stays claimed."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from smtplib import SMTPException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accounts.actions.mailing import REFUSALS, is_for_good
from progress.classes.letters import write_letter
from progress.models import ClassInvitation

log = logging.getLogger(__name__)


def write_to_invited(*, invitation_ids: Sequence[str]) -> None:
    """Send a letter for each of these invitations that waits for an answer and has had none. Raises where the mail
    server did not take one that it may take later, once all were tried; and where the line broke, at once: that letter
    may have gone out, those after it wait."""
    connection = get_connection()
    connection.open()  # where nobody answers, nothing is claimed
    try:
        failures = [failure for pk in invitation_ids if (failure := _write(pk, connection))]
    finally:
        with suppress(SMTPException, OSError):
            connection.close()
    if failures:
        raise failures[0]


def _write(pk: str, connection: BaseEmailBackend) -> Exception | None:
    """What kept the server from taking this letter, where it may take it later."""
    waiting = ClassInvitation.objects.waiting().filter(pk=pk, letter_at__isnull=True)
    invitation = waiting.select_related("classroom", "invited_by").first()
    if invitation is None:
        return None
    message = write_letter(invitation)
    message.connection = connection
    if not waiting.update(letter_at=timezone.now()):
        return None
    try:
        message.send()
    except REFUSALS as error:
        log.warning("Letter of invitation %s: %s", pk, error)
        if not is_for_good(error):
            ClassInvitation.objects.filter(pk=pk).update(letter_at=None)
            return error
    return None
