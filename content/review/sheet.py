"""What a reviewer has before her: every item as a student will see it, beside what was approved before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from content.diffing import Change, ItemComparison, Part, compare_documents, diff_words
from content.documents import load_items, to_document
from content.item_types import get_item_type
from content.models import ContentVersion, ItemVerdict, ItemVersion, ReviewDecision, ReviewRequest
from content.review.approval import items_to_read


@dataclass(frozen=True)
class SheetItem:
    """One item of the version under review. `comparison` is with the version reviewed before, None without one;
    `verdict` what this review said of it; `problem` the last problem that an earlier review found in it."""

    entry: ItemVersion
    number: int
    needs_verdict: bool
    comparison: ItemComparison | None = None
    verdict: ItemVerdict | None = None
    problem: ItemVerdict | None = None

    @property
    def type_label(self) -> str:
        return str(get_item_type(self.entry.item.type).label)

    @property
    def is_changed(self) -> bool:
        return self.comparison is not None and self.comparison.change == Change.CHANGED

    @property
    def is_moved(self) -> bool:
        return self.comparison is not None and self.comparison.is_moved

    @property
    def is_new(self) -> bool:
        return self.comparison is None or self.comparison.change == Change.ADDED

    @property
    def is_folded(self) -> bool:
        """Approved before, and so nothing to read again."""
        return not self.needs_verdict and self.verdict is None


class ReviewSheet:
    """A request with all there is to read about it. The number of queries does not grow with its items."""

    def __init__(self, request: ReviewRequest) -> None:
        request.version.content = request.content  # known already: spares a query for each document
        self.request = request

    @cached_property
    def entries(self) -> list[ItemVersion]:
        return load_items(self.request.version)

    @cached_property
    def unread(self) -> dict[UUID, int]:
        """The numbers of the items that need a verdict, for nobody has approved them as they read; by item version."""
        missing = items_to_read(self.request, {entry.pk: entry for entry in self.entries})
        return {entry.pk: number for number, entry in enumerate(self.entries, start=1) if entry.pk in missing}

    @cached_property
    def decision(self) -> ReviewDecision | None:
        """How this request ended, if it did."""
        return ReviewDecision.objects.select_related("reviewer").filter(request=self.request).first()

    @cached_property
    def earlier(self) -> list[ReviewDecision]:
        """The decisions on this piece before this request, the latest first."""
        decisions = ReviewDecision.objects.filter(
            request__content=self.request.content_id, decided_at__lt=self.request.submitted_at
        )
        return list(
            decisions.select_related("reviewer", "request__version")
            .defer("request__version__text")
            .order_by("-decided_at", "-id")
        )

    @cached_property
    def base(self) -> ReviewDecision | None:
        """The decision on the version to compare with: the last that was approved, else the last that was read."""
        approved = [found for found in self.earlier if found.outcome == ReviewDecision.Outcome.APPROVE]
        return next(iter(approved or self.earlier), None)

    @cached_property
    def comparisons(self) -> list[ItemComparison]:
        """Item by item against the base; empty without one."""
        if self.base is None:
            return []
        before: ContentVersion = self.base.request.version
        before.content = self.request.content
        return compare_documents(
            to_document(before, load_items(before)), to_document(self.request.version, self.entries)
        )

    @cached_property
    def title_parts(self) -> list[Part]:
        """Title and summary against the base, word by word; empty where they are the same or there is no base."""
        version, before = self.request.version, self.base.request.version if self.base else None
        if before is None or (version.title, version.summary) == (before.title, before.summary):
            return []
        return diff_words(f"{before.title}\n{before.summary}", f"{version.title}\n{version.summary}")

    @cached_property
    def rules(self) -> list[str]:
        """What the kind keeps beside the items, as lines to read."""
        return list(self.request.version.parsed_frame.wording())

    @cached_property
    def tags(self) -> list[str]:
        return [tag.name for tag in self.request.content.tags.all()]

    @property
    def removed(self) -> list[ItemComparison]:
        return [comparison for comparison in self.comparisons if comparison.change == Change.REMOVED]

    @cached_property
    def items(self) -> list[SheetItem]:
        """Every item in its order."""
        compared = {found.item_id: found for found in self.comparisons if found.new}
        return [
            SheetItem(
                entry=entry,
                number=number,
                needs_verdict=entry.pk in self.unread,
                comparison=compared.get(entry.item_id),
                verdict=self._verdicts.get(entry.pk),
                problem=self._problems.get(entry.item_id),
            )
            for number, entry in enumerate(self.entries, start=1)
        ]

    @cached_property
    def _verdicts(self) -> Mapping[UUID, ItemVerdict]:
        if self.request.state == ReviewRequest.State.OPEN:
            return {}
        return {verdict.item_version_id: verdict for verdict in self.request.verdicts.all()}

    @cached_property
    def _problems(self) -> Mapping[UUID, ItemVerdict]:
        """The last problem found in each item before, by item."""
        if not self.earlier:
            return {}
        found = (
            ItemVerdict.objects.filter(
                request__in=[decision.request_id for decision in self.earlier], verdict=ItemVerdict.Verdict.PROBLEM
            )
            .select_related("item_version", "reviewer")
            .order_by("created_at")
        )
        return {verdict.item_version.item_id: verdict for verdict in found}
