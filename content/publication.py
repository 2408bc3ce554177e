"""Where a piece stands with students, for its author: what they see, what waits, and what the clock will do."""

from dataclasses import dataclass

from django.utils import timezone

from content.documents import load_items
from content.models import Content, ContentVersion
from content.review.approval import unapproved_items


@dataclass(frozen=True)
class Publication:
    """`seen` is the version that students see now, `waits` the approved one that they do not see yet; of its items,
    `unapproved` are not approved any more."""

    content: Content
    seen: ContentVersion | None
    waits: ContentVersion | None
    unapproved: int

    @property
    def is_archived(self) -> bool:
        return self.content.status == Content.Status.ARCHIVED

    @property
    def can_publish(self) -> bool:
        return self.waits is not None and not self.unapproved and not self.is_archived

    @property
    def can_unpublish(self) -> bool:
        return self.seen is not None

    @property
    def is_late(self) -> bool:
        """Whether its time of publishing has come, though nothing could be published yet."""
        return self.content.publish_at is not None and self.content.publish_at <= timezone.now()


def load_publication(content: Content) -> Publication:
    """Of a piece that came with its published version. Three queries at most."""
    is_archived = content.status == Content.Status.ARCHIVED
    is_new = content.approved_version_id != content.published_version_id
    waits = content.approved_version if is_new else None
    unapproved = 0
    if waits is not None:
        items = {entry.pk: entry for entry in load_items(waits, is_shown=False)}
        unapproved = len(unapproved_items(items))
    return Publication(content, None if is_archived else content.published_version, waits, unapproved)
