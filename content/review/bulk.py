"""What may be approved together with others: material that was approved before, and of which nothing changed since, or
so little that a look at the words is enough."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from content.actions.checking import why_stopped
from content.diffing import Part, diff_words, wording
from content.documents import to_document_item
from content.models import (
    CommentThread,
    ContentVersion,
    ItemApproval,
    ItemFinding,
    ItemVersion,
    ReviewPolicy,
    ReviewRequest,
    VersionItem,
)

_ONE_EACH = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts without spaces: each letter is a word
_WORD = re.compile(rf"[{_ONE_EACH}]|[^\W{_ONE_EACH}]+|[^\w\s]+")
Wording = tuple[UUID, str]  # an item and a fingerprint


@dataclass(frozen=True)
class TrivialChange:
    """An item whose wording nobody has approved yet, beside its last approved one."""

    item_version: ItemVersion
    number: int
    parts: list[Part]


@dataclass
class Candidate:
    """A request, what it changes, and why it may not be approved with others; nothing speaks against it where there are
    no `obstacles`. `remarks` are sentences on what changed beside the words."""

    request: ReviewRequest
    changes: list[TrivialChange] = field(default_factory=list)
    title_parts: list[Part] = field(default_factory=list)
    rules_parts: list[Part] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        return not (self.changes or self.title_parts or self.rules_parts or self.remarks)


def changed_words(parts: Iterable[Part]) -> int:
    """How many words it takes to come from one text to the other: one put for another counts once."""
    total = removed = added = 0
    for operation, text in parts:
        count = len(_WORD.findall(text))
        if operation == "same":
            total, removed, added = total + max(removed, added), 0, 0
        elif operation == "removed":
            removed += count
        else:
            added += count
    return total + max(removed, added)


def find_candidates(requests: Sequence[ReviewRequest], user: User) -> list[Candidate]:
    """A candidate for each of the requests, which come with their content, its approved version, their version and
    their holder. The number of queries does not grow with them."""
    hers = ReviewRequest.objects.reviewable_by(user).filter(pk__in=[row.pk for row in requests])
    may_review = set(hers.values_list("pk", flat=True))
    shelf = _Shelf(requests)
    return [_weigh(request, shelf, user, may_review) for request in requests]


class _Shelf:
    """What the versions of some requests and those approved before hold, and which wordings are approved, and
    of which pieces somebody still talks, and which of them a check or the evidence of study stops. Eight queries at
    most."""

    def __init__(self, requests: Sequence[ReviewRequest]) -> None:
        self.most_words = ReviewPolicy.current().trivial_words
        versions = {pk for row in requests for pk in (row.version_id, row.content.approved_version_id) if pk}
        self.entries: dict[UUID, list[VersionItem]] = {pk: [] for pk in versions}
        held = VersionItem.objects.filter(version__in=versions).select_related("item_version__item")
        for entry in held.order_by("position"):
            self.entries[entry.version_id].append(entry)
        items = {entry.item_version.item_id for entries in self.entries.values() for entry in entries}
        given = ItemApproval.objects.holding().filter(item__in=items).order_by("approved_at", "id")
        self.approved: set[Wording] = set()
        self.last: dict[UUID, str] = {}
        for item_id, fingerprint in given.values_list("item_id", "fingerprint"):
            self.approved.add((item_id, fingerprint))
            self.last[item_id] = fingerprint
        self.wordings = self._last_wordings(requests)
        threads = CommentThread.objects.filter(content__in=[row.content_id for row in requests])
        self.discussed = set(threads.filter(resolved_at__isnull=True).values_list("content_id", flat=True))
        against = ItemFinding.objects.open().filter(content__in=[row.content_id for row in requests])
        self.accused = set(against.values_list("content_id", "item_version_id"))
        self.stopped = why_stopped({row.version_id for row in requests})

    def unapproved(self, version_id: UUID) -> list[tuple[int, ItemVersion]]:
        """The items that nobody has approved as they read, with their numbers."""
        return [
            (number, entry.item_version)
            for number, entry in enumerate(self.entries[version_id], start=1)
            if (entry.item_version.item_id, entry.item_version.fingerprint) not in self.approved
        ]

    def is_accused(self, request: ReviewRequest) -> bool:
        """Whether study speaks against a wording that it holds."""
        held = {(request.content_id, entry.item_version_id) for entry in self.entries[request.version_id]}
        return not held.isdisjoint(self.accused)

    def _last_wordings(self, requests: Sequence[ReviewRequest]) -> Mapping[UUID, ItemVersion]:
        """The last approved wording of each item that reads otherwise now."""
        changed = {entry.item_id for row in requests for _number, entry in self.unapproved(row.version_id)}
        wanted = {item: self.last[item] for item in changed if item in self.last}
        found = ItemVersion.objects.filter(item__in=wanted, fingerprint__in=set(wanted.values()))
        return {row.item_id: row for row in found.select_related("item") if wanted[row.item_id] == row.fingerprint}


def _weigh(request: ReviewRequest, shelf: _Shelf, user: User, may_review: Collection[UUID]) -> Candidate:
    candidate = Candidate(request, obstacles=_obstacles(request, shelf, user, may_review))
    before = request.content.approved_version
    if before is None:
        candidate.obstacles.append(_("It was never approved before. Read it item by item."))
        return candidate
    _compare_frame(candidate, before)
    _compare_items(candidate, shelf, before)
    new = 0
    for number, item in shelf.unapproved(request.version_id):
        approved = shelf.wordings.get(item.item_id)
        if approved is None:
            new += 1
            continue
        parts = diff_words(wording(to_document_item(approved)), wording(to_document_item(item)))
        candidate.changes.append(TrivialChange(item, number, parts))
        if item.answer_fingerprint != approved.answer_fingerprint:
            candidate.obstacles.append(_("What counts as right changed in item %(number)d.") % {"number": number})
        elif (words := changed_words(parts)) > shelf.most_words:
            candidate.obstacles.append(_too_many(number, words, shelf.most_words))
    if new:
        candidate.obstacles.append(
            ngettext("%(count)d item is new. Read it.", "%(count)d items are new. Read them.", new) % {"count": new}
        )
    return candidate


def _obstacles(request: ReviewRequest, shelf: _Shelf, user: User, may_review: Collection[UUID]) -> list[str]:
    """What stands against it whatever it changes."""
    found = [_standing(request, user, may_review)]
    if request.content_id in shelf.discussed:
        found.append(_("A thread about it is open. Read what was said."))
    if shelf.is_accused(request):
        found.append(_("Study speaks against an item of it. Read what it says, and rule on it."))
    found.append(shelf.stopped.get(request.version_id, ""))
    return [sentence for sentence in found if sentence]


def _standing(request: ReviewRequest, user: User, may_review: Collection[UUID]) -> str:
    """Why she may not take the request as it stands; empty where she may."""
    if request.state != ReviewRequest.State.OPEN:
        return _("It is closed already: it was decided or withdrawn.")
    if request.pk not in may_review:
        return _("It is not for you to decide: it is your own work, or this step is for somebody else.")
    if request.is_claimed and not request.is_claimed_by(user):
        return _("%(name)s is reviewing it.") % {"name": request.claimed_by}
    return ""


def _too_many(number: int, words: int, most: int) -> str:
    message = ngettext(
        "Item %(number)d changed in %(words)d word; at most %(most)d may change.",
        "Item %(number)d changed in %(words)d words; at most %(most)d may change.",
        words,
    )
    return message % {"number": number, "words": words, "most": most}


def _compare_frame(candidate: Candidate, before: ContentVersion) -> None:
    version = candidate.request.version
    version.content = before.content = candidate.request.content  # known already: spares a query for each
    if (version.title, version.summary) != (before.title, before.summary):
        candidate.title_parts = diff_words(_heading(before), _heading(version))
    old, new = (list(each.parsed_frame.wording()) for each in (before, version))
    if old != new:
        candidate.rules_parts = diff_words("\n".join(old), "\n".join(new))


def _heading(version: ContentVersion) -> str:
    return f"{version.title}\n{version.summary}".strip()


def _compare_items(candidate: Candidate, shelf: _Shelf, before: ContentVersion) -> None:
    """What became of the items beside their words."""
    old = {entry.item_version.item_id: entry for entry in shelf.entries[before.pk]}
    new = {entry.item_version.item_id: entry for entry in shelf.entries[candidate.request.version_id]}
    gone = [entry.item_version.heading for item, entry in old.items() if item not in new]
    if gone:
        candidate.remarks.append(_("Removed: %(items)s.") % {"items": "; ".join(gone)})
    if [item for item in old if item in new] != [item for item in new if item in old]:
        candidate.remarks.append(_("The items stand in another order."))
    if any(entry.pool != old[item].pool for item, entry in new.items() if item in old):
        candidate.remarks.append(_("Items are drawn from other pools."))
