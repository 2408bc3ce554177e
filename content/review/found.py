"""What study says against items, as it is shown: what is open, what was ruled, and what came back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from content.documents import Document
from content.models import Content, ItemFinding, ItemVersion, ReviewRequest, VersionItem
from content.review.findings import FindingWords, label_of, words_of


@dataclass(frozen=True)
class ShownFinding:
    """A finding with its words, made when it is shown. Where it stands by itself, `heading` names its item, and so does
    `number` where the newest version holds the very wording; `item_id` is then the item to mend."""

    finding: ItemFinding
    number: int | None = None
    heading: str = ""
    item_id: UUID | None = None

    @property
    def label(self) -> str:
        return label_of(self.finding)

    @cached_property
    def words(self) -> FindingWords:
        return words_of(self.finding)

    @property
    def place(self) -> str:
        """Its item in words."""
        return f"{self.number}. {self.heading}" if self.number else self.heading

    @property
    def is_open(self) -> bool:
        return self.finding.is_open


def findings_on(items: Collection[UUID]) -> dict[UUID, list[ShownFinding]]:
    """All that was ever found against these item versions, whichever piece it was laid before, by item version; what
    is open first. One query."""
    found: dict[UUID, list[ShownFinding]] = defaultdict(list)
    for finding in _whole(ItemFinding.objects.filter(item_version__in=items)):
        found[finding.item_version_id].append(ShownFinding(finding))
    for shown in found.values():
        shown.sort(key=lambda one: not one.is_open)
    return dict(found)


def open_against(request: ReviewRequest, items: Mapping[UUID, ItemVersion]) -> dict[UUID, list[ItemFinding]]:
    """What has to be ruled on before the request is approved, by item version. One query, or none where `lock_request`
    has seen that nothing is open."""
    if not vars(request).get("has_open_findings", True):
        return {}
    found: dict[UUID, list[ItemFinding]] = defaultdict(list)
    for finding in ItemFinding.objects.open().filter(content=request.content_id).order_by("found_at", "id"):
        if finding.item_version_id in items:
            found[finding.item_version_id].append(finding)
    return dict(found)


@dataclass(frozen=True)
class PieceFindings:
    """What study found against a piece, as its authors are told: of wordings that stand in its newest version, or that
    students see. `waiting` is the review that is open, if any."""

    content: Content
    shown: Sequence[ShownFinding]
    waiting: ReviewRequest | None = None

    def __bool__(self) -> bool:
        return bool(self.shown)

    @property
    def open(self) -> list[ShownFinding]:
        return [one for one in self.shown if one.is_open]

    @property
    def ruled(self) -> list[ShownFinding]:
        return [one for one in self.shown if not one.is_open]

    @property
    def count(self) -> int:
        """How many items study speaks against."""
        return len({one.finding.item_version_id for one in self.open})

    @property
    def is_mended(self) -> bool:
        """Whether nothing of what is open stands in the newest version any more."""
        return not any(one.number for one in self.open)

    @property
    def what_now(self) -> str:
        """What its authors can do about it, and what happens otherwise."""
        if self.content.status == Content.Status.PENDING and self.waiting:
            if self.is_mended:
                return _("What you submitted reads otherwise: once it is published, this is settled.")
            return _("A reviewer decides whether it stays. To mend it at once, withdraw the submission, then edit it.")
        if self.is_mended:
            return _("Your newest version reads otherwise: once it is published, this is settled.")
        if self.content.status == Content.Status.CHANGES_REQUESTED:
            return _("Mend what the reviewer asks for, then submit it again.")
        if self.content.status == Content.Status.APPROVED:
            return _("Mend it in a new version, or leave it: a reviewer looks at it once this is published.")
        return _("Mend it, then submit it; or submit it as it is, and the reviewer decides whether it stays.")


def load_findings(content: Content, document: Document, waiting: ReviewRequest | None) -> PieceFindings:
    """Those of the piece whose newest version is `document`. One query."""
    published = VersionItem.objects.filter(version=content.published_version_id, item_version=OuterRef("item_version"))
    found = list(_whole(ItemFinding.objects.filter(content=content).annotate(is_seen=Exists(published))))
    numbers = {item.item_id: number for number, item in enumerate(document.items, start=1)}
    prints = {item.item_id: item.fingerprint for item in document.items} if found else {}
    shown = []
    for finding in found:
        entry = finding.item_version
        stands = prints.get(entry.item_id) == entry.fingerprint
        if stands or finding.is_open or vars(finding)["is_seen"]:
            number = numbers.get(entry.item_id) if stands else None
            shown.append(ShownFinding(finding, number, entry.heading, entry.item_id if stands else None))
    return PieceFindings(content, shown, waiting)


def _whole(findings: QuerySet[ItemFinding]) -> QuerySet[ItemFinding]:
    related = findings.select_related("item_version", "ruled_by", "fixed_by")
    return related.defer("fixed_by__text", "fixed_by__frame", "item_version__data").order_by("found_at", "id")
