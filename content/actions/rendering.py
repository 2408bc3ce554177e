"""What an older renderer made of the items, made anew; and the cards that they can be learnt as, where an older one
found none."""

from content.actions.versioning import cards_of
from content.item_types import card_fingerprints, get_item_type
from content.models import ItemCard, ItemRendering
from content.rendering import RENDERER

BATCH = 200


def render_anew() -> int:
    """Bring every stored rendering up to date; returns how many were not. Takes no lock: a wording never changes, so
    whoever renders it writes the same."""
    done, old = 0, ItemRendering.objects.filter(renderer__lt=RENDERER).select_related("item_version__item")
    batch = list(old.order_by("pk")[:BATCH])
    while batch:
        cards = list[ItemCard]()
        for rendering in batch:
            entry = rendering.item_version
            item_type, data = get_item_type(entry.item.type), entry.parsed
            rendering.html, rendering.renderer = item_type.html(data), RENDERER
            cards += cards_of(entry, card_fingerprints(item_type, data))
        ItemRendering.objects.bulk_update(batch, ["html", "renderer"])
        ItemCard.objects.bulk_create(cards, ignore_conflicts=True)
        done += len(batch)
        batch = list(old.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])
    return done
