"""An item as its template wants it: to read, to answer, or to judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from content.item_types import Grade, ItemData, get_item_type
from content.models import ItemVersion
from content.rendering import RENDERER


@dataclass(frozen=True)
class PresentedItem:
    """What `content/items/<type>.html` and `content/questions/<type>.html` show.

    `html` is every part as sanitised HTML; `order` the places of the options as this student gets them; `answer` and
    `result` what was answered and how it was graded; `reveals` whether the right answer shows without one."""

    id: UUID
    type: str
    prefix: str
    heading: str
    html: dict[str, Any]
    data: ItemData
    order: Sequence[int] = ()
    answer: Any = None
    result: Grade | None = None
    correct: str = ""
    reveals: bool = False

    @property
    def template(self) -> str:
        folder = "questions" if get_item_type(self.type).is_question else "items"
        return f"content/{folder}/{self.type}.html"


def present_item(entry: ItemVersion, **shown: Any) -> PresentedItem:
    """The item version (with its item and rendering loaded) as its template wants it. `shown` sets further fields."""
    item_type = get_item_type(entry.item.type)
    data = item_type.parse(entry.data)
    return PresentedItem(
        id=entry.pk,
        type=entry.item.type,
        prefix=f"q-{entry.pk}",
        heading=entry.heading,
        html=_html(entry),
        data=data,
        **shown,
    )


def _html(entry: ItemVersion) -> dict[str, Any]:
    """The stored rendering, or a fresh one where a newer renderer has come since."""
    rendering = getattr(entry, "rendering", None)
    if rendering is not None and rendering.renderer == RENDERER:
        html: dict[str, Any] = rendering.html
        return html
    item_type = get_item_type(entry.item.type)
    return item_type.html(item_type.parse(entry.data))
