"""An item as its template wants it: to read, to answer, or to judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from content.item_types import Grade, ItemData, get_item_type
from content.kinds.study_guide import CheckQuestion
from content.models import ItemVersion
from content.questions import QuestionType
from content.rendering import RENDERER


@dataclass(frozen=True)
class PresentedItem:
    """What `content/items/<type>.html` and `content/questions/<type>.html` show.

    `html` is every part as sanitised HTML; `order` the places of the options as this student gets them; `answer` and
    `result` what was answered and how it was graded; `reveals` whether the right answer shows without one; `is_alone`
    that nobody grades what no key can. In a preview, `row` is the key of the editor's row, `number` its place in the
    whole, and `notes` say what is wrong; `pool` names the pool that it is drawn from."""

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
    is_alone: bool = False
    row: str = ""
    number: int = 0
    pool: str = ""
    notes: Sequence[str] = ()

    @property
    def template(self) -> str:
        folder = "questions" if get_item_type(self.type).is_question else "items"
        return f"content/{folder}/{self.type}.html"

    @property
    def check(self) -> "PresentedItem | None":
        """The question at the end of a section, as its own template wants it; None where there is none."""
        question: CheckQuestion | None = getattr(self.data, "question", None)
        if question is None:
            return None
        shown = {"id": self.id, "prefix": self.prefix, "reveals": self.reveals}
        return _present(question.type, question.parsed, self.html["question"], **shown)


def present_item(entry: ItemVersion, **shown: Any) -> PresentedItem:
    """The item version (with its item and rendering loaded) as its template wants it. `shown` sets further fields."""
    shown = {"id": entry.pk, "prefix": f"q-{entry.pk}", "pool": entry.pool, **shown}
    return _present(entry.item.type, entry.parsed, _html(entry), **shown)


def present_data(item_type: str, data: ItemData, **shown: Any) -> PresentedItem:
    """An item that is no version yet, rendered afresh. `shown` sets `id`, `prefix` and further fields."""
    return _present(item_type, data, get_item_type(item_type).html(data), **shown)


def _present(item_type: str, data: ItemData, html: dict[str, Any], **shown: Any) -> PresentedItem:
    kind = get_item_type(item_type)
    if shown.get("reveals") and isinstance(kind, QuestionType):
        shown.setdefault("correct", kind.correct_text(data))
    return PresentedItem(type=item_type, heading=kind.heading(data), html=html, data=data, **shown)


def _html(entry: ItemVersion) -> dict[str, Any]:
    """The stored rendering, or a fresh one where a newer renderer has come since."""
    rendering = getattr(entry, "rendering", None)
    if rendering is not None and rendering.renderer == RENDERER:
        html: dict[str, Any] = rendering.html
        return html
    return get_item_type(entry.item.type).html(entry.parsed)
