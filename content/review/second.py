"""What a second reviewer has before her: the material as the first reviewer read it, and nothing of what was said of
it; once she is done, what both said, side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from content.documents import load_items
from content.item_types import get_item_type
from content.media import MediaAddress
from content.models import ItemApproval, ItemFinding, ItemVerdict, ItemVersion, SecondReview, SecondVerdict
from content.review.agreement import Agreement, measure_agreement

FINE = ItemVerdict.Verdict.FINE
TABS: Mapping[str, str | Promise] = {
    "open": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Yours to read"),
    "done": gettext_lazy("Done"),
}


def tabs_for(state: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The parts of the list, as includes/tabs.html wants them."""
    return [
        {"label": label, "url": f"?state={name}", "is_current": name == state, "count": counts[name]}
        for name, label in TABS.items()
    ]


@dataclass(frozen=True)
class SecondItem:
    """One item of the version. `is_asked`: the first review had to read it, and so has this one. What both said of it
    stands here only once the second review is done."""

    entry: ItemVersion
    number: int
    is_asked: bool
    first: ItemVerdict | None = None
    second: SecondVerdict | None = None

    @property
    def type_label(self) -> str:
        return str(get_item_type(self.entry.item.type).label)

    @property
    def first_faults(self) -> list[str]:
        return _fault_labels(self.first)

    @property
    def second_faults(self) -> list[str]:
        return _fault_labels(self.second)

    @property
    def is_alike(self) -> bool | None:
        """Whether both called it fine or neither did; None where one of them said nothing."""
        if self.first is None or self.second is None:
            return None
        return (self.first.verdict == FINE) == (self.second.verdict == FINE)


def _fault_labels(said: ItemVerdict | SecondVerdict | None) -> list[str]:
    labels = dict(ItemVerdict.Fault.choices)
    return [str(labels.get(fault, fault)) for fault in (said.faults if said else [])]


class SecondSheet:
    """A second review with all there is to read about it. The number of queries does not grow with its items."""

    def __init__(self, review: SecondReview) -> None:
        review.request.version.content = review.request.content  # known already: spares a query for each document
        self.review = review

    @cached_property
    def entries(self) -> list[ItemVersion]:
        return load_items(self.review.request.version)

    @cached_property
    def asked(self) -> dict[UUID, int]:
        """The numbers of the items to judge, by item version: all that the first review had to read, for no approval of
        them held then, or study spoke against them, and all it said something of. Asking only for the latter would give
        away which items the first reviewer thought worth a word."""
        request = self.review.request
        before = ItemApproval.objects.filter(
            item__in=[entry.item_id for entry in self.entries], approved_at__lt=request.closed_at
        ).exclude(Q(request=request) | Q(revoked_at__lt=request.closed_at))
        approved = set(before.values_list("item_id", "fingerprint"))
        against = ItemFinding.objects.filter(content=request.content_id, found_at__lt=request.closed_at)
        accused = set(against.exclude(closed_at__lt=request.submitted_at).values_list("item_version_id", flat=True))
        return {
            entry.pk: number
            for number, entry in enumerate(self.entries, start=1)
            if entry.pk in self.first or entry.pk in accused or (entry.item_id, entry.fingerprint) not in approved
        }

    @cached_property
    def first(self) -> Mapping[UUID, ItemVerdict]:
        """What the first review said, by item version; its last step where it took two. Not to be shown before the
        second is done."""
        verdicts = self.review.request.verdicts.select_related("reviewer").order_by("step")
        return {verdict.item_version_id: verdict for verdict in verdicts}

    @cached_property
    def second(self) -> Mapping[UUID, SecondVerdict]:
        return {verdict.item_version_id: verdict for verdict in self.review.verdicts.all()}

    @cached_property
    def rules(self) -> list[str]:
        """What the kind keeps beside the items, as lines to read."""
        return list(self.review.request.version.parsed_frame.wording())

    @property
    def recording(self) -> MediaAddress | None:
        """Where the recording of a podcast is heard; None where there is none."""
        return self.review.request.version.parsed_frame.recording

    @cached_property
    def items(self) -> list[SecondItem]:
        """Every item in its order."""
        is_done = self.review.is_done
        return [
            SecondItem(
                entry=entry,
                number=number,
                is_asked=entry.pk in self.asked,
                first=self.first.get(entry.pk) if is_done else None,
                second=self.second.get(entry.pk) if is_done else None,
            )
            for number, entry in enumerate(self.entries, start=1)
        ]

    @property
    def agreement(self) -> Agreement:
        """Over the items of this review that both judged: fine, or not."""
        both = [item for item in self.items if item.first and item.second]
        return measure_agreement(
            (item.first.verdict == FINE, item.second.verdict == FINE) for item in both if item.first and item.second
        )
