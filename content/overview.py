"""Where a piece stands, for its author: the state, what would stop a submission, and what the last reviewer said."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from content.documents import Document, load_document
from content.forms.item_row import field_anchor, item_anchor
from content.models import Content, Draft, ItemVerdict, ReviewDecision, ReviewRequest
from content.review.found import PieceFindings, load_findings
from content.review.recipients import authors_of
from content.review.threads import ThreadBoard

Status = Content.Status
SUBMITTABLE = {Status.DRAFT, Status.CHANGES_REQUESTED}
EDITABLE = set(Status) - {Status.PENDING, Status.ARCHIVED}


@dataclass(frozen=True)
class ReviewFinding:
    """Something to mend before review: where in words, and where in the editor (the end of its address)."""

    place: str
    message: str
    address: str


@dataclass(frozen=True)
class Overview:
    """`decision` is the last one; `problems` are those that it names and that are no threads in `board`, which holds
    what reviewers and authors said; `waiting` is the open request, if any; `found` what study says against it."""

    content: Content
    document: Document
    findings: list[ReviewFinding]
    decision: ReviewDecision | None
    problems: list[ReviewFinding]
    waiting: ReviewRequest | None
    draft: Draft | None
    board: ThreadBoard
    found: PieceFindings

    @property
    def can_submit(self) -> bool:
        return self.content.status in SUBMITTABLE and not self.findings and self.draft is None

    @property
    def can_edit(self) -> bool:
        return self.content.status in EDITABLE

    @property
    def has_new_decision(self) -> bool:
        """Whether the author has still to answer the last decision."""
        return self.content.status in (Status.CHANGES_REQUESTED, Status.REJECTED)

    @property
    def is_answered(self) -> bool:
        """Whether there is a newer version than the one that came back."""
        seen = self.decision.request.version_id if self.decision and self.has_new_decision else None
        return seen != self.content.latest_version_id

    @property
    def steps(self) -> list[dict[str, str]]:
        """Draft, review, published: for includes/stepper.html."""
        states = {
            Status.PENDING: ("done", "current", "ahead"),
            Status.APPROVED: ("done", "done", "current"),
            Status.PUBLISHED: ("done", "done", "done"),
        }
        draft, review, published = states.get(Status(self.content.status), ("current", "ahead", "ahead"))
        return [
            {"label": _("Draft"), "state": draft, "note": self._draft_note()},
            {"label": _("Review"), "state": review, "note": self._review_note()},
            {"label": _("Published"), "state": published, "note": self._published_note()},
        ]

    def _draft_note(self) -> str:
        version = self.content.latest_version
        return _("Version %(number)d") % {"number": version.number} if version else ""

    def _review_note(self) -> str:
        if self.waiting is None:
            return ""
        if self.waiting.is_claimed:
            return _("%(name)s is reading it") % {"name": self.waiting.claimed_by}
        return _("Reopened by evidence") if self.waiting.is_reopened else _("Waiting for a reviewer")

    def _published_note(self) -> str:
        published = self.content.published_version
        return _("Students see version %(number)d") % {"number": published.number} if published else ""


def load_overview(content: Content, user: User, board: ThreadBoard | None = None) -> Overview:
    """All that the page of `content` shows to `user`, one of its authors; the number of queries does not grow with its
    items. `board` are its threads, where they are read already."""
    assert content.latest_version is not None, "a piece is created with its first version"
    content.latest_version.content = content
    document = load_document(content.latest_version)
    waiting, decision = _reviews(content)
    board = board or ThreadBoard(content, authors_of(content), user)
    return Overview(
        content=content,
        document=document,
        findings=find_hindrances(document),
        decision=decision,
        problems=_problems(decision, board) if decision else [],
        waiting=waiting,
        draft=Draft.objects.filter(content=content, author=user).first(),
        board=board,
        found=load_findings(content, document, waiting),
    )


def _reviews(content: Content) -> tuple[ReviewRequest | None, ReviewDecision | None]:
    """The review that is open, and how the last one ended: of the two that were asked for last. One query."""
    asked = content.review_requests.exclude(state=ReviewRequest.State.WITHDRAWN).order_by("-submitted_at", "-id")
    related = asked.select_related("version", "claimed_by", "decision__reviewer")
    latest = list(related.defer("version__text", "version__frame")[:2])
    waiting = next((request for request in latest if request.state == ReviewRequest.State.OPEN), None)
    return waiting, next((request.decision for request in latest if request is not waiting), None)


def _problems(decision: ReviewDecision, board: ThreadBoard) -> list[ReviewFinding]:
    """What a decision from before there were threads found wrong."""
    if decision.outcome == ReviewDecision.Outcome.APPROVE or any(
        shown.thread.request_id == decision.request_id for shown in board.all
    ):
        return []
    verdicts = ItemVerdict.objects.filter(request=decision.request_id, verdict=ItemVerdict.Verdict.PROBLEM)
    return [
        ReviewFinding(verdict.item_version.heading, verdict.reason, edit_address(verdict.item_version.item_id))
        for verdict in verdicts.select_related("item_version").order_by("id")
    ]


def find_hindrances(document: Document) -> list[ReviewFinding]:
    """What has to be mended before review, each with its place in the editor."""
    return [_finding(document, *finding) for finding in document.findings()]


def _finding(document: Document, position: int | None, field: str, message: str) -> ReviewFinding:
    if position is None:
        return ReviewFinding("", message, edit_address())
    item = document.items[position]
    place = f"{item.item_type.label} {position + 1}: {item.heading}"
    return ReviewFinding(place, message, edit_address(item.item_id, field_anchor(position, field) if field else ""))


def edit_address(item_id: UUID | None = None, anchor: str = "") -> str:
    """The end of the editor's address that opens the item and leads to it, or to the element in it with that id; to
    all the material where no item is named. Items stand one by one there, whatever the author used the last time."""
    return f"?open={item_id}#{anchor or item_anchor(item_id)}" if item_id else "#items"
