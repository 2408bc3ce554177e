"""Which items of a version somebody still has to read: approval hangs on an item and its fingerprint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Value

from content.models import ItemApproval, ItemVerdict, ItemVersion, ReviewRequest
from content.review.found import open_against


@dataclass(frozen=True)
class Given:
    """What was said before of some items: the pairs of item and fingerprint that are `approved`, and those that are
    `read`: called fine in the step that a request waits for. `last` is the fingerprint approved last, by item."""

    approved: set[tuple[UUID, str]] = field(default_factory=set)
    read: set[tuple[UUID, str]] = field(default_factory=set)
    last: dict[UUID, str] = field(default_factory=dict)

    def missing(self, items: Mapping[UUID, ItemVersion]) -> set[UUID]:
        """The item versions among `items` that are neither."""
        known = self.approved | self.read
        return {pk for pk, entry in items.items() if (entry.item_id, entry.fingerprint) not in known}


def find_given(request: ReviewRequest, items: Mapping[UUID, ItemVersion]) -> Given:
    """One query."""
    ids = [entry.item_id for entry in items.values()]
    rows = _approvals(ids)
    if not request.is_last_step:
        fine = ItemVerdict.objects.filter(
            request__content=request.content_id,
            step=request.step,
            verdict=ItemVerdict.Verdict.FINE,
            item_version__item__in=ids,
        ).exclude(request__steps=1)
        verdicts = fine.values_list("item_version__item_id", "item_version__fingerprint", "created_at", _flag(False))
        rows = rows.union(verdicts.order_by(), all=True)
    given = Given()
    for item_id, fingerprint, _at, is_approval in sorted(rows, key=lambda row: row[2]):
        (given.approved if is_approval else given.read).add((item_id, fingerprint))
        if is_approval:
            given.last[item_id] = fingerprint
    return given


def unapproved_items(items: Mapping[UUID, ItemVersion]) -> set[UUID]:
    """The item versions among `items` that nobody has approved under their fingerprint. One query."""
    rows = _approvals([entry.item_id for entry in items.values()])
    return Given(approved={(item_id, fingerprint) for item_id, fingerprint, *_rest in rows}).missing(items)


def items_to_read(request: ReviewRequest, items: Mapping[UUID, ItemVersion]) -> set[UUID]:
    """Those that need a verdict in the step that `request` waits for: what nobody has approved and, in a first step of
    two, what nobody has called fine in that step before; and whatever study speaks against. Two queries."""
    return find_given(request, items).missing(items) | open_against(request, items).keys()


def _approvals(items: list[UUID]) -> Any:
    holding = ItemApproval.objects.holding().filter(item__in=items)
    return holding.values_list("item_id", "fingerprint", "approved_at", _flag(True))


def _flag(is_approval: bool) -> Value:
    return Value(is_approval, output_field=BooleanField())
