"""Notices as they are read: in the app, as an email of their own, or many in one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import Notice
from accounts.notices import NoticeEvent, Text, all_events, find_event
from accounts.time_zones import time_zone_of

MAX_OF_EVENT = 20  # in one digest; the rest is counted


class Fact(NamedTuple):
    """One thing worth knowing: its name, and a text or a time."""

    name: str
    value: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Told:
    """One notice in words."""

    notice: Notice

    @property
    def event(self) -> NoticeEvent:
        return find_event(self.notice.event)

    @property
    def day(self) -> date:
        """On which it was told, where the reader is."""
        return timezone.localtime(self.notice.created_at).date()

    @property
    def sentence(self) -> str:
        return self.event.sentence(self.notice)

    @property
    def headline(self) -> str:
        return self.event.headline(self.notice)

    @property
    def icon(self) -> str:
        return self.event.picture(self.notice)

    @property
    def reason(self) -> str:
        return str(self.notice.details.get("reason") or "").strip()

    @property
    def points(self) -> list[Mapping[str, Any]]:
        """What was said of single items: `about`, `said` and, where it has one, its `label`."""
        return list(self.notice.details.get("points") or [])

    @property
    def facts(self) -> list[Fact]:
        found = self.notice.details.get("facts") or []
        return [Fact(row["name"], row.get("value", ""), parse_datetime(row.get("at", ""))) for row in found]

    @property
    def address(self) -> str:
        """Where it leads, as an email has to say it; "" where it leads nowhere."""
        return settings.SITE_URL + self.notice.url if self.notice.url else ""


@dataclass(frozen=True)
class Chapter:
    """The notices of one event in a digest, and how many more there are."""

    label: Text
    told: list[Told]
    more: int


def write_letter(notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """One email with all of these, which are of one recipient, in text and HTML, with times in her zone."""
    recipient = notices[0].recipient
    told = [Told(notice) for notice in notices]
    context: dict[str, Any] = {
        "recipient": recipient,
        "told": told[0],
        "choices_url": settings.SITE_URL + reverse("accounts:notice-choices"),
        "list_url": settings.SITE_URL + reverse("accounts:notice-list"),
    }
    name = "notice" if len(told) == 1 else "notice_digest"
    if len(told) > 1:
        context |= {"chapters": _chapters(told), "count": len(told)}
    with timezone.override(time_zone_of(recipient)):
        subject, text, html = (
            render_to_string(f"emails/{name}{ending}", context) for ending in ("_subject.txt", ".txt", ".html")
        )
    message = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", to=[recipient.email])
    message.attach_alternative(html, "text/html")
    message.extra_headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence note answers it
        "List-Unsubscribe": f"<{context['choices_url']}>",  # RFC 2369
    }
    return message


def _chapters(told: Sequence[Told]) -> list[Chapter]:
    """By event, in the order in which events are registered; within one, oldest first."""
    order = {event.name: place for place, event in enumerate(all_events())}
    by_event = sorted(told, key=lambda one: (order.get(one.event.name, len(order)), one.event.name))
    groups = (list(found) for _name, found in groupby(by_event, key=lambda one: one.event.name))
    return [Chapter(found[0].event.label, found[:MAX_OF_EVENT], max(0, len(found) - MAX_OF_EVENT)) for found in groups]
