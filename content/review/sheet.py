"""What a reviewer has before her: every item as a student will see it, beside what was approved before."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from uuid import UUID

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.checking import require_checks
from content.diffing import Change, ItemComparison, Part, compare_documents
from content.documents import load_items, to_document
from content.media import MediaAddress
from content.merging import compare_surroundings
from content.models import ContentVersion, ItemVerdict, ItemVersion, ReviewDecision, ReviewRequest
from content.review.approval import Given, find_given
from content.review.bases import Base, choose_base
from content.review.evidence import Evidence, evidence_for
from content.review.found import ShownFinding, findings_on
from content.review.origins import Origin, origins_of
from content.review.quality import Quality, load_quality
from content.review.sheet_items import Before, SheetItem
from content.review.standing import Standing
from content.review.threads import ThreadBoard


class ReviewSheet:
    """A request (of `requests_as_seen_by(viewer)`) with all there is to read about it; `asked` says which version to
    compare with (see `content.review.bases`). Each part is read when it is first needed, and the number of queries does
    not grow with the items."""

    def __init__(self, request: ReviewRequest, viewer: User, asked: str = "") -> None:
        request.version.content = request.content  # known already: spares a query for each document
        self.request = request
        self.viewer = viewer
        self.asked = asked

    @cached_property
    def standing(self) -> Standing:
        return Standing.of(self.request)

    @cached_property
    def entries(self) -> list[ItemVersion]:
        return load_items(self.request.version)

    @cached_property
    def given(self) -> Given:
        """What was approved of them before."""
        return find_given(self.request, {entry.pk: entry for entry in self.entries})

    @cached_property
    def unread(self) -> dict[UUID, int]:
        """The numbers of the items that need a verdict, for nobody has approved them as they read, or study speaks
        against them; by item version."""
        missing = self.given.missing({entry.pk: entry for entry in self.entries}) | self.accused
        return {entry.pk: number for number, entry in enumerate(self.entries, start=1) if entry.pk in missing}

    @cached_property
    def found(self) -> dict[UUID, list[ShownFinding]]:
        """What study found against them, now or before, by item version; one query, or none where there is nothing."""
        has_any = vars(self.request).get("seen_has_findings", True)  # known of what `requests_as_seen_by` brought
        return findings_on({entry.pk for entry in self.entries}) if has_any else {}

    @cached_property
    def accused(self) -> set[UUID]:
        """The item versions that this review has to rule on."""
        if self.request.state != ReviewRequest.State.OPEN:
            return set()
        mine = self.request.content_id
        return {
            pk
            for pk, shown in self.found.items()
            if any(one.is_open and one.finding.content_id == mine for one in shown)
        }

    @property
    def has_others(self) -> bool:
        """Whether anything is to be read that study does not speak against."""
        return bool(self.unread.keys() - self.accused)

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
    def base(self) -> Base | None:
        return choose_base(self.request, self.earlier, self.asked)

    @cached_property
    def board(self) -> ThreadBoard:
        return ThreadBoard(self.request.content, self.standing.authors, self.viewer)

    @property
    def is_told(self) -> bool:
        """Whether there is anything that she may know of what was said of the items in this request."""
        is_in_second = self.request.step > 1 and self.request.is_claimed_by(self.viewer)
        return self.request.state != ReviewRequest.State.OPEN or is_in_second

    @cached_property
    def quality(self) -> Quality:
        return load_quality(self.request.version)

    @cached_property
    def stopped(self) -> str:
        """Why an approval would be refused now, whatever is said of the items; empty where it would not."""
        try:
            require_checks(self.request.version, self.quality.results)
        except Refusal as refusal:
            return refusal.message
        return ""

    @cached_property
    def rules(self) -> list[str]:
        """What the kind keeps beside the items, as lines to read."""
        return list(self.request.version.parsed_frame.wording())

    @property
    def recording(self) -> MediaAddress | None:
        """Where the recording of a podcast is heard; None where there is none."""
        return self.request.version.parsed_frame.recording

    @cached_property
    def surroundings(self) -> list[tuple[str, list[Part]]]:
        """What changed beside the items: a heading, and the words of both sides."""
        if self.base is None:
            return []
        return compare_surroundings(
            to_document(self.base.version, self._base_entries), to_document(self.request.version, self.entries)
        )

    @cached_property
    def items(self) -> list[SheetItem]:
        """Every item in its order."""
        return list(self._items())

    @property
    def to_read(self) -> list[SheetItem]:
        return [item for item in self.items if item.needs_verdict]

    @property
    def folded(self) -> list[SheetItem]:
        return [item for item in self.items if item.is_folded]

    @property
    def removed(self) -> list[ItemComparison]:
        return [comparison for comparison in self._comparisons if comparison.change == Change.REMOVED]

    @property
    def published(self) -> ContentVersion | None:
        """What students see now."""
        return self.request.content.published_version

    def _items(self) -> Iterator[SheetItem]:
        for number, entry in enumerate(self.entries, start=1):
            before = self._before(entry)
            is_other = before.entry is None or before.entry.fingerprint != entry.fingerprint
            yield SheetItem(
                entry=entry,
                number=number,
                needs_verdict=entry.pk in self.unread,
                before=before,
                has_base=self.base is not None,
                is_shown=self.base is not None and self.base.is_chosen and is_other,
                verdicts=self._verdicts.get(entry.pk, []),
                found=self.found.get(entry.pk, []),
                is_accused=entry.pk in self.accused,
                findings=self.quality.of_item(entry.item_id),
                evidence=self._evidence.get(entry.item_id, []),
                threads=self.board.of_item(entry.item_id),
                origins=self._origins.get(entry.item_id, []),
            )

    def _before(self, entry: ItemVersion) -> Before:
        """What `entry` is read beside."""
        compared = self._compared.get(entry.item_id)
        beside = self._in_base.get(entry.item_id)
        approved = self._approved.get(entry.item_id)
        is_moved, pool = (compared.is_moved if compared else False), (beside.pool if beside else None)
        if approved and not (self.base and self.base.is_chosen):
            return Before(approved, True, is_moved, pool)
        is_approved = beside is not None and (beside.item_id, beside.fingerprint) in self.given.approved
        return Before(beside, is_approved, is_moved, pool)

    @cached_property
    def _base_entries(self) -> list[ItemVersion]:
        return load_items(self.base.version) if self.base else []

    @cached_property
    def _in_base(self) -> dict[UUID, ItemVersion]:
        return {entry.item_id: entry for entry in self._base_entries}

    @cached_property
    def _comparisons(self) -> list[ItemComparison]:
        """Item by item against the base; empty without one."""
        if self.base is None:
            return []
        return compare_documents(
            to_document(self.base.version, self._base_entries), to_document(self.request.version, self.entries)
        )

    @cached_property
    def _compared(self) -> dict[UUID | None, ItemComparison]:
        return {found.item_id: found for found in self._comparisons if found.new}

    @cached_property
    def _approved(self) -> dict[UUID, ItemVersion]:
        """The wording approved last of each item that needs a verdict, by item: mostly that of the base."""
        wanted = {entry.item_id: entry for entry in self.entries if entry.pk in self.unread}
        last = {item_id: self.given.last[item_id] for item_id in wanted if item_id in self.given.last}
        found = {i: e for i, e in self._in_base.items() if last.get(i) == e.fingerprint}
        if missing := last.keys() - found.keys():
            others = ItemVersion.objects.filter(item__in=missing, fingerprint__in=[last[i] for i in missing])
            for entry in others.select_related("item", "rendering").order_by("number"):
                if last[entry.item_id] == entry.fingerprint:
                    found[entry.item_id] = entry
        return found

    @cached_property
    def _verdicts(self) -> dict[UUID, list[ItemVerdict]]:
        """What was said of each item version in this request: once it is over, and to whoever takes its second step.
        Anybody else may be asked to repeat the review, blind."""
        found: dict[UUID, list[ItemVerdict]] = defaultdict(list)
        if not self.is_told:
            return found
        for verdict in self.request.verdicts.select_related("reviewer").order_by("step", "created_at"):
            found[verdict.item_version_id].append(verdict)
        return found

    @cached_property
    def _evidence(self) -> dict[UUID, list[Evidence]]:
        return evidence_for(self.request.content, self.entries)

    @cached_property
    def _origins(self) -> dict[UUID, list[Origin]]:
        return origins_of(self.entries) if self.standing.has_sources else {}
