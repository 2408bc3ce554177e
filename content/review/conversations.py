"""What is said about a piece, as its author reads it: a page of threads, item by item in the order of the material."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.paging import Page, paginate
from content.documents import load_items
from content.kinds.base import Kind
from content.models import CommentThread, Content, ItemVersion, ReviewDecision
from content.overview import EDITABLE, SUBMITTABLE, edit_address
from content.review.recipients import authors_of
from content.review.threads import ShownThread, ThreadBoard

STATES = ("open", "answered", "resolved")


@dataclass(frozen=True)
class ThreadGroup:
    """The threads about one item, or about the whole (`item_id` None). `place` is what it is called, with its
    number, empty where the item has left the material; `address` the end of the editor's that leads to it."""

    item_id: UUID | None
    heading: str
    place: str
    address: str
    threads: list[ShownThread]


@dataclass(frozen=True)
class Conversations:
    """One page of the threads in one `state`, with the last `decision`, if any."""

    content: Content
    board: ThreadBoard
    state: str
    page: Page[CommentThread]
    entries: list[ItemVersion]
    decision: ReviewDecision | None

    @property
    def can_edit(self) -> bool:
        return self.content.status in EDITABLE

    @property
    def can_submit(self) -> bool:
        return self.content.status in SUBMITTABLE

    @property
    def typed_opening(self) -> str:
        """What was typed about the whole and not sent."""
        return (self.board.typed or {}).get(f"open-{self.content.pk}", "")

    @property
    def tabs(self) -> list[dict[str, object]]:
        """The states, as includes/tabs.html wants them."""
        labels = {"open": _("Not answered"), "answered": _("Answered"), "resolved": _("Resolved")}
        return [
            {
                "label": labels[state],
                "url": f"?state={state}",
                "is_current": state == self.state,
                "count": len(self.board.in_state(state)),
            }
            for state in STATES
        ]

    @cached_property
    def groups(self) -> list[ThreadGroup]:
        """The whole, then the items in their order, then what has left the material."""
        shown = {thread.thread.pk: thread for thread in self.board.all}
        by_item: dict[UUID | None, list[ShownThread]] = {}
        for row in self.page.rows:
            by_item.setdefault(row.item_id, []).append(shown[row.pk])
        here: dict[UUID | None, tuple[int, ItemVersion]] = {
            entry.item_id: (number, entry) for number, entry in enumerate(self.entries, start=1)
        }
        gone = _last_headings(key for key in by_item if key and key not in here)
        order = [None, *here, *gone]
        return [_group(key, by_item[key], here, gone, self.content.kind_type) for key in order if key in by_item]


def load_conversations(
    content: Content, viewer: User, state: str, token: str | None, typed: Mapping[str, str]
) -> Conversations:
    """For an author of the piece; the number of queries does not grow with items or threads. Without a known `state`,
    the first that there is anything in."""
    assert content.latest_version is not None, "a piece is created with its first version"
    board = ThreadBoard(content, authors_of(content), viewer, typed)
    if state not in STATES:
        state = next((name for name in STATES if board.in_state(name)), STATES[0])
    keys = [shown.thread.pk for shown in board.in_state(state)]
    decisions = ReviewDecision.objects.filter(request__content=content).select_related("reviewer", "request__version")
    return Conversations(
        content=content,
        board=board,
        state=state,
        page=paginate(CommentThread.objects.filter(pk__in=keys), order=("opened_at", "id"), token=token),
        entries=load_items(content.latest_version, is_shown=False),
        decision=decisions.defer("request__version__text").order_by("-decided_at", "-id").first(),
    )


def _group(
    key: UUID | None,
    threads: list[ShownThread],
    here: Mapping[UUID | None, tuple[int, ItemVersion]],
    gone: Mapping[UUID, str],
    kind: Kind,
) -> ThreadGroup:
    if key is None:
        return ThreadGroup(None, _("The whole"), "", edit_address(), threads)
    if key not in here:
        return ThreadGroup(key, gone[key], "", "", threads)
    number, entry = here[key]
    return ThreadGroup(key, entry.heading, kind.name_of(number), edit_address(key), threads)


def _last_headings(items: Iterable[UUID]) -> dict[UUID, str]:
    """How items were called last that are not in the material any more. One query, none without any."""
    keys = list(items)
    if not keys:
        return {}
    last = ItemVersion.objects.filter(item__in=keys).order_by("item", "-number").distinct("item")
    return dict(last.values_list("item", "heading"))
