"""How a person wants to be told of what."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Notice, NoticeChoice, User
from accounts.notices import Delivery, NoticeEvent, all_events, get_event
from accounts.refusals import Refusal


def events_for(user: User) -> list[NoticeEvent]:
    """What she can be told of with the roles she has."""
    return [event for event in all_events() if not event.needs or user.has_perm(event.needs)]


def choices_of(user: User) -> dict[str, str]:
    """How each event that she can be told of goes out to her, by its name. One query."""
    chosen = dict(NoticeChoice.objects.filter(user=user).values_list("event", "delivery"))
    return {event.name: chosen.get(event.name, event.usually) for event in events_for(user)}


@transaction.atomic
def choose_deliveries(*, user: User, deliveries: Mapping[str, str]) -> None:
    """Tell her of these events in these ways from now on; what waits to go out by email follows. What is usual is not
    kept, so that it stays what is usual. Raises Refusal for an event that does not concern her."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two windows, one after the other
    before = choices_of(user)
    if unknown := set(deliveries) - set(before):
        raise Refusal(_("You are not told of “%(event)s”. Load the page again.") % {"event": min(unknown)})
    changed = {name: Delivery(way) for name, way in deliveries.items() if before[name] != way}
    NoticeChoice.objects.filter(user=user, event__in=changed).delete()
    NoticeChoice.objects.bulk_create(
        NoticeChoice(user=user, event=name, delivery=way)
        for name, way in changed.items()
        if way != get_event(name).usually
    )
    for name, way in changed.items():
        state = Notice.Email.NONE if way == Delivery.APP else Notice.Email.WAITING
        waiting = Notice.objects.filter(recipient=user, event=name, email_state=Notice.Email.WAITING)
        waiting.update(delivery=way, email_state=state)
