"""The conversations about a piece, as they are shown beside it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.item_diff import label_of
from content.models import Comment, CommentThread, Content
from content.querysets import REVIEWER


@dataclass(frozen=True)
class Remark:
    """One comment, and on which side its writer stands."""

    comment: Comment
    is_by_author: bool

    @property
    def role(self) -> str | Promise:
        return _("Author") if self.is_by_author else _("Reviewer")


@dataclass(frozen=True)
class ShownThread:
    """A thread with what was said in it, the first comment first. `is_answered`: the other side than the one that began
    it had the last word; `is_from_author`: an author began it. `can_end`: who looks at it may
    resolve it, and open it again."""

    thread: CommentThread
    comments: list[Comment]
    is_answered: bool
    is_from_author: bool = False
    authors: Collection[UUID] = ()
    can_end: bool = False

    @property
    def remarks(self) -> list[Remark]:
        return [Remark(comment, comment.by_id in self.authors) for comment in self.comments]

    @property
    def opening(self) -> str:
        """What it began with."""
        return self.comments[0].text if self.comments else ""

    @property
    def answers(self) -> list[Comment]:
        """What the other side said to it."""
        return [comment for comment in self.comments if (comment.by_id in self.authors) != self.is_from_author]

    @property
    def field_label(self) -> str:
        """The name of the field it is about, as the editor says it; empty for the whole item."""
        return label_of(self.thread.field.rpartition(".")[2]) if self.thread.field else ""

    @property
    def state(self) -> str:
        """ "open", "answered" or "resolved"."""
        if self.thread.is_resolved:
            return "resolved"
        return "answered" if self.is_answered else "open"


class ThreadBoard:
    """All threads of a piece, read at once: two queries, however many there are. `authors` are the keys of those who
    write the piece. Where `viewer` is given, she may answer here; `typed` is what she wrote into boxes and did not
    send, as `content.forms.threads` keeps it, None until somebody has asked for it."""

    def __init__(
        self,
        content: Content,
        authors: set[UUID],
        viewer: User | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        self.content = content
        self.authors = authors
        self.viewer = viewer
        self.typed = typed

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
        """Those that nobody has resolved, answered or not."""
        return [shown for shown in self.all if not shown.thread.is_resolved]

    def in_state(self, state: str) -> list[ShownThread]:
        """Those that are "open" (nobody has answered), "answered" or "resolved"."""
        return [shown for shown in self.all if shown.state == state]

    @property
    def asked(self) -> list[ShownThread]:
        """What the authors were told and nobody has resolved: each wants an answer of theirs."""
        return [shown for shown in self.open if not shown.is_from_author]

    @property
    def answered(self) -> list[ShownThread]:
        return [shown for shown in self.asked if shown.is_answered]

    @property
    def can_write(self) -> bool:
        """Whether comments are taken here: from somebody who looks at it, and not on what is archived."""
        return self.viewer is not None and self.content.status != Content.Status.ARCHIVED

    @property
    def is_for_author(self) -> bool:
        """Whether who looks at it writes the piece."""
        return self.viewer is not None and self.viewer.pk in self.authors

    @cached_property
    def _may_end_any(self) -> bool:
        viewer = self.viewer
        return viewer is not None and viewer.has_perm(REVIEWER) and viewer.pk not in self.authors

    def _shown(self, thread: CommentThread) -> ShownThread:
        comments = list(thread.comments.all())
        is_from_author = thread.opened_by_id in self.authors
        is_answered = bool(comments) and (comments[-1].by_id in self.authors) != is_from_author
        is_own = self.viewer is not None and thread.opened_by_id == self.viewer.pk
        return ShownThread(
            thread,
            comments,
            is_answered,
            is_from_author,
            self.authors,
            can_end=self.can_write and (is_own or self._may_end_any),
        )
