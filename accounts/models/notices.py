"""What a person is told, in the app and by email, and how she wants to be told."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import TimeOrderedModel
from accounts.notices import Delivery

EMAIL_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))  # after each attempt that failed
MAX_ATTEMPTS = len(EMAIL_PAUSES) + 1
STUCK_AFTER = timedelta(minutes=15)  # no mail server takes that long


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by what has become of their email."""

    def to_send(self, now: datetime) -> "NoticeQuerySet":
        """Those that wait and, after attempts that failed, have waited long enough."""
        rested = Q(email_attempts=0)
        for attempts, pause in enumerate(EMAIL_PAUSES, start=1):
            rested |= Q(email_attempts=attempts, email_tried_at__lte=now - pause)
        return self.filter(rested, email_state=Notice.Email.WAITING)

    def stuck(self, now: datetime) -> "NoticeQuerySet":
        """Those whose sending was cut off: nobody knows whether they went."""
        return self.filter(email_state=Notice.Email.SENDING, email_tried_at__lte=now - STUCK_AFTER)

    def sendable_again(self, now: datetime) -> "NoticeQuerySet":
        """Those that nobody sends any more unless an operator asks for it. The twin of `Notice.can_be_sent_again`."""
        return self.filter(email_state=Notice.Email.FAILED) | self.stuck(now)


class Notice(TimeOrderedModel):
    """One thing that happened, told to one person. `event` is registered in `accounts.notices`, which knows the words
    for it; `subject` names what it is about, `url` is the path that leads there, `details` is what else is said. The
    `key` makes that nobody is told the same twice.

    Its email is `waiting` until it goes out, `sending` while somebody hands it to the mail server: where it still is
    long after, nobody knows whether it went, and it is not sent again by itself."""

    class Email(models.TextChoices):
        NONE = "none", _("Not by email")
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="notices"
    )
    event = models.CharField(_("event"), max_length=40)
    subject = models.CharField(_("about"), max_length=200)
    url = models.CharField(_("leads to"), max_length=300, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    details = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=150)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    delivery = models.CharField(_("goes out"), max_length=10, choices=Delivery, default=Delivery.APP)
    email_state = models.CharField(_("email"), max_length=10, choices=Email, default=Email.NONE)
    email_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    email_error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    email_tried_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    emailed_at = models.DateTimeField(_("email sent"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_told_once"),
            models.CheckConstraint(condition=models.Q(delivery__in=["app", "now", "digest"]), name="notice_delivery"),
            models.CheckConstraint(
                condition=models.Q(email_state__in=["none", "waiting", "sending", "sent", "failed"]),
                name="notice_email_known",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_of_recipient"),
            models.Index(fields=["recipient"], name="notice_unread", condition=models.Q(read_at__isnull=True)),
            models.Index(
                fields=["email_state", "created_at"],
                name="notice_email_open",
                condition=models.Q(email_state__in=["waiting", "sending", "failed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.subject}"

    def can_be_sent_again(self, now: datetime) -> bool:
        """Whether nobody sends its email any more unless an operator asks for it."""
        if self.email_state == Notice.Email.SENDING:
            return self.email_tried_at is not None and self.email_tried_at <= now - STUCK_AFTER
        return self.email_state == Notice.Email.FAILED


class NoticeChoice(TimeOrderedModel):
    """How one person wants to be told of one event, where she chose another way than its usual one."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="notice_choices"
    )
    event = models.CharField(max_length=40)
    delivery = models.CharField(max_length=10, choices=Delivery)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="notice_choice_once"),
            models.CheckConstraint(
                condition=models.Q(delivery__in=["app", "now", "digest"]), name="notice_choice_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.delivery}"
