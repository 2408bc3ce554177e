"""Where an item is used, and what a piece is offered."""

from typing import NamedTuple
from uuid import UUID

from django import template
from django.db.models import Count

from content.bank import Offer, group_offers, offers_for, standing_entries
from content.models import Content, VersionItem

register = template.Library()
SHOWN = 10


class ShownOffers(NamedTuple):
    """The first offers to a piece, as `content/bank/_offer_form.html` takes them, and how many there are."""

    groups: list[list[Offer]]
    total: int

    @property
    def more(self) -> int:
        return max(0, self.total - SHOWN)

    @property
    def is_single(self) -> bool:
        return self.total == 1


@register.simple_tag
def offers_to(content: Content) -> ShownOffers:
    """The wordings that items of the piece got elsewhere."""
    offers = offers_for(content)
    return ShownOffers(group_offers(offers[:SHOWN]), len(offers))


@register.simple_tag
def other_uses(content: Content | str, item_id: UUID | None) -> int:
    """In how many other pieces an item of `content` (empty for a new piece) stands. All items of a piece are counted in
    one query when the first is asked for, and remembered with it: a page asks for each of its rows."""
    if not isinstance(content, Content) or item_id is None:
        return 0
    known: dict[UUID, int] | None = vars(content).get("_other_uses")
    if known is None:
        known = vars(content)["_other_uses"] = _count_other_uses(content)
    return known.get(item_id, 0)


def _count_other_uses(content: Content) -> dict[UUID, int]:
    own = VersionItem.objects.filter(version=content.latest_version_id).values("item_version__item")
    others = standing_entries(Content.objects.exclude(pk=content.pk)).filter(item_version__item__in=own)
    return dict(others.values_list("item_version__item").annotate(Count("pk")))
