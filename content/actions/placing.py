"""One thing about where a piece belongs, changed alone: what a change of many pieces at once does to each."""

from django.db import transaction

from accounts.models import User
from content.actions.locking import lock_content_for_author
from content.actions.topics import hold_topic
from content.models import Content, Level, Topic


@transaction.atomic
def change_topic(*, content: Content, topic: Topic | None, by: User) -> Content:
    """Place the piece under the topic, or under none. Raises PermissionDenied; TopicGone when it was merged or deleted
    meanwhile."""
    topic = hold_topic(topic)
    content = lock_content_for_author(content, by)
    content.topic = topic
    content.save(update_fields=["topic", "updated_at"])
    return content


@transaction.atomic
def change_level(*, content: Content, level: Level, by: User) -> Content:
    """Say for whom the piece is. Raises PermissionDenied."""
    content = lock_content_for_author(content, by)
    content.level = level
    content.save(update_fields=["level", "updated_at"])
    return content
