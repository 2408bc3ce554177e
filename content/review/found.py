"""What study says against items, as it is shown: what is open, what was ruled, and what came back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from content.models import Content, ItemFinding, ItemVersion, ReviewRequest
from content.review.findings import FindingWords, label_of, words_of


@dataclass(frozen=True)
class ShownFinding:
    """A finding with its words, made when it is shown. `number` and `heading` name its item where it stands by itself,
    `address` leads to the item in the editor."""

    finding: ItemFinding
    number: int | None = None
    heading: str = ""
    address: str = ""

    @property
    def label(self) -> str:
        return label_of(self.finding)

    @cached_property
    def words(self) -> FindingWords:
        return words_of(self.finding)

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
    """What has to be ruled on before the request is approved, by item version. One query."""
    found: dict[UUID, list[ItemFinding]] = defaultdict(list)
    for finding in ItemFinding.objects.open().filter(content=request.content_id).order_by("found_at", "id"):
        if finding.item_version_id in items:
            found[finding.item_version_id].append(finding)
    return dict(found)


def findings_of(content: Content) -> QuerySet[ItemFinding]:
    """All that was laid before the piece, of the wordings that stand in its newest version or that students see."""
    versions = {pk for pk in (content.latest_version_id, content.published_version_id) if pk}
    held = ItemVersion.objects.filter(entries__version__in=versions)
    return _whole(ItemFinding.objects.filter(content=content, item_version__in=held.values("pk")))


def open_first(shown: Sequence[ShownFinding]) -> list[ShownFinding]:
    return [one for one in shown if one.is_open]


def _whole(findings: QuerySet[ItemFinding]) -> QuerySet[ItemFinding]:
    related = findings.select_related("item_version", "ruled_by", "fixed_by")
    return related.defer("fixed_by__text", "fixed_by__frame", "item_version__data").order_by("found_at", "id")
