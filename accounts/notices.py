"""The events that people are told of. Knows no models of other floors: each floor registers its own while the apps are
set up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import Notice


class Delivery(models.TextChoices):
    """How a notice goes out, beside standing in the app."""

    APP = "app", _("In the app only")
    NOW = "now", _("By email, at once")
    DIGEST = "digest", _("By email, once a day")


@dataclass(frozen=True)
class NoticeEvent:
    """A sort of notice: its `label` in the choices of a person, the `sentence` that tells it, with the places
    %(actor)s and %(subject)s, how it goes out unless she chose otherwise, and the `icon` it has in the app. `needs` is
    the permission that one has to have to be told at all, "" for none."""

    name: str
    label: str | Promise
    sentence: str | Promise
    usually: Delivery
    icon: str = "info"
    needs: str = ""

    def words(self, notice: "Notice") -> str:
        """The sentence of one notice."""
        return str(self.sentence) % {"actor": notice.actor or "La Factoria", "subject": notice.subject}


_events: dict[str, NoticeEvent] = {}


def register_event(event: NoticeEvent) -> None:
    """Make an event known by its name."""
    _events[event.name] = event


def get_event(name: str) -> NoticeEvent:
    """The registered event of that name. Raises KeyError."""
    return _events[name]


def all_events() -> list[NoticeEvent]:
    """In the order in which they were registered."""
    return list(_events.values())
