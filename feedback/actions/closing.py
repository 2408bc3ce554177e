"""Closing what was said of a piece, and telling who said it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from content.models import Content, ContentVersion, ItemVersion
from feedback.events import ANSWERED
from feedback.models import ContentFeedback

Group = Sequence[ContentFeedback]


def follow_version(content: Content) -> None:
    """Close what the version that students see from now on addresses, by what its authors said. Called in the
    transaction that publishes it, by whoever holds the piece."""
    version = content.published_version
    if version is not None and (found := list(ContentFeedback.objects.promised_until(version).order_by("pk"))):
        close(found, version)


def close(found: Collection[ContentFeedback], version: ContentVersion) -> None:
    """`version`, which students see, addresses them. Each writer is told once of all that she said of the same part.
    The caller holds the piece."""
    now = timezone.now()
    for said in found:
        said.status, said.closed_at, said.addressed_by = ContentFeedback.Status.ADDRESSED, now, version
    ContentFeedback.objects.bulk_update(found, ["status", "closed_at", "addressed_by"], batch_size=500)
    facts = [{"name": _("Version"), "value": str(version.number)}]
    for group in _alike(found):
        _tell(version.content, group, version.title, {"facts": facts})


def tell_declined(content: Content, found: Collection[ContentFeedback]) -> None:
    """That each of them stays without a change, and why."""
    for said in found:
        _tell(content, [said], content.title, {"what": "declined"})


def telling_key(first: ContentFeedback) -> str:
    """Under which key a writer is told of an answer: another one each time that it is closed."""
    assert first.closed_at is not None, "who is told of it knows when it was closed"
    return f"feedback:{first.pk}:{first.closed_at.isoformat()}"


def _alike(found: Collection[ContentFeedback]) -> list[list[ContentFeedback]]:
    """Those of the same part with the same answer by the same author: their writers are told alike."""
    groups: dict[tuple[UUID | None, str, UUID | None], list[ContentFeedback]] = defaultdict(list)
    for said in found:
        groups[said.item_id, said.answer, said.answered_by_id].append(said)
    return list(groups.values())


def _tell(content: Content, group: Group, title: str, details: dict[str, Any]) -> None:
    first = group[0]
    url = reverse("feedback:own", args=[content.pk])
    notify(
        event=ANSWERED,
        to={said.author_id for said in group},
        subject=title,
        url=f"{url}?part={first.item_id}" if first.item_id else url,
        key=telling_key(first),
        actor=first.answered_by,
        details=details | {"reason": first.answer, "points": _points(group)},
    )


def _points(group: Group) -> list[dict[str, str]]:
    """Which part it was about, by its heading then; and her own words, where they are but one person's."""
    first = group[0]
    wording = ItemVersion.objects.filter(item=first.item_id, entries__version=first.version_id).first()
    said = first.text if len(group) == 1 else ""
    if wording is None and not said:
        return []
    return [
        {"about": wording.heading if wording else _("The whole"), "label": _("You wrote") if said else "", "said": said}
    ]
