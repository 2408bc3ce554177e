"""The conversations about a piece, as they are shown beside it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch

from content.models import Comment, CommentThread, Content


@dataclass(frozen=True)
class ShownThread:
    """A thread with what was said in it, the first comment first. `is_answered`: an author had the last word."""

    thread: CommentThread
    comments: list[Comment]
    is_answered: bool


class ThreadBoard:
    """All threads of a piece, read at once: two queries, however many there are. `authors` are the keys of those who
    write the piece."""

    def __init__(self, content: Content, authors: set[UUID]) -> None:
        self.content = content
        self.authors = authors

    @cached_property
    def all(self) -> list[ShownThread]:
        """The oldest first."""
        said = Prefetch("comments", Comment.objects.select_related("by").order_by("at", "id"))
        threads = (
            CommentThread.objects.filter(content=self.content)
            .select_related("opened_by", "resolved_by", "version")
            .defer("version__text", "version__frame")
        )
        return [self._shown(thread) for thread in threads.prefetch_related(said)]

    @cached_property
    def by_item(self) -> dict[UUID | None, list[ShownThread]]:
        found: dict[UUID | None, list[ShownThread]] = defaultdict(list)
        for shown in self.all:
            found[shown.thread.item_id].append(shown)
        return found

    def of_item(self, item_id: UUID | None) -> list[ShownThread]:
        """Those about that item; None for those about the whole."""
        return self.by_item.get(item_id, [])

    @property
    def open(self) -> list[ShownThread]:
        return [shown for shown in self.all if not shown.thread.is_resolved]

    def _shown(self, thread: CommentThread) -> ShownThread:
        comments = list(thread.comments.all())
        is_answered = bool(comments) and comments[-1].by_id in self.authors
        return ShownThread(thread, comments, is_answered)
