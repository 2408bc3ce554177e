"""Which items of a version somebody still has to read: approval hangs on an item and its fingerprint."""

from collections.abc import Mapping
from uuid import UUID

from content.models import ItemApproval, ItemVerdict, ItemVersion, ReviewRequest


def unapproved_items(items: Mapping[UUID, ItemVersion]) -> set[UUID]:
    """The item versions among `items` that nobody has approved under their fingerprint. One query."""
    approvals = ItemApproval.objects.holding().filter(item__in=[entry.item_id for entry in items.values()])
    given = set(approvals.values_list("item_id", "fingerprint"))
    return {pk for pk, entry in items.items() if (entry.item_id, entry.fingerprint) not in given}


def items_to_read(request: ReviewRequest, items: Mapping[UUID, ItemVersion]) -> set[UUID]:
    """Those that need a verdict in the step that `request` waits for: what nobody has approved and, in a first step of
    two, what nobody has called fine in that step before. Two queries at most."""
    missing = unapproved_items(items)
    if request.is_last_step or not missing:
        return missing
    fine = ItemVerdict.objects.filter(
        request__content=request.content_id,
        step=request.step,
        verdict=ItemVerdict.Verdict.FINE,
        item_version__item__in=[items[pk].item_id for pk in missing],
    ).exclude(request__steps=1)
    read = set(fine.values_list("item_version__item_id", "item_version__fingerprint"))
    return {pk for pk in missing if (items[pk].item_id, items[pk].fingerprint) not in read}
