"""The events that people are told of, and the words for them. Knows no models of other floors: each floor registers its
own while the apps are set up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import Notice

Text = str | Promise
CALL = _("Open it")
WHY = _("You receive this because you have an account at La Factoria.")


class Delivery(models.TextChoices):
    """How a notice goes out, beside standing in the app."""

    APP = "app", _("In the app only")
    NOW = "now", _("By email, at once")
    DIGEST = "digest", _("By email, once a day")


@dataclass(frozen=True)
class Wording:
    """The words for what happened: the `sentence` that tells it in the app and in an email, and the `subject` of that
    email, where it is not the sentence. Both may have the places %(actor)s and %(subject)s. `icon` is its own in the
    app, where it has one."""

    sentence: Text
    subject: Text = ""
    icon: str = ""


@dataclass(frozen=True)
class NoticeEvent:
    """A sort of notice: its `label` in the choices of a person, how it goes out unless she chose otherwise, and the
    `icon` it has in the app. `wordings` are by what the details of a notice call `what`; "" is for all others. `needs`
    is the permission of those it concerns, "" for all; `call` stands on the button that leads there, `why` at the end
    of an email."""

    name: str
    label: Text
    wordings: Mapping[str, Wording]
    usually: Delivery
    icon: str = "info"
    needs: str = ""
    call: Text = CALL
    why: Text = WHY

    def sentence(self, notice: "Notice") -> str:
        return _fill(self._wording(notice).sentence, notice)

    def picture(self, notice: "Notice") -> str:
        """The name of its icon."""
        return self._wording(notice).icon or self.icon

    def headline(self, notice: "Notice") -> str:
        """The subject of its email, in one line whatever the title of the material is."""
        wording = self._wording(notice)
        return " ".join(_fill(wording.subject or wording.sentence, notice).split())

    def _wording(self, notice: "Notice") -> Wording:
        return self.wordings.get(str(notice.details.get("what", "")), self.wordings[""])


def _fill(text: Text, notice: "Notice") -> str:
    return str(text) % {"actor": notice.actor or "La Factoria", "subject": notice.subject}


_events: dict[str, NoticeEvent] = {}


def register_event(event: NoticeEvent) -> None:
    """Make an event known by its name."""
    _events[event.name] = event


def get_event(name: str) -> NoticeEvent:
    """The registered event of that name. Raises KeyError."""
    return _events[name]


def find_event(name: str) -> NoticeEvent:
    """The event of a notice that was kept: a bare one where nobody registers it any more."""
    return _events.get(name) or NoticeEvent(name, name, {"": Wording("%(subject)s")}, Delivery.APP)


def all_events() -> list[NoticeEvent]:
    """In the order in which they were registered."""
    return list(_events.values())
