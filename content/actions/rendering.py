"""What an older renderer made of the items, made anew."""

from content.item_types import get_item_type
from content.models import ItemRendering
from content.rendering import RENDERER

BATCH = 200


def render_anew() -> int:
    """Bring every stored rendering up to date; returns how many were not. Takes no lock: a wording never changes, so
    whoever renders it writes the same."""
    done, old = 0, ItemRendering.objects.filter(renderer__lt=RENDERER).select_related("item_version__item")
    batch = list(old.order_by("pk")[:BATCH])
    while batch:
        for rendering in batch:
            entry = rendering.item_version
            rendering.html, rendering.renderer = get_item_type(entry.item.type).html(entry.parsed), RENDERER
        ItemRendering.objects.bulk_update(batch, ["html", "renderer"])
        done += len(batch)
        batch = list(old.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])
    return done
