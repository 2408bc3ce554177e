"""Sending notices by email: each at most once, whatever stops in between; what fails is tried again, and shows."""

import logging
from collections.abc import Collection

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Notice
from accounts.notices import get_event

MAX_ATTEMPTS = 6
log = logging.getLogger(__name__)
State = Notice.Email


class NotSent(Exception):
    """Some could not be handed to the mail server; they wait for another attempt."""


def send_waiting(notice_ids: Collection[str]) -> None:
    """Send those of these notices that wait. Raises NotSent when some have to be tried again."""
    failed = [notice_id for notice_id in notice_ids if not _send_one(notice_id)]
    if failed:
        raise NotSent(f"{len(failed)} of {len(notice_ids)} notices could not be sent.")


def _send_one(notice_id: str) -> bool:
    """Whether nothing is left to be done: it was sent, now or before, or is given up."""
    if not Notice.objects.filter(pk=notice_id, email_state=State.WAITING).update(
        email_state=State.SENDING, email_attempts=F("email_attempts") + 1
    ):
        return True
    notice = Notice.objects.select_related("recipient", "actor").get(pk=notice_id)
    try:
        message_for(notice).send()
    except Exception as error:  # noqa: BLE001 - whatever a mail server can do wrong
        return _keep_error(notice, error)
    Notice.objects.filter(pk=notice.pk).update(email_state=State.SENT, emailed_at=timezone.now(), email_error="")
    return True


def _keep_error(notice: Notice, error: Exception) -> bool:
    is_last = notice.email_attempts >= MAX_ATTEMPTS
    state = State.FAILED if is_last else State.WAITING
    Notice.objects.filter(pk=notice.pk).update(email_state=state, email_error=f"{type(error).__name__}: {error}"[:500])
    log.warning("Notice %s could not be sent (attempt %d): %s", notice.pk, notice.email_attempts, error)
    return is_last


def message_for(notice: Notice) -> EmailMultiAlternatives:
    """The email of one notice, in text and HTML."""
    context = {
        "notice": notice,
        "sentence": get_event(notice.event).words(notice),
        "url": settings.SITE_URL + notice.url if notice.url else "",
    }
    subject = " ".join(render_to_string("emails/notice_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject, render_to_string("emails/notice.txt", context), to=[notice.recipient.email]
    )
    message.attach_alternative(render_to_string("emails/notice.html", context), "text/html")
    return message
