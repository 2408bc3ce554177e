"""What authors can answer, and how: the versions that can address something, and what can be answered together."""

from django.utils.translation import gettext as _

from content.models import Content
from feedback.models import ContentFeedback

SHOWN = 30  # of what can be answered together


def versions_for(said: ContentFeedback) -> list[tuple[int, str]]:
    """The numbers of the versions that can address it, each in words; the likeliest first."""
    content, found = said.content, []
    published, latest = content.published_version, content.latest_version
    assert latest is not None, "a piece is created with its first version"
    if latest.number > (published.number if published else 0) and latest.number > said.version.number:
        label = _("Version %(number)d, the newest, addresses it") % {"number": latest.number}
        found.append((latest.number, label))
    if published is not None and published.number > said.version.number:
        label = _("Version %(number)d, which students see now, addresses it") % {"number": published.number}
        found.append((published.number, label))
    coming = latest.number + 1
    return [*found, (coming, _("The version I write next, version %(number)d, addresses it") % {"number": coming})]


def alike(said: ContentFeedback) -> list[ContentFeedback]:
    """What else asks for an answer about the same part, the newest first: it may be answered with it."""
    asking = ContentFeedback.objects.to_answer().filter(content=said.content, item=said.item_id)
    return list(asking.exclude(pk=said.pk).for_list().order_by("-created_at", "-id")[:SHOWN])


def suggested(content: Content) -> list[ContentFeedback]:
    """What asks for an answer, was not promised yet, and is about an item that reads otherwise in the newest version:
    that may address it. One query."""
    latest = content.latest_version
    if latest is None or latest.pk == content.published_version_id:
        return []
    asking = ContentFeedback.objects.to_answer().filter(
        content=content, promised_number__isnull=True, version__number__lt=latest.number
    )
    return list(asking.reworded_in(latest).for_list().order_by("-created_at", "-id")[:SHOWN])
