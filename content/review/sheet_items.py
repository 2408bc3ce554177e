"""One item of the version under review, with all there is to read about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from content.diffing import Change
from content.item_diff import FieldComparison, compare_fields
from content.item_types import get_item_type
from content.models import ItemVerdict, ItemVersion
from content.review.evidence import Evidence
from content.review.found import ShownFinding
from content.review.origins import Origin
from content.review.quality import CheckFinding
from content.review.threads import ShownThread


@dataclass(frozen=True)
class Before:
    """The wording that an item is read beside: the one that was approved last (`is_approved`), else that of the
    version which the whole is compared with; None where there is neither. `is_moved`: it stood elsewhere there."""

    entry: ItemVersion | None = None
    is_approved: bool = False
    is_moved: bool = False
    pool: str | None = None


@dataclass(frozen=True)
class SheetItem:
    """An item as it was submitted. `verdicts` is what this request said of it so far, the first step first; `is_shown`:
    its change is to be seen although it needs no verdict; `found` is what study found against it, ruled on or not, and
    `is_accused` that this review has to rule on some of it."""

    entry: ItemVersion
    number: int
    needs_verdict: bool
    before: Before = Before()
    has_base: bool = False
    is_shown: bool = False
    found: Sequence[ShownFinding] = ()
    is_accused: bool = False
    verdicts: Sequence[ItemVerdict] = ()
    findings: Sequence[CheckFinding] = ()
    evidence: Sequence[Evidence] = ()
    threads: Sequence[ShownThread] = ()
    origins: Sequence[Origin] = field(default_factory=tuple)

    @property
    def type_label(self) -> str:
        return str(get_item_type(self.entry.item.type).label)

    @property
    def is_new(self) -> bool:
        return self.before.entry is None

    @property
    def is_changed(self) -> bool:
        return self.change == Change.CHANGED

    @property
    def is_moved(self) -> bool:
        return self.before.is_moved

    @property
    def is_pooled(self) -> bool:
        """Whether it is drawn from another pool than in the version the whole is compared with."""
        return self.before.pool is not None and self.before.pool != self.entry.pool

    @cached_property
    def change(self) -> Change:
        """What became of its words."""
        if self.before.entry is None:
            return Change.ADDED
        return Change.SAME if self.before.entry.fingerprint == self.entry.fingerprint else Change.CHANGED

    @cached_property
    def fields(self) -> list[FieldComparison]:
        """What changed, field by field; empty where nothing stood there before, and where only white space did."""
        if self.before.entry is None or not self.is_changed:
            return []
        compared = compare_fields(self.before.entry.parsed, self.entry.parsed)
        return compared if any(field.is_changed for field in compared) else []

    @property
    def is_folded(self) -> bool:
        """Approved before, and so nothing to read again."""
        return not (self.needs_verdict or self.verdicts or self.is_shown)

    @property
    def open_threads(self) -> list[ShownThread]:
        return [shown for shown in self.threads if not shown.thread.is_resolved]
